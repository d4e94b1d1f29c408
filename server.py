"""The server's command line. How connections are served: serving/; what is said when: wire/."""

from __future__ import annotations

import asyncio
import logging
import signal
import ssl
import sys
from collections.abc import Callable
from contextlib import ExitStack

import uvloop

from core.errors import BadInput, SpeechError
from engines.base import Engine
from engines.load import load_engine
from engines.worker import Worker
from serving.keys import Keyring, check_exposure, is_loopback, read_keys
from serving.listener import Listener
from serving.options import Options, parse_options
from serving.origins import Origins
from serving.public import KEY_PLACEHOLDER, generate_key, publisher
from serving.service import Service
from serving.turns import Turns

log = logging.getLogger("server")


async def serve_until_stopped(
    engine: Engine,
    keyring: Keyring,
    tls: ssl.SSLContext | None,
    options: Options,
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
        service = Service(
            engine,
            Turns(worker),
            engine.voice(options.voice) if options.voice else engine.voices[0],
            options.speed,
            keyring,
            options.limits,
            Origins(options.allow_origin, not keyring and is_loopback(options.host)),
        )
        listener = Listener(service, tls)
        await listener.run(options.host, options.port, stop, announce)
    finally:
        worker.stop()


def _announcer(scheme: str, public_key: str | None, stack: ExitStack) -> Callable[[str, int], None]:
    """Prints where the server listens; with a key, publishes that address until `stack` closes."""
    http = scheme.replace("ws", "http")
    publish = stack.enter_context(publisher(public_key, http)) if public_key else None

    def announce(host: str, port: int) -> None:
        where = f"[{host}]" if ":" in host else host
        print(f"Ready: {scheme}://{where}:{port}/stream", flush=True)
        print(f"Page: {http}://{where}:{port}/", flush=True)
        if publish:
            publish(host, port)

    return announce


def _tls(options: Options) -> ssl.SSLContext | None:
    """TLS as the command line wants it.

    Raises:
        BadInput: the certificate or its key cannot be used (`invalid_certificate`).
    """
    if options.tls_cert is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(options.tls_cert, options.tls_key)
    except (OSError, ssl.SSLError) as error:
        message = f"{options.tls_cert} and {options.tls_key} cannot be used: {error}"
        raise BadInput("invalid_certificate", message) from error
    return context


def main() -> int:
    """Run the server; the exit status is 0 after a signal, 1 if it could not start."""
    options = parse_options()
    logging.basicConfig(
        level=options.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for chatty in ("websockets", "pyngrok"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        keyring = read_keys(options.api_key, options.api_key_file)
        public_key = KEY_PLACEHOLDER if options.public else None
        if options.public and not keyring:
            public_key = generate_key()
            keyring = read_keys([public_key], ())
        check_exposure(options.host, keyring, options.insecure_no_auth)
        tls = _tls(options)
        engine = load_engine(
            options.engine, options.model_dir, options.device, options.threads, options.emoji
        )
        with ExitStack() as stack:
            announce = _announcer("wss" if tls else "ws", public_key, stack)
            uvloop.run(serve_until_stopped(engine, keyring, tls, options, announce))
    except SpeechError as error:
        log.error("%s", error)
        return 1
    except OSError as error:
        log.error("Cannot listen on %s port %d: %s", options.host, options.port, error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
