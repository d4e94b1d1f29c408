"""The server's command line, as a value."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from math import inf
from pathlib import Path
from typing import get_args

from core.units import MAX_SPEED, MIN_SPEED
from engines.load import DEVICES, ENGINES
from serving.limits import Limits
from text.normalizer import Emoji

_LIMITS = {
    "message_bytes": ("--max-message-bytes", "longest frame or request body"),
    "pending_chars": ("--max-pending-chars", "text of a session that may wait to be spoken"),
    "sessions": ("--max-sessions", "sessions in all"),
    "sessions_per_key": ("--max-sessions-per-key", "sessions of one API key"),
    "queued": ("--max-queued", "utterances that wait before sessions are turned away"),
    "handshake_s": ("--handshake-timeout", "seconds until a request must be there"),
    "idle_s": ("--idle-timeout", "seconds of silence before a session is closed"),
    "slow_reader_s": ("--slow-reader-timeout", "seconds until a client must take a message"),
}
"""Flag and help of each of Limits' fields."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line said; see `python server.py --help`."""

    host: str
    port: int
    engine: str
    model_dir: Path
    device: str
    threads: int
    voice: str | None
    speed: float
    emoji: Emoji
    api_key: tuple[str, ...]
    api_key_file: tuple[Path, ...]
    insecure_no_auth: bool
    public: bool
    tls_cert: Path | None
    tls_key: Path | None
    allow_origin: frozenset[str]
    limits: Limits
    log_level: str


def parse_options(arguments: Sequence[str] | None = None) -> Options:
    """The command line; argparse ends the process with a usage line where it is wrong."""
    parser = _parser()
    said = vars(parser.parse_args(arguments))
    if (said["tls_cert"] is None) != (said["tls_key"] is None):
        parser.error("--tls-cert and --tls-key go together")
    for name, collect in (("api_key", tuple), ("api_key_file", tuple), ("allow_origin", frozenset)):
        said[name] = collect(said[name])
    said["limits"] = Limits(**{name: said.pop(name) for name in _LIMITS})
    return Options(**said)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="server.py",
        description="Streams speech, with a time for every character, over a WebSocket.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument(
        "--port", type=_whole(0, 65535), default=8765, help="port; 0 takes any free one"
    )
    levels = ("debug", "info", "warning", "error")
    parser.add_argument("--log-level", choices=levels, default="info", help="what to log")
    _add_speech(parser.add_argument_group("speech"))
    _add_access(parser.add_argument_group("access"))
    _add_limits(parser.add_argument_group("limits"))
    return parser


def _add_speech(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--engine", choices=ENGINES, default="auto", help="who speaks")
    group.add_argument("--model-dir", type=Path, default=Path("models/kokoro"), help="the export")
    group.add_argument("--device", choices=DEVICES, default="auto", help="where Kokoro runs")
    group.add_argument(
        "--threads", type=_whole(0), default=0, help="threads of one inference; 0: one per core"
    )
    group.add_argument("--voice", help="default voice; /healthz lists them")
    group.add_argument("--speed", type=_speed, default=1.0, help="default speaking rate")
    group.add_argument(
        "--emoji", choices=get_args(Emoji), default="drop", help="leave them out, or name them"
    )


def _add_access(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--api-key", action="append", default=[], help="a key that lets in")
    group.add_argument(
        "--api-key-file", type=Path, action="append", default=[], help="keys: `name key` a line"
    )
    group.add_argument(
        "--insecure-no-auth", action="store_true", help="let strangers in without a key"
    )
    group.add_argument(
        "--public", action="store_true", help="open a public address by ngrok; always with a key"
    )
    group.add_argument("--tls-cert", type=Path, help="certificate chain, PEM: speak wss and https")
    group.add_argument("--tls-key", type=Path, help="its private key, PEM")
    group.add_argument(
        "--allow-origin",
        action="append",
        default=[],
        help="web pages besides our own that may connect, as https://example.com; * is any",
    )


def _add_limits(group: argparse._ArgumentGroup) -> None:
    for field in fields(Limits):
        flag, about = _LIMITS[field.name]
        kind = _whole(1) if isinstance(field.default, int) else _seconds
        group.add_argument(flag, dest=field.name, type=kind, default=field.default, help=about)


def _whole(least: int, most: float = inf) -> Callable[[str], int]:
    """A parser of whole numbers from `least` to `most`."""

    def number(text: str) -> int:  # argparse shows this name
        parsed = int(text)
        if not least <= parsed <= most:
            wanted = f"{least} or more" if most == inf else f"from {least} to {most}"
            raise argparse.ArgumentTypeError(f"choose {wanted}")
        return parsed

    return number


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < inf:
        raise argparse.ArgumentTypeError("choose a number of seconds above 0")
    return seconds


def _speed(text: str) -> float:
    speed = float(text)
    if not MIN_SPEED <= speed <= MAX_SPEED:
        raise argparse.ArgumentTypeError(f"choose from {MIN_SPEED} to {MAX_SPEED}")
    return speed
