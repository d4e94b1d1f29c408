"""Requests for a whole text: clients that leave, bodies that are too long, pages of others."""

import asyncio
import json
from collections.abc import AsyncIterator
from http.client import HTTPConnection
from typing import Any

import pytest

from serving.limits import Limits
from tests.fakes import ToneEngine
from tests.serving.running import Running, running, until

BOOK = "This is one of the sentences of a long book. " * 400
KINDS = ["", "/stream", "/with-timestamps", "/stream/with-timestamps"]


@pytest.fixture
async def server() -> AsyncIterator[Running]:
    async with running(ToneEngine(), origins=frozenset({"https://ours.example"})) as server:
        yield server


def request(
    text: str, kind: str = "", *headers: str, length: int | None = None, **more: Any
) -> bytes:
    body = json.dumps({"text": text, **more}).encode()
    head = [
        f"POST /v1/text-to-speech/tone{kind}?output_format=pcm_24000 HTTP/1.1",
        "Host: localhost",
        f"Content-Length: {len(body) if length is None else length}",
        *headers,
    ]
    return "\r\n".join([*head, "", ""]).encode() + body


async def send(server: Running, data: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(data)
    return reader, writer


async def ask(server: Running, data: bytes) -> tuple[int, str, bytes]:
    """Status, head and body of an answer, which must not be cut short by a reset."""
    reader, writer = await send(server, data)
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), head.decode(), body


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("how", ["close", "abort"])
async def test_client_that_leaves_while_it_waits_for_the_engine_leaves_its_place(
    server: Running, kind: str, how: str, caplog: pytest.LogCaptureFixture
):
    assert isinstance(server.engine, ToneEngine)
    server.engine.halting.add("halt")
    _, writer = await send(server, request("halt", kind))
    await asyncio.to_thread(server.engine.halted.wait, 5)
    assert server.service.admission.sessions == 1
    getattr(writer.transport, how)()
    async with asyncio.timeout(3):
        await until(lambda: not server.service.admission.sessions)
    server.engine.released.set()
    assert not [record for record in caplog.records if record.name != "session"]


@pytest.mark.parametrize("kind", KINDS)
async def test_client_that_leaves_during_its_answer_is_nothing_to_report(
    server: Running, kind: str, caplog: pytest.LogCaptureFixture
):
    reader, writer = await send(server, request(BOOK, kind))
    await reader.read(100)
    writer.transport.abort()
    await until(lambda: not server.service.admission.sessions)
    assert isinstance(server.engine, ToneEngine)
    assert sum(len(text) for text, _, _ in server.engine.spoken) < len(BOOK)
    assert not [record for record in caplog.records if record.name != "session"]


@pytest.mark.parametrize("kind", KINDS)
async def test_work_for_a_client_that_does_not_read_pauses(server: Running, kind: str):
    reader, writer = await send(server, request(BOOK * 4, kind))
    writer.transport.pause_reading()
    await asyncio.sleep(1.0)
    assert isinstance(server.engine, ToneEngine)
    before = len(server.engine.spoken)
    await asyncio.sleep(0.3)
    assert len(server.engine.spoken) == before
    assert sum(len(text) for text, _, _ in server.engine.spoken) < len(BOOK) * 4
    writer.transport.abort()
    del reader


@pytest.mark.parametrize("chunked", [False, True])
async def test_body_that_is_too_long_is_refused_with_an_answer_that_arrives(chunked: bool):
    async with running(ToneEngine(), limits=Limits(message_bytes=1000)) as server:

        def post() -> tuple[int, bytes]:
            """As most clients do: all of the body, then the answer."""
            client = HTTPConnection("127.0.0.1", server.port, timeout=5)
            body: Any = [b"x" * 500_000] * 20 if chunked else b"x" * 10_000_000
            client.request("POST", "/v1/text-to-speech/tone", body, encode_chunked=chunked)
            answer = client.getresponse()
            return answer.status, answer.read()

        status, body = await asyncio.to_thread(post)
        assert (status, json.loads(body)["error"]) == (413, "request_entity_too_large")


