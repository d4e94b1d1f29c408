"""Plain HTTP by hand: what no SDK would send, and what operators ask for."""

import asyncio
import json
import logging
import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from serving.keys import Key, Keyring
from serving.limits import Limits
from tests.fakes import ToneEngine
from tests.serving.running import Running, hear, running, say, speak, until

SECRET = "Xylophone zebras. "


@pytest.fixture
async def server() -> AsyncIterator[Running]:
    async with running(ToneEngine(), Keyring([Key("ann", "secret")])) as server:
        yield server


async def ask(server: Running, request: bytes) -> tuple[int, bytes]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(request)
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body


async def get(server: Running, path: str, key: str = "secret") -> tuple[int, bytes]:
    return await ask(
        server, f"GET {path} HTTP/1.1\r\nHost: x\r\nxi-api-key: {key}\r\n\r\n".encode()
    )


@pytest.mark.parametrize("path", ["/v1/voices", "/v2/voices", "/v1/models", "/metrics"])
async def test_lists_and_metrics_need_a_key_where_there_are_keys(server: Running, path: str):
    assert (await get(server, path))[0] == 200
    status, body = await get(server, path, "wrong")
    assert (status, json.loads(body)["detail"]["status"]) == (401, "invalid_api_key")


async def test_health_is_open_and_tells_no_secret(server: Running):
    status, body = await get(server, "/healthz", "wrong")
    assert status == 200
    assert b"secret" not in body
    assert b"ann" not in body


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("POST /nowhere", 404),
        ("DELETE /v1/text-to-speech/tone", 404),
        ("PUT /", 404),
        ("POST /v1/text-to-speech/tone/other", 404),
        ("HEAD /healthz", 404),
    ],
)
async def test_other_requests_are_refused(
    server: Running, request_line: str, status: int, caplog: pytest.LogCaptureFixture
):
    head = f"{request_line} HTTP/1.1\r\nHost: x\r\nxi-api-key: secret\r\n\r\n"
    answered, body = await ask(server, head.encode())
    assert answered == status
    assert bool(body) is not request_line.startswith("HEAD")
    assert not caplog.records


@pytest.mark.parametrize(
    "rubbish", [b"POST\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\r\n\r\n", b"\r\r\n\n\0"]
)
async def test_rubbish_is_no_request(server: Running, rubbish: bytes):
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(rubbish)
    writer.write_eof()
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400")
    assert (await get(server, "/healthz"))[0] == 200


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"text": 1}',
        '{"text": " "}',
        '{"text": "a", "voice_settings": 1}',
        '{"text": "a", "voice_settings": {"speed": "fast"}}',
    ],
)
async def test_body_that_asks_for_nothing_speakable_is_refused_with_422(server: Running, body: str):
    head = "POST /v1/text-to-speech/tone HTTP/1.1\r\nHost: x\r\nxi-api-key: secret\r\n"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n{body}"
    status, answer = await ask(server, request.encode())
    assert (status, json.loads(answer)["detail"]["status"]) == (422, "invalid_request")


async def test_request_may_arrive_byte_by_byte(server: Running):
    body = b'{"text": "Hi."}'
    head = b"POST /v1/text-to-speech/tone?output_format=pcm_24000 HTTP/1.1\r\nHost: x\r\n"
    request = head + b"xi-api-key: secret\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    for i in range(len(request)):
        writer.write(request[i : i + 1])
        await asyncio.sleep(0)
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 200")
    assert len(answer) > 3 * 2 * 2400


async def test_client_that_leaves_during_its_answer_leaves_its_place(server: Running):
    body = json.dumps({"text": "This is a sentence of a book. " * 400}).encode()
    head = b"POST /v1/text-to-speech/tone/stream HTTP/1.1\r\nHost: x\r\nxi-api-key: secret\r\n"
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    await reader.read(100)
    assert server.service.admission.sessions == 1
    writer.transport.abort()
    await until(lambda: not server.service.admission.sessions)
    assert server.service.turns.waiting == 0


