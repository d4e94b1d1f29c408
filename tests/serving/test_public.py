"""The public address, against a stand-in for ngrok's program."""

import builtins
import os
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pyngrok.ngrok
import pytest
from pyngrok import conf, installer, process

from core.errors import BadInput
from engines.espeak.engine import EspeakEngine
from serving.public import client_command, generate_key, tunnel
from tests.serving.running import running, speak

ROOT = Path(__file__).parent.parent.parent
STAND_IN = Path(__file__).with_name("stand_in_ngrok.py")


@pytest.fixture
def ngrok(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the stand-in as `ngrok`, and no configuration yet; the token is `right`."""
    program = tmp_path / "ngrok"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {STAND_IN} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(conf, "DEFAULT_NGROK_CONFIG_PATH", str(tmp_path / "ngrok.yml"))
    monkeypatch.setenv("PYNGROK_NGROK_PATH", str(program))
    monkeypatch.setenv(
        "XDG_CONFIG_HOME", str(tmp_path / "config")
    )  # for a server of its own process
    monkeypatch.setenv("NGROK_AUTHTOKEN", "right")
    monkeypatch.delenv("STAND_IN_NGROK", raising=False)
    return tmp_path


async def test_public_address_leads_to_the_server(ngrok: Path, espeak_engine: EspeakEngine):
    async with running(espeak_engine) as server:
        with tunnel("http", "127.0.0.1", server.port) as address:
            assert address.startswith("wss://")
            assert address.endswith("/stream")
            heard = await speak(address.replace("wss", "ws"), "Hello.")
            assert heard.chars == "Hello."
            assert process.is_process_running(str(ngrok / "ngrok"))
    assert not process.is_process_running(str(ngrok / "ngrok"))


@pytest.mark.parametrize("host", ["0.0.0.0", "127.0.0.1", "localhost"])
async def test_tunnel_finds_the_server_on_any_host(
    ngrok: Path, espeak_engine: EspeakEngine, host: str
):
    async with running(espeak_engine) as server:
        with tunnel("http", host, server.port) as address:
            assert (await speak(address.replace("wss", "ws"), "Hi.")).chars == "Hi."


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_tunnel_speaks_tls_to_a_server_that_does(
    ngrok: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
):
    upstream: list[str] = []
    real = pyngrok.ngrok.connect

    def connect(address: str, **rest: object) -> object:
        upstream.append(address)
        return real(address, **rest)

    monkeypatch.setattr(pyngrok.ngrok, "connect", connect)
    with tunnel(scheme, "::", 9):
        assert upstream == [f"{scheme}://[::1]:9"]


def test_ctrl_c_reaches_the_server_and_not_the_tunnel_that_it_still_speaks_through(ngrok: Path):
    with tunnel("http", "127.0.0.1", 9):
        child = process.get_process(conf.PyngrokConfig()).proc.pid
        assert os.getpgid(child) != os.getpgid(0)


def test_tunnel_is_closed_when_the_server_fails(ngrok: Path):
    with pytest.raises(ZeroDivisionError), tunnel("http", "127.0.0.1", 9):
        raise ZeroDivisionError
    assert not process.is_process_running(str(ngrok / "ngrok"))


@pytest.mark.parametrize("text", ["version: '3'\nagent:\n  authtoken: x\n", "authtoken: x\n"])
def test_token_may_be_in_either_version_of_the_configuration(
    ngrok: Path, monkeypatch: pytest.MonkeyPatch, text: str
):
    monkeypatch.delenv("NGROK_AUTHTOKEN")
    (ngrok / "ngrok.yml").write_text(text)
    with tunnel("http", "127.0.0.1", 9) as address:
        assert address.startswith("wss://")


@pytest.mark.parametrize("text", [None, "version: '3'\n", "version: '3'\nagent: {}\n", ""])
def test_missing_token_says_where_to_get_one(
    ngrok: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
):
    monkeypatch.delenv("NGROK_AUTHTOKEN")
    if text is not None:
        (ngrok / "ngrok.yml").write_text(text)
    with (
        pytest.raises(BadInput, match=r"NGROK_AUTHTOKEN") as caught,
        tunnel("http", "127.0.0.1", 9),
    ):
        pass
    assert caught.value.code == "no_ngrok_token"


@pytest.mark.parametrize(
    ("fault", "code", "message"),
    [
        ("token", "no_ngrok_token", "refuses the token"),
        ("network", "no_tunnel", "no such host"),
        ("http", "no_tunnel", "failed to start tunnel"),
    ],
)
def test_what_ngrok_reports_becomes_a_reason(
    ngrok: Path, monkeypatch: pytest.MonkeyPatch, fault: str, code: str, message: str
):
    monkeypatch.setenv("STAND_IN_NGROK", fault)
    with pytest.raises(BadInput, match=message) as caught, tunnel("http", "127.0.0.1", 9):
        pass
    assert caught.value.code == code
    assert not process.is_process_running(str(ngrok / "ngrok"))


def test_program_that_cannot_be_downloaded_says_so(ngrok: Path, monkeypatch: pytest.MonkeyPatch):
    (ngrok / "ngrok").unlink()
    platform = f"{installer.get_system()}_{installer.get_arch()}"
    monkeypatch.setitem(installer.PLATFORMS, platform, "http://127.0.0.1:9/ngrok.zip")
    with (
        pytest.raises(BadInput, match="PYNGROK_NGROK_PATH") as caught,
        tunnel("http", "127.0.0.1", 9),
    ):
        pass
    assert caught.value.code == "no_ngrok"


def test_program_that_cannot_run_says_so(ngrok: Path):
    (ngrok / "ngrok").chmod(0o644)
    with pytest.raises(BadInput, match="cannot be used") as caught, tunnel("http", "127.0.0.1", 9):
        pass
    assert caught.value.code == "no_ngrok"


def test_missing_pyngrok_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name.startswith("pyngrok"):
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with (
        pytest.raises(BadInput, match=r"pip install -e '.\[public\]'"),
        tunnel("http", "127.0.0.1", 9),
    ):
        pass


def test_generated_keys_are_long_and_differ():
    keys = {generate_key() for _ in range(100)}
    assert len(keys) == 100
    assert min(map(len, keys)) >= 32


def test_client_command_names_address_and_key():
    command = client_command("wss://x.ngrok.app/stream", "sk-1")
    assert "--url wss://x.ngrok.app/stream --api-key sk-1 " in command


@contextmanager
def public_server(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A server started with --public: its process, its public address, its client command."""
    command = [sys.executable, "server.py", "--port", "0", "--engine", "espeak", "--public"]
    with subprocess.Popen(
        [*command, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("Ready: ws://")
            assert process.stdout.readline().startswith("Page: http://")
            address = process.stdout.readline().removeprefix("Public: ").strip()
            yield process, address, process.stdout.readline().strip()
        finally:
            process.terminate()  # and not kill: the tunnel would stay


def heard_by(command: str) -> subprocess.CompletedProcess[str]:
    """Run a printed client command, over the stand-in's plain loopback in place of TLS."""
    words = shlex.split(command.replace("wss://", "ws://"))
    client = [sys.executable, *words[1:], "--no-play", "--no-captions"]
    return subprocess.run(client, cwd=ROOT, capture_output=True, text=True, check=False)


def test_public_server_makes_a_key_and_prints_a_command_that_works(ngrok: Path):
    with public_server() as (server, address, command):
        done = heard_by(command)
        assert done.returncode == 0, done.stderr
        assert "TTFA" in done.stdout
        strangers = heard_by(f'python client/stream.py --url {address} "Hello."')
        assert strangers.returncode == 1
        assert "key" in strangers.stderr
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=10) == 0
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", urlsplit(address).port or 0)).close()


def test_public_server_keeps_a_chosen_key_to_itself(ngrok: Path):
    with public_server("--api-key", "chosen") as (_, _, command):
        assert "chosen" not in command
        done = heard_by(command.replace("YOUR_KEY", "chosen"))
        assert done.returncode == 0, done.stderr


def test_public_server_without_a_token_ends_with_the_reason(
    ngrok: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("NGROK_AUTHTOKEN")
    done = subprocess.run(
        [sys.executable, "server.py", "--port", "0", "--engine", "espeak", "--public"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 1
    assert "NGROK_AUTHTOKEN" in done.stderr
    assert "Traceback" not in done.stderr
