"""The commands of the README, as a user runs them."""

import json
import re
import signal
import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = "Hello, world. These words light up."


def run(*command: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[subprocess.Popen[str], str]]:
    command = [sys.executable, "server.py", "--port", "0", "--engine", "espeak"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    ready = re.fullmatch(r"Ready: (ws://127\.0\.0\.1:\d+/stream)\n", process.stdout.readline())
    assert ready
    yield process, ready[1]
    process.kill()
    process.communicate()


@pytest.fixture
def url(server: tuple[subprocess.Popen[str], str]) -> str:
    return server[1]


def test_client_speaks_records_and_summarises(url: str, tmp_path: Path):
    path = tmp_path / "speech.wav"
    done = run(
        "client/stream.py", TEXT, "--url", url, "--wav", str(path), "--no-play", "--no-captions"
    )
    assert done.returncode == 0, done.stderr
    summary = re.search(
        r"TTFA (\d+) ms · audio ([\d.]+) s · RTF ([\d.]+) · underruns (\d+)", done.stdout
    )
    assert summary
    with wave.open(str(path)) as recording:
        assert recording.getparams()[:3] == (1, 2, 44100)
        seconds = recording.getnframes() / 44100
    assert float(summary[2]) == pytest.approx(seconds, abs=0.01)
    assert 1.5 < seconds < 4


def test_client_reads_standard_input(url: str):
    done = run("client/stream.py", "-", "--url", url, "--no-play", "--no-captions", stdin=TEXT)
    assert done.returncode == 0, done.stderr
    assert "TTFA" in done.stdout


def test_client_shows_the_text_and_says_that_there_is_no_sound(url: str):
    done = run("client/stream.py", "Hi.", "--url", url, "--chunk", "chars")
    assert done.returncode == 0, done.stderr
    assert "Hi." in done.stdout


def test_client_with_nothing_to_say_says_so(url: str):
    done = run("client/stream.py", "", "--url", url, "--no-play", "--no-captions")
    assert done.returncode == 0
    assert "Nothing to say" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--url", "ws://127.0.0.1:9/"), "make serve"),
        (("--voice", "nobody"), "en-us"),
        (("--speed", "7"), "0.5 to 2.0"),
        (("--wav", "/no/such/folder/x.wav"), "No such file"),
    ],
)
def test_client_fails_with_a_reason(url: str, arguments: tuple[str, ...], message: str):
    address = () if "--url" in arguments else ("--url", url)
    done = run("client/stream.py", TEXT, *address, *arguments, "--no-play", "--no-captions")
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("scenario", ["sentence", "llm", "paragraph"])
def test_harness_measures_prints_keeps_and_draws(url: str, tmp_path: Path, scenario: str):
    kept, drawn = tmp_path / "figures.json", tmp_path / "figures.png"
    done = run(
        *("client/latency.py", "--url", url, "--scenario", scenario, "--sessions", "2"),
        *("--repeat", "1", "--json", str(kept), "--plot", str(drawn)),
    )
    assert done.returncode == 0, done.stderr
    assert "TTFA by the server" in done.stdout
    report = json.loads(kept.read_text())
    assert len(report["sessions"]) == 2
    for session in report["sessions"]:
        assert 0 < session["server_ttfa_ms"] <= session["ttfa_ms"] + 1  # uvloop's clock ticks in ms
        assert session["underruns"] == 0
    assert report["summary"]["ttfa_ms"]["p50"] <= report["summary"]["ttfa_ms"]["p99"]
    assert drawn.read_bytes().startswith(b"\x89PNG")


def test_harness_fails_without_a_server():
    done = run("client/latency.py", "--url", "ws://127.0.0.1:9/", "--repeat", "1")
    assert done.returncode == 1
    assert "make serve" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--voice", "nobody"), "en-us"),
        (("--host", "no.such.host.invalid"), "no.such.host.invalid"),
        (("--engine", "kokoro", "--model-dir", "no/such/folder"), "python -m export"),
    ],
)
def test_server_that_cannot_start_says_why(arguments: tuple[str, ...], message: str):
    engine = () if "--engine" in arguments else ("--engine", "espeak")
    done = run("server.py", "--port", "0", *engine, *arguments)
    assert done.returncode == 1
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments", [("--speed", "3"), ("--engine", "other"), ("--speed", "x"), ("--port", "99999")]
)
def test_server_refuses_wrong_arguments(arguments: tuple[str, ...]):
    assert run("server.py", *arguments).returncode == 2


def test_server_logs_an_utterance_and_ends_with_0_on_a_signal(
    server: tuple[subprocess.Popen[str], str],
):
    process, url = server
    run("client/stream.py", TEXT, "--url", url, "--no-play", "--no-captions")
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=10)
    assert process.returncode == 0
    assert re.search(r"utterance segment_ms=.* queue_ms=.* decode_ms=.* first_byte_ms=", log)
    assert TEXT not in log
    assert "Traceback" not in log


def test_auto_engine_says_how_to_get_kokoro(tmp_path: Path):
    command = [sys.executable, "server.py", "--port", "0", "--model-dir", str(tmp_path)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert "Ready" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, log = process.communicate(timeout=10)
    assert process.returncode == 0
    assert log.count("python -m export") == 1
