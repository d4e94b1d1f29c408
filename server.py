"""The server's command line. How connections are served: serving/; what is said when: wire/."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

import uvloop

from core.errors import SpeechError
from core.units import MAX_SPEED, MIN_SPEED
from engines.base import Engine, Voice
from engines.load import DEVICES, ENGINES, load_engine
from engines.worker import Worker
from serving.keys import Keyring, check_exposure, read_keys
from serving.listener import Listener
from serving.public import KEY_PLACEHOLDER, generate_key, publisher

log = logging.getLogger("server")


async def serve_until_stopped(
    engine: Engine,
    voice: Voice,
    speed: float,
    host: str,
    port: int,
    keyring: Keyring,
    announce: Callable[[str, int], None],
) -> None:
    """Serve until SIGINT or SIGTERM, then finish what was accepted."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    worker = Worker(engine)
    worker.start()
    try:
        listener = Listener(engine, worker, voice, speed, keyring)
        await listener.run(host, port, stop, announce)
    finally:
        worker.stop()


def _announcer(public_key: str | None, stack: ExitStack) -> Callable[[str, int], None]:
    """Prints where the server listens; with a key, publishes that address until `stack` closes."""
    publish = stack.enter_context(publisher(public_key)) if public_key else None

    def announce(host: str, port: int) -> None:
        where = f"[{host}]" if ":" in host else host
        print(f"Ready: ws://{where}:{port}/stream", flush=True)
        if publish:
            publish(host, port)

    return announce


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line; argparse ends the process with a usage line where it is wrong."""
    parser = argparse.ArgumentParser(
        prog="server.py",
        description="Streams speech, with a time for every character, over a WebSocket.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=_port, default=8765, help="port; 0 takes any free one")
    parser.add_argument("--engine", choices=ENGINES, default="auto", help="who speaks")
    parser.add_argument("--model-dir", type=Path, default=Path("models/kokoro"), help="the export")
    parser.add_argument("--device", choices=DEVICES, default="auto", help="where Kokoro runs")
    parser.add_argument(
        "--threads", type=_threads, default=0, help="threads of one inference; 0: one per core"
    )
    parser.add_argument("--voice", help="default voice; /healthz lists them")
    parser.add_argument("--speed", type=_speed, default=1.0, help="default speaking rate")
    parser.add_argument("--api-key", action="append", default=[], help="a key that lets in")
    parser.add_argument(
        "--api-key-file", type=Path, action="append", default=[], help="keys: `name key` a line"
    )
    parser.add_argument(
        "--insecure-no-auth", action="store_true", help="let strangers in without a key"
    )
    parser.add_argument(
        "--public", action="store_true", help="open a public address by ngrok; always with a key"
    )
    levels = ("debug", "info", "warning", "error")
    parser.add_argument("--log-level", choices=levels, default="info", help="what to log")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("choose from 0 to 65535")
    return port


def _threads(text: str) -> int:
    threads = int(text)
    if threads < 0:
        raise argparse.ArgumentTypeError("choose 0 or more")
    return threads


def _speed(text: str) -> float:
    speed = float(text)
    if not MIN_SPEED <= speed <= MAX_SPEED:
        raise argparse.ArgumentTypeError(f"choose from {MIN_SPEED} to {MAX_SPEED}")
    return speed


def main() -> int:
    """Run the server; the exit status is 0 after a signal, 1 if it could not start."""
    arguments = parse_arguments()
    logging.basicConfig(
        level=arguments.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for chatty in ("websockets", "pyngrok"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        keyring = read_keys(arguments.api_key, arguments.api_key_file)
        public_key = KEY_PLACEHOLDER if arguments.public else None
        if arguments.public and not keyring:
            public_key = generate_key()
            keyring = read_keys([public_key], ())
        check_exposure(arguments.host, keyring, arguments.insecure_no_auth)
        engine = load_engine(
            arguments.engine, arguments.model_dir, arguments.device, arguments.threads
        )
        voice = engine.voice(arguments.voice) if arguments.voice else engine.voices[0]
        with ExitStack() as stack:
            announce = _announcer(public_key, stack)
            host, port, speed = arguments.host, arguments.port, arguments.speed
            uvloop.run(serve_until_stopped(engine, voice, speed, host, port, keyring, announce))
    except SpeechError as error:
        log.error("%s", error)
        return 1
    except OSError as error:
        log.error("Cannot listen on %s port %d: %s", arguments.host, arguments.port, error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
