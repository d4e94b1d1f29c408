"""The rules of the house: docs/ARCHITECTURE.md says why."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LONGEST_FILE = 300


def tracked(pattern: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--", pattern], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.splitlines()]


def packages() -> set[str]:
    return {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}


def test_imports_keep_to_the_layers():
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_import_rules_know_every_package():
    ruled = set(PROJECT["tool"]["importlinter"]["root_packages"])
    assert ruled == packages()


def test_installed_packages_are_all_packages():
    installed = PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    assert {name.rstrip("*") for name in installed} == packages() - {"bench"}


def test_no_source_file_is_longer_than_a_reader_s_patience():
    long = {
        path.name: lines
        for path in tracked("*.py")
        if (lines := len(path.read_text().splitlines())) > LONGEST_FILE
    }
    assert not long


def test_architecture_names_every_folder_and_no_other():
    text = (ROOT / "docs/ARCHITECTURE.md").read_text()
    named = set(re.findall(r"^(\w+)/", text, re.MULTILINE))
    folders = {path.relative_to(ROOT).parts[0] for path in tracked("*") if path.parent != ROOT}
    assert named == {folder for folder in folders if not folder.startswith(".")}


def test_every_test_file_asserts_something():
    for path in tracked("tests/**/test_*.py"):
        assert re.search(r"\bassert\b|pytest\.raises", path.read_text()), path


def test_every_word_on_extras_names_the_clone_that_is_there():
    for path in (*tracked("*.py"), *tracked("*.md")):
        for said in re.findall(r"pip install [^`\n]*\[\w+\]", path.read_text()):
            assert re.search(r"install -e ['\"]\.\[", said), (path, said)


def test_project_names_no_path_of_one_machine():
    files = [path for path in tracked("*") if path.suffix in (".py", ".md", ".toml", ".ipynb", "")]
    for path in files:
        assert not re.search(r"/(?:root|home|work|tmp)/", path.read_text()), path
