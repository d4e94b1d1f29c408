"""Colab.ipynb, run as a whole without a GPU or a token, and its decisions by themselves."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from engines import tensorrt
from engines.tensorrt import Target
from tests.test_house import ROOT, tracked
from tests.tiny_export import tiny_export

NOTEBOOK = ROOT / "Colab.ipynb"


RECORD = "kokoro-tensorrt/decoder_fp16_tesla-t4/engine.json"
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


@pytest.mark.parametrize(
    ("extra", "modules", "done"),
    [
        ("cpu", "kokoro matplotlib onnxruntime pyngrok websockets", True),
        ("cpu", "kokoro matplotlib onnxruntime", False),
        ("gpu", "kokoro matplotlib onnxruntime pyngrok websockets", False),
        ("gpu", "kokoro matplotlib onnxruntime pyngrok websockets tensorrt", True),
    ],
)
def test_notebook_installs_again_what_was_for_another_device(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extra: str, modules: str, done: bool
):
    program = tmp_path / ".venv/bin/python"
    program.parent.mkdir(parents=True)
    only = "import sys; sys.path = ['m']"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -IS -c "{only}; $2"\n')
    program.chmod(0o755)
    for name in modules.split():
        (tmp_path / "m" / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    names: dict[str, Callable[[], bool]] = {}
    imports = "import subprocess\nfrom pathlib import Path\n"
    code = code_with("def installed").partition("if installed():")[0]
    exec(f"{imports}EXTRA = {extra!r}\n{code}", names)
    assert names["installed"]() is done


@pytest.mark.parametrize(
    ("extra", "there", "done"),
    [
        ("cpu", [], False),
        ("cpu", ["kokoro/manifest.json"], True),
        ("gpu", ["kokoro/manifest.json"], False),
        ("gpu", ["kokoro/manifest.json", "kokoro/decoder_fp16.onnx"], False),
        ("gpu-cu12", ["kokoro/manifest.json", "kokoro/decoder_fp16.onnx", RECORD], True),
        ("gpu", ["kokoro/manifest.json", RECORD], False),
    ],
)
def test_notebook_exports_again_what_was_left_half_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extra: str, there: list[str], done: bool
):
    for name in there:
        path = tmp_path / "models" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    monkeypatch.chdir(tmp_path)
    names: dict[str, Callable[[], bool]] = {}
    code = code_with("def exported").partition("if exported():")[0]
    exec(f"from pathlib import Path\nEXTRA = {extra!r}\n{code}", names)
    assert names["exported"]() is done


def test_notebook_looks_for_engines_where_the_export_keeps_them(tmp_path: Path):
    target = Target("Tesla T4, 7.5", "10.16.1.11", "1.31.1", "0" * 64)
    folder = target.folder(Path("models/kokoro/decoder_fp16.onnx"))
    assert (folder / tensorrt.RECORD).match("models/kokoro-tensorrt/decoder_fp16_*/engine.json")
    assert '"models/kokoro-tensorrt").glob("decoder_fp16_*/engine.json")' in code_with("-m export")


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
