"""Accepts connections, answers plain HTTP, and ends gracefully.

Listener ── accepts ──▶ Handler ── moves frames between a socket and its Session
                           │ ▲
                      Job  │ │  Result, one wake-up of the event loop each
                           ▼ │
                         Worker ── the one inference thread
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import asdict
from http import HTTPStatus
from importlib.metadata import version
from urllib.parse import parse_qsl, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from core.errors import BadInput
from engines.base import Engine, Voice
from engines.worker import Worker
from serving.handler import Handler
from serving.keys import Keyring, presented_key
from serving.pages import page
from serving.speaker import Speaker
from wire.actions import CloseCode
from wire.messages import MAX_MESSAGE_BYTES, ErrorMessage, encode_server, parse_query
from wire.own import OwnConversation
from wire.session import Session

STREAM_PATHS = ("/", "/stream")
GRACE_S = 5.0
"""How long a stopping server goes on speaking what it had accepted."""
LAST_WORD_S = 1.0
"""How long a connection that is still open then has to answer the close."""
PATIENCE_S = 90.0
"""For answers to our pings and our close. A client that plays in real time reads either only after
the audio before it, and the network's buffers hold up to a minute of that."""


class Listener:
    """Accepts connections, answers plain HTTP, and ends them all when the server stops."""

    def __init__(
        self, engine: Engine, worker: Worker, voice: Voice, speed: float, keyring: Keyring
    ) -> None:
        self._engine = engine
        self._worker = worker
        self._voice = voice
        self._speed = speed
        self._keyring = keyring
        self._handlers: dict[Handler, asyncio.Task[None]] = {}

    async def run(
        self, host: str, port: int, stop: asyncio.Event, ready: Callable[[str, int], None]
    ) -> None:
        """Listen on `host` and `port` (0: any free one) until `stop` is set.

        Calls `ready` with each address that it listens on.

        Raises:
            OSError: the address cannot be listened on.
        """
        async with serve(
            self._handle,
            host,
            port,
            process_request=self._answer,
            compression=None,  # PCM does not compress, and trying costs milliseconds a chunk
            max_size=MAX_MESSAGE_BYTES,
            ping_timeout=PATIENCE_S,
            close_timeout=PATIENCE_S,
        ) as server:
            for address in server.sockets:
                ready(*address.getsockname()[:2])
            await stop.wait()
            await self._close(server)

    async def _handle(self, socket: ServerConnection) -> None:
        assert socket.request is not None  # the handshake is over
        try:
            parameters = dict(parse_qsl(urlsplit(socket.request.path).query))
            self._keyring.owner(presented_key(socket.request.headers, parameters))
            query = parse_query(parameters)
            voice = self._engine.voice(query.voice) if query.voice else self._voice
        except BadInput as bad:
            await socket.send(encode_server(ErrorMessage(bad.code, bad.message)))
            await socket.close(CloseCode.POLICY_VIOLATION, bad.code)
            return
        speed = self._speed if query.speed is None else query.speed
        conversation = OwnConversation(Session(speed), query.timings)
        speaker = Speaker(conversation, self._worker, voice)
        handler = Handler(socket, conversation, speaker)
        running = asyncio.current_task()
        assert running is not None
        self._handlers[handler] = running
        try:
            await handler.run()
        finally:
            del self._handlers[handler]

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        """Plain HTTP; None where the handshake of a WebSocket goes on."""
        path = urlsplit(request.path).path
        if path == "/healthz":
            return _json(HTTPStatus.OK, self._health())
        upgrades = request.headers.get("Upgrade", "").lower() == "websocket"
        if not upgrades and (answer := page(path, request)):
            return answer
        if path not in STREAM_PATHS:
            message = f"There is nothing at {path}. Connect to /stream, or ask /healthz."
            return _json(HTTPStatus.NOT_FOUND, {"error": "not_found", "message": message})
        if not upgrades:
            message = "Speech comes over a WebSocket: connect to this address with ws://."
            error = {"error": "upgrade_required", "message": message}
            return _json(HTTPStatus.UPGRADE_REQUIRED, error)
        return None

    def _health(self) -> dict[str, object]:
        return {
            "status": "ok",
            "version": version("livespeech"),
            "engine": self._engine.name,
            "default_voice": self._voice.id,
            "voices": [asdict(voice) for voice in self._engine.voices],
            "sessions": len(self._handlers),
        }

    async def _close(self, server: Server) -> None:
        """Stop accepting; let each session finish what it accepted, for GRACE_S at most."""
        server.close(close_connections=False)
        running = dict(self._handlers)
        for handler in running:
            handler.drain()
        if running:
            await asyncio.wait(running.values(), timeout=GRACE_S)
        for connection in list(server.connections):
            closing = connection.close(CloseCode.SERVICE_RESTART, "the server is going away")
            try:
                await asyncio.wait_for(closing, LAST_WORD_S)
            except TimeoutError:
                connection.transport.abort()


def _json(status: HTTPStatus, body: object) -> Response:
    data = json.dumps(body).encode()
    headers = Headers([("Content-Type", "application/json"), ("Content-Length", str(len(data)))])
    return Response(status.value, status.phrase, headers, data)
