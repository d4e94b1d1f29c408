"""Accepts connections and ends them gracefully.

Listener ── accepts ──▶ Front ──▶ Handler ── moves frames between a socket and its Conversation
                          ▼          │ ▲
                        Posts        ▼ │  Result, one wake-up of the event loop each
                          └───────▶ Turns ── who speaks next ── Job ──▶ Worker, the one thread
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from ssl import SSLContext
from typing import cast
from urllib.parse import parse_qsl, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from core.errors import BadInput
from serving import gets
from serving.dialects import Opened, dialect_at
from serving.front import Front
from serving.handler import Handler
from serving.http import serve_request
from serving.keys import presented_key
from serving.metrics import Meter
from serving.posts import Posts
from serving.service import Service
from serving.speaker import Speaker
from wire.actions import CloseCode, close_code
from wire.messages import ErrorMessage

GRACE_S = 5.0
"""How long a stopping server goes on speaking what it had accepted."""
LAST_WORD_S = 1.0
"""How long a connection that is still open then has to answer the close."""
PATIENCE_S = 90.0
"""For answers to our pings and our close. A client that plays in real time reads either only after
the audio before it, and the network's buffers hold up to a minute of that."""


class Listener:
    """Accepts connections, and ends them all when the server stops."""

    def __init__(self, service: Service, tls: SSLContext | None = None) -> None:
        self._service = service
        self._tls = tls
        self._posts = Posts(service)
        self._handlers: dict[Handler, asyncio.Task[None]] = {}
        self._requests: set[asyncio.Task[None]] = set()

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
            create_connection=cast(type[ServerConnection], self._front),  # wrappers are welcome
            compression=None,  # PCM does not compress, and trying costs milliseconds a chunk
            max_size=self._service.limits.message_bytes,
            open_timeout=self._service.limits.handshake_s,
            ping_timeout=PATIENCE_S,
            close_timeout=PATIENCE_S,
            ssl=self._tls,
        ) as server:
            for address in server.sockets:
                ready(*address.getsockname()[:2])
            await stop.wait()
            await self._close(server)

    def _front(self, protocol: ServerProtocol, server: Server, **options: float) -> Front:
        socket = ServerConnection(protocol, server, **options)  # type: ignore[arg-type]
        return Front(socket, self._serve_http, self._service.limits.handshake_s)

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        return gets.answer(self._service, request)

    async def _serve_http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        running = asyncio.current_task()
        assert running is not None
        self._requests.add(running)
        limits = self._service.limits
        try:
            await serve_request(
                reader,
                writer,
                self._posts.answer,
                body_bytes=limits.message_bytes,
                request_s=limits.handshake_s,
                slow_reader_s=limits.slow_reader_s,
            )
        finally:
            self._requests.discard(running)

    async def _handle(self, socket: ServerConnection) -> None:
        assert socket.request is not None  # the handshake is over
        url = urlsplit(socket.request.path)
        query = dict(parse_qsl(url.query))
        dialect = dialect_at(url.path)
        assert dialect is not None  # else `gets` had refused the handshake
        with self._service.admission.visit() as visit:
            try:
                key = presented_key(socket.request.headers, query)
                opened = dialect.open(self._service, query, key, visit)
            except BadInput as bad:
                self._service.metrics.errors.labels(bad.code).inc()
                await socket.send(dialect.refusal(ErrorMessage(bad.code, bad.message)))
                await socket.close(close_code(bad.code), bad.code)
                return
            meter = Meter(self._service.metrics, dialect.name, opened.rate_hz)
            try:
                await self._converse(socket, opened, meter)
            finally:
                meter.close(socket.id.hex[:8], visit.owner)

    async def _converse(self, socket: ServerConnection, opened: Opened, meter: Meter) -> None:
        speaker = Speaker(opened.conversation, self._service.turns, opened.voice, meter)
        slow_reader_s = self._service.limits.slow_reader_s
        handler = Handler(socket, opened.conversation, speaker, slow_reader_s)
        running = asyncio.current_task()
        assert running is not None
        self._handlers[handler] = running
        try:
            await handler.run()
        finally:
            del self._handlers[handler]

    async def _close(self, server: Server) -> None:
        """Stop accepting; let each session finish what it accepted, for GRACE_S at most."""
        server.close(close_connections=False)
        running = dict(self._handlers)
        for handler in running:
            handler.drain()
        if unfinished := {*running.values(), *self._requests}:
            await asyncio.wait(unfinished, timeout=GRACE_S)
        for request in self._requests:
            request.cancel()
        for connection in list(server.connections):
            closing = connection.close(CloseCode.SERVICE_RESTART, "the server is going away")
            try:
                await asyncio.wait_for(closing, LAST_WORD_S)
            except TimeoutError:
                connection.transport.abort()
