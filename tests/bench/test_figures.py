"""The figures of docs/performance.md have commands, and these are what they are said to be."""

import ast
import re
import subprocess
import sys

import pytest

from tests.test_house import ROOT, tracked

FIGURES = (ROOT / "docs/performance.md").read_text()


def run(module: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize(
    "section", FIGURES.split("\n## ")[1:], ids=lambda section: section.partition("\n")[0]
)
def test_section_of_figures_names_the_command_that_measures_them(section: str):
    assert re.search(r"`(python -m bench|pytest)", section)


def test_commands_that_documents_name_are_there():
    for path in tracked("*.md"):
        for module in re.findall(r"python -m bench\.(\w+)", path.read_text()):
            assert (ROOT / "bench" / f"{module}.py").exists(), (path, module)


def test_benchmarks_have_the_arguments_that_they_advertise():
    for path in tracked("bench/*.py"):
        about = ast.get_docstring(ast.parse(path.read_text())) or ""
        for flag in re.findall(r"\[(--[\w-]+)", about):
            assert f'add_argument("{flag}"' in path.read_text(), (path, flag)


def test_memory_is_that_of_the_server_before_while_and_after_it_speaks():
    printed = run("bench.memory", "--engine", "espeak")
    found = re.fullmatch(
        r"ready after [\d.]+ s, (\d+) MiB\n"
        r"8 paragraphs at once: (\d+) MiB at the peak, (\d+) after\n",
        printed,
    )
    assert found
    ready, peak, after = map(int, found.groups())
    assert 10 < ready <= peak
    assert 10 < after <= peak


def test_reading_is_timed_for_normaliser_and_g2p():
    printed = run("bench.reading")
    assert re.findall(r"^(\w+) +[\d.]+ ms", printed, re.MULTILINE) == ["normaliser", "G2P"]
