"""The first bytes of a connection decide who serves it: `websockets` parses GETs and nothing else.

GET (a WebSocket's handshake too) ──▶ websockets.ServerConnection
any other method                  ──▶ a stream reader and writer
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import cast

from websockets.asyncio.server import ServerConnection

ServeHttp = Callable[[asyncio.StreamReader, asyncio.StreamWriter], None]

_GET = b"GET "


class Front(asyncio.Protocol):
    """Passes a connection's events on, as soon as it is clear to whom.

    Args:
        socket: takes GETs.
        serve_http: takes the others.
        transports: of all connections that are there, whoever serves them.
        handshake_s: until a connection that says nothing is dropped.
    """

    def __init__(
        self,
        socket: ServerConnection,
        serve_http: ServeHttp,
        transports: set[asyncio.Transport],
        handshake_s: float,
    ) -> None:
        self._socket = socket
        self._serve_http = serve_http
        self._transports = transports
        self._handshake_s = handshake_s
        self._begun = b""
        self._successor: asyncio.Protocol | None = None
        self._transport: asyncio.Transport
        self._timer: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        self._transport = cast(asyncio.Transport, transport)
        self._transports.add(self._transport)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._handshake_s, self._transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self._timer.cancel()
        self._transports.discard(self._transport)
        if self._successor:
            self._successor.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        if self._successor:
            self._successor.data_received(data)
            return
        self._begun += data
        if len(self._begun) < len(_GET) and _GET.startswith(self._begun):
            return
        self._timer.cancel()
        self._successor = self._socket if self._begun.startswith(_GET) else self._http()
        self._successor.connection_made(self._transport)
        self._successor.data_received(self._begun)
        self._begun = b""

    def eof_received(self) -> bool | None:
        """See asyncio.Protocol."""
        return self._successor.eof_received() if self._successor else None

    def pause_writing(self) -> None:
        """See asyncio.Protocol."""
        if self._successor:
            self._successor.pause_writing()

    def resume_writing(self) -> None:
        """See asyncio.Protocol."""
        if self._successor:
            self._successor.resume_writing()

    def _http(self) -> asyncio.StreamReaderProtocol:
        return asyncio.StreamReaderProtocol(asyncio.StreamReader(), self._serve_http)
