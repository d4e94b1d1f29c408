"""One HTTP request on a connection, answered as a stream: h11 between bytes and its events."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, aclosing, suppress
from dataclasses import dataclass, field
from http import HTTPStatus

import h11

from core.errors import BadInput
from serving.goodbye import LAST_WORD_S
from serving.heads import Head, parse_head

log = logging.getLogger(__name__)

_READ_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request that has arrived whole."""

    method: str
    head: Head
    body: bytes


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer.

    Attributes:
        status: of it.
        content_type: of its body.
        first: the body, or its first bytes.
        rest: what comes after them. It has begun, so that closing it cleans up after it.
        headers: besides those that every answer has.
    """

    status: HTTPStatus
    content_type: str
    first: bytes
    rest: AsyncGenerator[bytes, None] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Callable[[HttpRequest], Awaitable[HttpResponse]]


class BadRequest(Exception):
    """What arrived is no request that can be answered otherwise than with `status`."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


def json_response(status: HTTPStatus, fields: object) -> HttpResponse:
    """`fields` as JSON."""
    return HttpResponse(status, "application/json", json.dumps(fields).encode())


async def streamed(content_type: str, body: AsyncGenerator[bytes, None]) -> HttpResponse:
    """`body` as it comes; waits for its first bytes, and raises what they raise."""
    return HttpResponse(HTTPStatus.OK, content_type, await anext(body, b""), body)


async def serve_request(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    answer: Answer,
    *,
    body_bytes: int,
    request_s: float,
    slow_reader_s: float,
) -> None:
    """Read one request, answer it, and close the connection.

    Args:
        reader: where the request comes from.
        writer: where the answer goes to.
        answer: makes the answer; cancelled when the client leaves.
        body_bytes: a longer body is refused with 413.
        request_s: a request that takes longer to arrive is refused with 408.
        slow_reader_s: a client that takes no bytes for this long is dropped.
    """
    exchange = _Exchange(reader, writer, slow_reader_s)
    try:
        try:
            async with asyncio.timeout(request_s):
                request = await exchange.read(body_bytes)
        except BadRequest as bad:
            await exchange.refuse(bad.status)
        except TimeoutError:
            await exchange.refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            async with asyncio.TaskGroup() as tasks:
                leaving = tasks.create_task(exchange.until_left())
                response = await answer(request)
                await exchange.write(response, has_body=request.method != "HEAD")
                leaving.cancel()
        writer.close()
    except* (ConnectionError, EOFError, TimeoutError):
        writer.transport.abort()
    except* Exception:
        log.exception("a request failed")
        writer.transport.abort()


class _Exchange:
    """A request and its answer, between a connection's bytes and h11's events."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, slow_reader_s: float
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._slow_reader_s = slow_reader_s
        self._connection = h11.Connection(h11.SERVER)

    async def read(self, body_bytes: int) -> HttpRequest:
        """The request, when it has arrived whole.

        Raises:
            BadRequest: it is none, or its body is longer than `body_bytes`.
            EOFError: the client left.
        """
        try:
            return await self._read(body_bytes)
        except h11.RemoteProtocolError as error:
            raise BadRequest(HTTPStatus(error.error_status_hint)) from error
        except BadInput as bad:
            raise BadRequest(HTTPStatus.BAD_REQUEST) from bad

    async def _read(self, body_bytes: int) -> HttpRequest:
        begun: h11.Request | None = None
        body = bytearray()
        while True:
            event = self._connection.next_event()
            match event:
                case h11.NEED_DATA:
                    data = await self._reader.read(_READ_BYTES)
                    if not data and begun is None:
                        raise EOFError("the client left")
                    self._connection.receive_data(data)
                case h11.Request():
                    begun = event
                    if _announced_bytes(event) > body_bytes:
                        raise BadRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                    if self._connection.they_are_waiting_for_100_continue:
                        await self._send(h11.InformationalResponse(status_code=100, headers=[]))
                case h11.Data():
                    body += event.data
                    if len(body) > body_bytes:
                        raise BadRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
                case h11.EndOfMessage():
                    assert begun is not None  # h11 keeps the order
                    return _request(begun, bytes(body))
                case _:
                    raise EOFError("the client left")

    async def until_left(self) -> None:
        """Raises EOFError when the client ends its side; what it sends until then is discarded."""
        while await self._reader.read(_READ_BYTES):
            pass
        raise EOFError("the client left")

    async def refuse(self, status: HTTPStatus) -> None:
        """Answer a request that has not arrived whole."""
        fields = {"error": status.name.lower(), "message": status.phrase}
        await self.write(json_response(status, fields), has_body=True)
        if self._writer.can_write_eof():
            self._writer.write_eof()
        # A connection that is closed with bytes unread is reset, and the answer with it.
        with suppress(EOFError, TimeoutError):
            async with asyncio.timeout(LAST_WORD_S):
                await self.until_left()

    async def write(self, response: HttpResponse, has_body: bool) -> None:
        """Send an answer; of one without body (to HEAD) its head."""
        headers = {"Content-Type": response.content_type, "Connection": "close", **response.headers}
        if response.rest is None:
            headers["Content-Length"] = str(len(response.first))
        head = h11.Response(status_code=response.status.value, headers=list(headers.items()))
        async with AsyncExitStack() as stack:
            rest = response.rest
            if rest is not None:
                await stack.enter_async_context(aclosing(rest))
            await self._send(head)
            if has_body:
                await self._send(h11.Data(data=response.first))
            if has_body and rest is not None:
                async for data in rest:
                    await self._send(h11.Data(data=data))
        await self._send(h11.EndOfMessage())

    async def _send(self, event: h11.Event) -> None:
        if self._writer.transport.is_closing():
            raise ConnectionResetError("the client left")  # uvloop's write raises RuntimeError
        self._writer.write(self._connection.send(event) or b"")
        async with asyncio.timeout(self._slow_reader_s):
            await self._writer.drain()


def _announced_bytes(request: h11.Request) -> int:
    """How long the body is that a request announces; h11 has checked that it is a number."""
    return int(dict(request.headers).get(b"content-length", b"0"))


def _request(begun: h11.Request, body: bytes) -> HttpRequest:
    named = ((name.decode("latin-1"), value.decode("latin-1")) for name, value in begun.headers)
    head = parse_head(begun.target.decode("latin-1"), named)
    return HttpRequest(begun.method.decode("ascii"), head, body)
