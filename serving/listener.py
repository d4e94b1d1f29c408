"""Accepts connections and ends them gracefully.

Listener ── accepts ──▶ Front ──▶ Handler ── moves frames between a socket and its Conversation
                          ▼          │ ▲
                        Posts        ▼ │  Result, one wake-up of the event loop each
                          └───────▶ Turns ── who speaks next ── Job ──▶ Worker, the one thread
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from ssl import SSLContext
from typing import cast

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from core.errors import BadInput
from serving import gets
from serving.dialects import Opened, dialect_at
from serving.front import Front
from serving.goodbye import LAST_WORD_S, PATIENCE_S, hang_up
from serving.handler import Handler
from serving.heads import parse_head
from serving.http import serve_request
from serving.limits import Visit
from serving.metrics import Meter
from serving.posts import Posts
from serving.service import Service
from serving.speaker import Speaker
from wire.actions import CloseCode, close_code
from wire.messages import ErrorMessage

GRACE_S = 5.0
"""How long a stopping server goes on speaking what it had accepted."""


class Listener:
    """Accepts connections, and ends them all when the server stops."""

    def __init__(self, service: Service, tls: SSLContext | None = None) -> None:
        self._service = service
        self._tls = tls
        self._posts = Posts(service)
        self._handlers: dict[Handler, asyncio.Task[None]] = {}
        self._requests: set[asyncio.Task[None]] = set()
        self._transports: set[asyncio.Transport] = set()

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
        handshake_s = self._service.limits.handshake_s
        return Front(socket, self._begin_http, self._transports, handshake_s)

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        return gets.answer(self._service, request)

    def _begin_http(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        limits = self._service.limits
        serving = serve_request(
            reader,
            writer,
            self._posts.answer,
            body_bytes=limits.message_bytes,
            request_s=limits.handshake_s,
            slow_reader_s=limits.slow_reader_s,
        )
        request = asyncio.create_task(serving)
        self._requests.add(request)
        request.add_done_callback(self._requests.discard)

    async def _handle(self, socket: ServerConnection) -> None:
        assert socket.request is not None  # the handshake is over
        head = parse_head(socket.request.path, socket.request.headers.raw_items())
        dialect = dialect_at(head.path)
        assert dialect is not None  # else `gets` had refused the handshake
        with self._service.admission.visit() as visit:
            try:
                opened = dialect.open(self._service, head.query, head.key, visit)
            except BadInput as bad:
                self._service.metrics.errors.labels(bad.code).inc()
                await _refuse(
                    socket, dialect.refusal(ErrorMessage(bad.code, bad.message)), bad.code
                )
                return
            meter = Meter(self._service.metrics, dialect.name, opened.rate_hz)
            try:
                await self._converse(socket, opened, meter, visit)
            finally:
                meter.close(socket.id.hex[:8], visit.owner)

    async def _converse(
        self, socket: ServerConnection, opened: Opened, meter: Meter, visit: Visit
    ) -> None:
        speaker = Speaker(opened.conversation, self._service.turns, opened.voice, meter)
        slow_reader_s = self._service.limits.slow_reader_s
        handler = Handler(socket, opened.conversation, speaker, visit, slow_reader_s)
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
        code, reason = CloseCode.SERVICE_RESTART, "the server is going away"
        await asyncio.gather(
            *(hang_up(socket, code, reason, LAST_WORD_S) for socket in server.connections)
        )
        for transport in list(self._transports):  # those too that do not answer an earlier close
            transport.abort()


async def _refuse(socket: ServerConnection, frame: str, code: str) -> None:
    """Say why a client may not stay, and hang up. What it had sent by then is discarded."""
    with suppress(ConnectionClosed):
        await socket.send(frame)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(_discard(socket))
        await hang_up(socket, close_code(code), code, LAST_WORD_S)


async def _discard(socket: ServerConnection) -> None:
    with suppress(ConnectionClosed):
        while True:
            await socket.recv()