async def test_metrics_count_what_was_spoken_and_refused(server: Running):
    await speak(server.url + "?api_key=secret", "Hello there.")
    await speak(server.url, "Hello there.")
    lines = (await get(server, "/metrics"))[1].decode().splitlines()
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert float(values["livespeech_characters_total"]) == 12
    assert float(values["livespeech_audio_seconds_total"]) == pytest.approx(1.2)
    assert float(values["livespeech_first_audio_seconds_count"]) == 1
    assert float(values["livespeech_queue_seconds_count"]) >= 1
    assert float(values['livespeech_stage_seconds_count{stage="decode"}']) >= 1
    assert float(values['livespeech_errors_total{code="invalid_api_key"}']) == 1
    assert float(values['livespeech_sessions{dialect="own"}']) == 0
    assert float(values["livespeech_underruns_total"]) == 0


async def test_speech_that_comes_too_late_is_an_underrun():
    engine = ToneEngine()
    async with running(engine) as server:
        engine.halting.add(" halt.")
        async with connect(server.url) as socket:
            await say(socket, " ", "Hi you.")
            await asyncio.wait_for(socket.recv(), 5)
            await say(socket, " halt.", "")
            await asyncio.to_thread(engine.halted.wait, 5)
            await asyncio.sleep(0.9)
            engine.released.set()
            assert (await hear(socket)).code == 1000
        assert b"livespeech_underruns_total 1.0" in server.service.metrics.render()


def session_lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "session"]


async def test_every_session_is_one_log_line_without_its_text(
    server: Running, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    assert isinstance(server.engine, ToneEngine)
    server.engine.failing.add("fail")
    await speak(server.url + "?api_key=secret", SECRET)
    await speak(server.url + "?api_key=secret", "fail")
    async with connect(server.url + "?api_key=secret") as socket:
        await say(socket, " ")
        await socket.send(SECRET)
        await say(socket, "")
        await hear(socket)
    await until(lambda: len(session_lines(caplog)) == 3)
    lines = session_lines(caplog)
    assert "key=ann dialect=own" in lines[0]
    assert f"characters={len(SECRET)}" in lines[0]
    assert lines[1].endswith("errors=engine_failure")
    assert lines[2].endswith("errors=invalid_json")
    logged = [r for r in caplog.records if not r.name.startswith("websockets")]
    assert not any(SECRET.split()[0] in r.getMessage() for r in logged)


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    cert, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-keyout", key, "-out", cert, "-days", "1", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    subprocess.run(command, check=True, capture_output=True)
    return cert, key


async def test_server_speaks_tls(certificate: tuple[Path, Path]):
    cert, key = certificate
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(cert, key)
    trusting = ssl.create_default_context(cafile=cert)
    async with running(ToneEngine(), tls=context) as server:
        async with connect(server.url.replace("ws:", "wss:"), ssl=trusting) as socket:
            await say(socket, " ", "Hello there.", "")
            assert (await hear(socket)).chars == "Hello there."
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=trusting)
        body = b'{"text": "Hi."}'
        head = b"POST /v1/text-to-speech/tone HTTP/1.1\r\nHost: x\r\n"
        writer.write(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        assert (await reader.readline()).startswith(b"HTTP/1.1 200")
        writer.close()


async def test_stopping_server_finishes_the_answers_that_it_has_begun(server: Running):
    assert isinstance(server.engine, ToneEngine)
    server.engine.halting.add("halt")
    body = b'{"text": "halt"}'
    head = (
        b"POST /v1/text-to-speech/tone?output_format=pcm_24000 HTTP/1.0\r\nxi-api-key: secret\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    await asyncio.to_thread(server.engine.halted.wait, 5)
    server.stop.set()
    await asyncio.sleep(0.1)
    server.engine.released.set()
    answer = await asyncio.wait_for(reader.read(), 5)
    writer.close()
    assert len(answer.partition(b"\r\n\r\n")[2]) == 4 * 2 * 2400


async def test_client_that_does_not_read_its_answer_is_dropped():
    body = json.dumps({"text": "This is a sentence of a book. " * 2000}).encode()
    async with running(ToneEngine(), limits=Limits(slow_reader_s=0.5)) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, limit=1024)
        head = b"POST /v1/text-to-speech/tone?output_format=pcm_48000 HTTP/1.1\r\nHost: x\r\n"
        writer.write(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        await reader.read(10)
        assert server.service.admission.sessions == 1
        await until(lambda: not server.service.admission.sessions)
        writer.transport.abort()
