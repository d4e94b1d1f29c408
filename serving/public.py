"""A public address for the server: a tunnel from ngrok's network to its port."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import BadInput

if TYPE_CHECKING:
    from pyngrok.conf import PyngrokConfig

_TOKEN_PAGE = "https://dashboard.ngrok.com/get-started/your-authtoken"
_TOKEN_REFUSED = ("ERR_NGROK_105", "ERR_NGROK_107")
"""ngrok's codes for a token that is malformed or unknown."""

KEY_PLACEHOLDER = "YOUR_KEY"
"""Stands for a key that the user chose: secrets do not belong on a screen that others may read."""


def generate_key() -> str:
    """A new API key, for a public server that was given none."""
    return secrets.token_urlsafe(24)


@contextmanager
def publisher(key: str, scheme: str) -> Iterator[Callable[[str, int], None]]:
    """Yields what to call with each host and port that the server listens on, by `http` or `https`.

    The first becomes public, until the block ends, and is printed with a command for a client that
    has `key`. The call takes seconds and blocks: nobody knows the public address before it returns.
    It raises what `tunnel` raises.
    """
    with ExitStack() as opened:
        addresses: list[str] = []

        def publish(host: str, port: int) -> None:
            if not addresses:
                addresses.append(opened.enter_context(tunnel(scheme, host, port)))
                print(f"Public: {addresses[0]}\n  {client_command(addresses[0], key)}", flush=True)

        yield publish


@contextmanager
def tunnel(scheme: str, host: str, port: int) -> Iterator[str]:
    """A public address of the server on `host` and `port`, for as long as the block lasts.

    Args:
        scheme: `http`, or `https` where the server itself speaks TLS.
        host: that the server listens on.
        port: likewise.

    Yields:
        The address of the stream: `wss://…/stream`.

    Raises:
        BadInput: `no_pyngrok`, `no_ngrok_token`, `no_ngrok` or `no_tunnel`: what is missing, and
            how to get it.
    """
    try:
        from pyngrok import conf, ngrok
    except ImportError as error:
        message = "--public needs pyngrok: pip install -e '.[public]'"
        raise BadInput("no_pyngrok", message) from error

    # A session of its own: Ctrl-C reaches the server alone, which closes the tunnel at its end.
    config = conf.PyngrokConfig(start_new_session=True)
    try:
        yield f"wss://{_open(config, f'{scheme}://{_reachable(host)}:{port}')}/stream"
    finally:
        ngrok.kill(config)


def client_command(address: str, key: str) -> str:
    """What to type on another machine to hear the server."""
    return f'.venv/bin/python client/stream.py --url {address} --api-key {key} "Hello, world."'


def _open(config: PyngrokConfig, here: str) -> str:
    """Start ngrok and open the tunnel to the address `here`; the public host.

    Raises:
        BadInput: see `tunnel`.
    """
    from pyngrok import exception, ngrok

    if not _has_token(config):
        raise BadInput(
            "no_ngrok_token",
            f"--public needs a token of ngrok: copy yours from {_TOKEN_PAGE} into the environment"
            " variable NGROK_AUTHTOKEN, or keep it with: ngrok config add-authtoken",
        )
    try:
        opened = ngrok.connect(here, name="livespeech", pyngrok_config=config)
    except exception.PyngrokNgrokInstallError as error:
        raise BadInput(
            "no_ngrok",
            f"ngrok's program is not at {config.ngrok_path} and cannot be downloaded ({error});"
            " check the network, or install ngrok and put its path into PYNGROK_NGROK_PATH",
        ) from error
    except exception.PyngrokNgrokError as error:
        if error.ngrok_error_code in _TOKEN_REFUSED:
            message = f"ngrok refuses the token; copy yours again from {_TOKEN_PAGE}"
            raise BadInput("no_ngrok_token", message) from error
        raise BadInput(
            "no_tunnel", f"ngrok opens no tunnel ({error}); check the network and ngrok's status"
        ) from error
    except (exception.PyngrokError, OSError) as error:
        raise BadInput("no_ngrok", f"{config.ngrok_path} cannot be used ({error})") from error
    return str(opened.public_url).partition("://")[2]


def _has_token(config: PyngrokConfig) -> bool:
    """Whether the environment or ngrok's configuration file, of either version, has a token."""
    from pyngrok import conf, installer

    path = conf.get_config_path(config)
    if config.auth_token or not Path(path).exists():
        return bool(config.auth_token)
    fields = installer.get_ngrok_config(path, use_cache=False)
    return bool((fields.get("agent") or fields).get("authtoken"))


def _reachable(host: str) -> str:
    """Where this machine reaches a server that listens on `host`, for an address."""
    here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{here}]" if ":" in here else here
