"""The public address, against a stand-in for ngrok's program."""

import builtins
import sys
from pathlib import Path

import pytest
from pyngrok import conf, installer, process

from core.errors import BadInput
from engines.espeak.engine import EspeakEngine
from serving.public import client_command, tunnel
from tests.serving.running import running, speak

STAND_IN = Path(__file__).with_name("stand_in_ngrok.py")


@pytest.fixture
def ngrok(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the stand-in as `ngrok`, and no configuration yet; the token is `right`."""
    program = tmp_path / "ngrok"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} {STAND_IN} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setattr(conf, "DEFAULT_NGROK_CONFIG_PATH", str(tmp_path / "ngrok.yml"))
    monkeypatch.setenv("PYNGROK_NGROK_PATH", str(program))
    monkeypatch.setenv("NGROK_AUTHTOKEN", "right")
    monkeypatch.delenv("STAND_IN_NGROK", raising=False)
    return tmp_path


async def test_public_address_leads_to_the_server(ngrok: Path, espeak_engine: EspeakEngine):
    async with running(espeak_engine) as server:
        with tunnel("127.0.0.1", server.port) as address:
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
        with tunnel(host, server.port) as address:
            assert (await speak(address.replace("wss", "ws"), "Hi.")).chars == "Hi."


def test_tunnel_is_closed_when_the_server_fails(ngrok: Path):
    with pytest.raises(ZeroDivisionError), tunnel("127.0.0.1", 9):
        raise ZeroDivisionError
    assert not process.is_process_running(str(ngrok / "ngrok"))


@pytest.mark.parametrize("text", ["version: '3'\nagent:\n  authtoken: x\n", "authtoken: x\n"])
def test_token_may_be_in_either_version_of_the_configuration(
    ngrok: Path, monkeypatch: pytest.MonkeyPatch, text: str
):
    monkeypatch.delenv("NGROK_AUTHTOKEN")
    (ngrok / "ngrok.yml").write_text(text)
    with tunnel("127.0.0.1", 9) as address:
        assert address.startswith("wss://")


@pytest.mark.parametrize("text", [None, "version: '3'\n", "version: '3'\nagent: {}\n", ""])
def test_missing_token_says_where_to_get_one(
    ngrok: Path, monkeypatch: pytest.MonkeyPatch, text: str | None
):
    monkeypatch.delenv("NGROK_AUTHTOKEN")
    if text is not None:
        (ngrok / "ngrok.yml").write_text(text)
    with pytest.raises(BadInput, match=r"NGROK_AUTHTOKEN") as caught, tunnel("127.0.0.1", 9):
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
    with pytest.raises(BadInput, match=message) as caught, tunnel("127.0.0.1", 9):
        pass
    assert caught.value.code == code
    assert not process.is_process_running(str(ngrok / "ngrok"))


def test_program_that_cannot_be_downloaded_says_so(ngrok: Path, monkeypatch: pytest.MonkeyPatch):
    (ngrok / "ngrok").unlink()
    platform = f"{installer.get_system()}_{installer.get_arch()}"
    monkeypatch.setitem(installer.PLATFORMS, platform, "http://127.0.0.1:9/ngrok.zip")
    with pytest.raises(BadInput, match="PYNGROK_NGROK_PATH") as caught, tunnel("127.0.0.1", 9):
        pass
    assert caught.value.code == "no_ngrok"


def test_program_that_cannot_run_says_so(ngrok: Path):
    (ngrok / "ngrok").chmod(0o644)
    with pytest.raises(BadInput, match="cannot be used") as caught, tunnel("127.0.0.1", 9):
        pass
    assert caught.value.code == "no_ngrok"


def test_missing_pyngrok_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name.startswith("pyngrok"):
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(BadInput, match=r"pip install '.\[public\]'"), tunnel("127.0.0.1", 9):
        pass


def test_client_command_names_address_and_key():
    command = client_command("wss://x.ngrok.app/stream", "sk-1")
    assert "--url wss://x.ngrok.app/stream --api-key sk-1 " in command
