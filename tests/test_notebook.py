"""Colab.ipynb, run as a whole without a GPU or a token, and its decisions by themselves."""

import os
import re
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.test_house import ROOT, tracked
from tests.tiny_export import tiny_export

NOTEBOOK = ROOT / "Colab.ipynb"


FIRST_SERVER = "server = subprocess.Popen(['true'])\n"


def cells() -> list[nbformat.NotebookNode]:
    return nbformat.read(NOTEBOOK, as_version=4).cells


def code_with(text: str) -> str:
    """The one code cell that contains `text`."""
    codes = [cell.source for cell in cells() if cell.cell_type == "code"]
    (code,) = [source for source in codes if text in source]
    return code


class Done:
    """The notebook after it was run, or after the cell that contains `until`."""

    def __init__(self, folder: Path, until: str | None = None) -> None:
        notebook = nbformat.read(NOTEBOOK, as_version=4)
        if until:
            (last,) = [i for i, cell in enumerate(notebook.cells) if until in cell.source]
            del notebook.cells[last + 1 :]
        client = NotebookClient(notebook, timeout=60, resources={"metadata": {"path": str(folder)}})
        client.execute()
        self._cells = [cell for cell in notebook.cells if cell.cell_type == "code"]

    def _outputs(self, code: str) -> list[nbformat.NotebookNode]:
        (cell,) = [cell for cell in self._cells if code in cell.source]
        return cell.outputs

    def printed(self, code: str) -> str:
        """What the cell that contains `code` printed."""
        return "".join(output.get("text", "") for output in self._outputs(code))

    def shown(self, code: str) -> list[nbformat.NotebookNode]:
        """What it displayed: contents by MIME type."""
        return [output.data for output in self._outputs(code) if "data" in output]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A folder like a fresh clone: the project and its virtual environment, but no model."""
    for name in {path.relative_to(ROOT).parts[0] for path in tracked("*")}:
        (tmp_path / name).symlink_to(ROOT / name)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    return tmp_path


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a GPU, a token or a way to the network."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.delenv("NGROK_AUTHTOKEN", raising=False)


@pytest.mark.usefixtures("bare")
def test_notebook_runs_from_end_to_end(clone: Path):
    (clone / "models").mkdir()
    (clone / "models" / "kokoro").symlink_to(tiny_export())
    done = Done(clone)
    assert "going on with the CPU" in done.printed("def nvidia_driver")
    assert "Installed already" in done.printed("def installed")
    assert "Exported already" in done.printed("-m export")
    assert "Serving at ws://127.0.0.1:" in done.printed("def start_server")
    assert "'engine': 'kokoro'" in done.printed("healthz")
    assert "TTFA" in done.printed("hello.wav")
    assert "audio" in done.shown("hello.wav")[0]["text/html"]
    assert "currentTime" in done.shown("def player")[0]["text/html"]
    assert "image/png" in done.shown("axes.axvline")[0]
    assert "image/png" in done.shown("bench.picture")[0]
    assert "TTFA by the server" in done.printed("latency.py")
    assert "image/png" in done.shown("latency.py")[0]
    said = [line.split()[0] for line in done.printed("FORMULAE").splitlines() if line]
    assert said[:6] == ["For", "a", "right", "triangle,", "a", "squared"]
    assert len(done.shown("FORMULAE")) == 3
    assert "nothing to measure" in done.printed("bench.gpu")
    assert "no NGROK_AUTHTOKEN" in done.printed("ngrok_token")
    assert "status 0" in done.printed("server.wait())")


@pytest.mark.usefixtures("bare")
def test_notebook_goes_on_without_the_network(clone: Path):
    done = Done(clone, until="urlopen")
    assert "the embedded voice will speak" in done.printed("-m export")
    assert "'engine': 'espeak'" in done.printed("urlopen")


def test_notebook_keeps_no_outputs():
    for cell in cells():
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None


@pytest.mark.parametrize(
    ("driver", "extra"), [("550.54.15", "gpu-cu12"), ("580.65.06", "gpu"), ("595.1", "gpu")]
)
def test_notebook_installs_what_the_driver_can_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, driver: str, extra: str
):
    program = tmp_path / "nvidia-smi"
    program.write_text(f"#!/bin/sh\necho 'Tesla T4, {driver}, 15360 MiB'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    names: dict[str, object] = {}
    exec("import subprocess\n" + code_with("def nvidia_driver"), names)
    assert names["EXTRA"] == extra


def test_notebook_calls_only_what_the_documents_name():
    documented = (ROOT / "README.md").read_text() + (ROOT / "docs/gpu.md").read_text()
    called = set()
    for cell in cells():
        called |= set(re.findall(r"!\{PYTHON\} (-m [\w.]+|[\w/]+\.py)", cell.source))
    assert len(called) >= 5
    assert {command for command in called if command not in documented} == set()


def test_notebook_finds_the_public_address_among_what_the_server_prints(
    clone: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    program = clone / "ngrok"
    stand_in = ROOT / "tests/serving/stand_in_ngrok.py"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {stand_in} "$@"\n')
    program.chmod(0o755)
    monkeypatch.chdir(clone)
    monkeypatch.setenv("PYNGROK_NGROK_PATH", str(program))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(clone / "config"))
    monkeypatch.setenv("NGROK_AUTHTOKEN", "right")
    begin = code_with("def start_server").partition("server, URL = ")[0] + FIRST_SERVER
    public = code_with("def ngrok_token").partition("        !")[0]
    imports = "import os, subprocess, sys\nfrom pathlib import Path\nPYTHON = '.venv/bin/python'\n"
    names: dict[str, object] = {}
    exec(imports + begin + public, names)
    with names["server"] as server:  # type: ignore[attr-defined]
        server.terminate()
    printed = capsys.readouterr().out
    assert re.search(r"^Public: wss://127\.0\.0\.1:\d+/stream$", printed, re.MULTILINE)
    assert "client/stream.py --url wss://" in printed
