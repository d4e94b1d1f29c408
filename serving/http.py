"""One HTTP request on a connection, answered as a stream: h11 between bytes and its events."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qsl, urlsplit

import h11

log = logging.getLogger(__name__)

_READ_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request that has arrived whole; names of headers are in lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
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
        answer: makes the answer.
        body_bytes: a longer body is refused with 413.
        request_s: a request that takes longer to arrive is refused with 408.
        slow_reader_s: a client that takes no bytes for this long is dropped.
    """
    connection = h11.Connection(h11.SERVER)
    has_body = True
    try:
        try:
            async with asyncio.timeout(request_s):
                request = await _read(reader, connection, body_bytes)
            has_body = request.method != "HEAD"
            response = await answer(request)
        except TimeoutError:
            response = _plain(HTTPStatus.REQUEST_TIMEOUT)
        except BadRequest as bad:
            response = _plain(bad.status)
        except h11.RemoteProtocolError as error:
            response = _plain(HTTPStatus(error.error_status_hint))
        await _write(writer, connection, response, has_body, slow_reader_s)
        writer.close()
    except (ConnectionError, EOFError, TimeoutError):
        writer.transport.abort()
    except Exception:
        log.exception("a request failed")
        writer.transport.abort()


async def _read(
    reader: asyncio.StreamReader, connection: h11.Connection, body_bytes: int
) -> HttpRequest:
    head: h11.Request | None = None
    body = bytearray()
    while True:
        event = connection.next_event()
        match event:
            case h11.NEED_DATA:
                data = await reader.read(_READ_BYTES)
                if not data and head is None:
                    raise EOFError("the client left")
                connection.receive_data(data)
            case h11.Request():
                head = event
            case h11.Data():
                body += event.data
                if len(body) > body_bytes:
                    raise BadRequest(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            case h11.EndOfMessage():
                assert head is not None  # h11 keeps the order
                return _request(head, bytes(body))
            case _:
                raise EOFError("the client left")


def _request(head: h11.Request, body: bytes) -> HttpRequest:
    url = urlsplit(head.target.decode("latin-1"))
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in head.headers}
    query = dict(parse_qsl(url.query))
    return HttpRequest(head.method.decode("ascii"), url.path, query, headers, body)


async def _write(
    writer: asyncio.StreamWriter,
    connection: h11.Connection,
    response: HttpResponse,
    has_body: bool,
    slow_reader_s: float,
) -> None:
    async def send(event: h11.Event) -> None:
        writer.write(connection.send(event) or b"")
        async with asyncio.timeout(slow_reader_s):
            await writer.drain()

    headers = {"Content-Type": response.content_type, "Connection": "close", **response.headers}
    if response.rest is None:
        headers["Content-Length"] = str(len(response.first))
    head = h11.Response(status_code=response.status.value, headers=list(headers.items()))
    async with AsyncExitStack() as stack:
        rest = response.rest
        if rest is not None:
            await stack.enter_async_context(aclosing(rest))
        await send(head)
        if has_body:
            await send(h11.Data(data=response.first))
        if has_body and rest is not None:
            async for data in rest:
                await send(h11.Data(data=data))
    await send(h11.EndOfMessage())


def _plain(status: HTTPStatus) -> HttpResponse:
    return json_response(status, {"error": status.name.lower(), "message": status.phrase})
