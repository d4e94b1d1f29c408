"""The first bytes of a connection decide who serves it: `websockets` parses GETs and nothing else.

GET (a WebSocket's handshake too) ──▶ websockets.ServerConnection
any other method                  ──▶ a stream reader and writer, and a task of their own
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast

from websockets.asyncio.server import ServerConnection

ServeHttp = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]

_GET = b"GET "


class Front(asyncio.Protocol):
    """Hands a connection on as soon as it is clear to whom.

    Args:
        socket: takes GETs.
        serve_http: takes the others.
        handshake_s: until a connection that says nothing is dropped.
    """

    def __init__(self, socket: ServerConnection, serve_http: ServeHttp, handshake_s: float) -> None:
        self._socket = socket
        self._serve_http = serve_http
        self._handshake_s = handshake_s
        self._begun = b""
        self._transport: asyncio.Transport
        self._timer: asyncio.TimerHandle

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See asyncio.Protocol."""
        self._transport = cast(asyncio.Transport, transport)
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._handshake_s, self._transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """See asyncio.Protocol."""
        self._timer.cancel()

    def data_received(self, data: bytes) -> None:
        """See asyncio.Protocol."""
        self._begun += data
        if len(self._begun) < len(_GET) and _GET.startswith(self._begun):
            return
        self._timer.cancel()
        successor = self._socket if self._begun.startswith(_GET) else self._http()
        self._transport.set_protocol(successor)
        successor.connection_made(self._transport)
        successor.data_received(self._begun)

    def _http(self) -> asyncio.StreamReaderProtocol:
        return asyncio.StreamReaderProtocol(asyncio.StreamReader(), self._serve_http)