async def test_client_that_asks_before_it_sends_its_body_is_told_to_go_on(server: Running):
    head, _, body = request("Hi.", "", "Expect: 100-continue").partition(b"\r\n\r\n")
    reader, writer = await send(server, head + b"\r\n\r\n")
    assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 \r\n\r\n"
    writer.write(body)
    assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    writer.close()


async def test_client_that_asks_before_it_sends_too_much_is_told_not_to(server: Running):
    data = request("Hi.", "", "Expect: 100-continue", length=1 << 30)
    assert (await ask(server, data.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"))[0] == 413


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_target_that_is_no_address_is_answered_with_400(
    server: Running, method: str, caplog: pytest.LogCaptureFixture
):
    assert (await ask(server, f"{method} //[ HTTP/1.1\r\nHost: x\r\n\r\n".encode()))[0] == 400
    assert not caplog.records


@pytest.mark.parametrize(
    "header",
    ["Upgrade: websocket\r\nUpgrade: websocket", "xi-api-key: a\r\nxi-api-key: b"],
)
async def test_headers_that_come_twice_are_no_failure(
    server: Running, header: str, caplog: pytest.LogCaptureFixture
):
    status, _, _ = await ask(
        server, f"GET /v1/voices HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n".encode()
    )
    assert status in (200, 404)
    assert not caplog.records


async def test_origin_that_is_no_address_is_refused(server: Running):
    assert (await ask(server, request("Hi.", "", "Origin: http://[")))[0] == 403


async def test_speed_of_many_digits_is_the_fastest(server: Running):
    status, _, _ = await ask(server, request("Hi.", voice_settings={"speed": 10**400}))
    assert status == 200
    assert isinstance(server.engine, ToneEngine)
    assert server.engine.spoken[0][2] == 2.0


async def test_allowed_page_may_ask_and_read(server: Running):
    origin = "Origin: https://ours.example"
    asking = (
        f"OPTIONS /v1/text-to-speech/tone HTTP/1.1\r\nHost: localhost\r\n{origin}\r\n"
        "Access-Control-Request-Method: POST\r\n"
        "Access-Control-Request-Headers: content-type,xi-api-key\r\n\r\n"
    )
    status, head, _ = await ask(server, asking.encode())
    assert status == 200
    assert "Access-Control-Allow-Origin: https://ours.example" in head
    assert "Access-Control-Allow-Headers: content-type,xi-api-key" in head
    for data in (
        request("Hi.", "", origin),
        request(" ", "", origin),
        f"GET /v1/voices HTTP/1.1\r\nHost: localhost\r\n{origin}\r\n\r\n".encode(),
        f"GET /nowhere HTTP/1.1\r\nHost: localhost\r\n{origin}\r\n\r\n".encode(),
    ):
        assert "Access-Control-Allow-Origin: https://ours.example" in (await ask(server, data))[1]


async def test_foreign_page_is_granted_nothing(server: Running):
    origin = "Origin: https://theirs.example"
    asking = f"OPTIONS /v1/text-to-speech/tone HTTP/1.1\r\nHost: localhost\r\n{origin}\r\n\r\n"
    voices = f"GET /v1/voices HTTP/1.1\r\nHost: localhost\r\n{origin}\r\n\r\n"
    status, head, _ = await ask(server, asking.encode())
    assert status == 403
    for answer in (head, (await ask(server, voices.encode()))[1]):
        assert "Access-Control" not in answer


async def test_refusals_are_counted_once():
    async with running(ToneEngine(), limits=Limits(pending_chars=100)) as server:
        await ask(server, request("word " * 40))
        await ask(server, request(" "))
        await ask(server, b"GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n")
        counted = server.service.metrics.render().decode()
    for code in ("too_much_text", "invalid_request", "not_found"):
        assert f'livespeech_errors_total{{code="{code}"}} 1.0' in counted
