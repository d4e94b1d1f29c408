"""One test for each limit: its own error, and its own close code or status."""

import asyncio
import json
from contextlib import suppress
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from serving.keys import Key, Keyring
from serving.limits import Limits
from tests.fakes import ToneEngine
from tests.serving.running import Running, hear, running, say, speak, until

KEYS = Keyring([Key("ann", "a"), Key("bob", "b")])


async def post(server: Running, body: bytes, *headers: str, **options: Any) -> tuple[int, Any]:
    """A request for speech by hand: status and JSON, or None for audio."""
    path = options.get("path", "/v1/text-to-speech/tone?output_format=pcm_24000")
    length = options.get("length", len(body))
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    lines = [f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {length}", *headers]
    writer.write("\r\n".join([*lines, "", ""]).encode() + body)
    answer = await asyncio.wait_for(reader.read(), 10)
    writer.close()
    head, _, content = answer.partition(b"\r\n\r\n")
    status = int(head.split()[1])
    return status, json.loads(content) if b"application/json" in head else None


def asking(text: str) -> bytes:
    return json.dumps({"text": text}).encode()


async def opened(server: Running, query: str = "") -> ClientConnection:
    """A stream that the server has let in."""
    socket = await connect(server.url + query)
    await say(socket, " ", "Hello there, you. ")
    await asyncio.wait_for(socket.recv(), 5)
    return socket


async def test_message_over_the_limit_closes_with_1009():
    async with running(ToneEngine(), limits=Limits(message_bytes=1000)) as server:
        assert (await speak(server.url, "a " * 480)).code == 1000
        assert (await speak(server.url, "a " * 520)).code == 1009


async def test_body_over_the_limit_is_refused_with_413():
    async with running(ToneEngine(), limits=Limits(message_bytes=1000)) as server:
        assert (await post(server, asking("Hi.")))[0] == 200
        assert (await post(server, asking("a " * 520)))[0] == 413


async def test_text_over_the_limit_closes_with_1009_and_says_why():
    async with running(ToneEngine(), limits=Limits(pending_chars=100)) as server:
        heard = await speak(server.url, "word " * 40)
        assert (heard.code, [error.code for error in heard.errors]) == (1009, ["too_much_text"])
        status, answer = await post(server, asking("word " * 40))
        assert (status, answer["detail"]["status"]) == (413, "too_much_text")


async def test_sessions_over_the_limit_are_turned_away_with_1013():
    async with running(ToneEngine(), limits=Limits(sessions=2)) as server:
        first, second = await opened(server), await opened(server)
        heard = await speak(server.url, "Hello there.")
        assert (heard.code, heard.errors[0].code) == (1013, "too_many_sessions")
        status, answer = await post(server, asking("Hello there."))
        assert (status, answer["detail"]["status"]) == (429, "too_many_sessions")
        await first.close()
        assert (await speak(server.url, "Hello there.")).code == 1000
        await second.close()


async def test_sessions_of_one_key_do_not_take_the_places_of_others():
    async with running(ToneEngine(), KEYS, Limits(sessions_per_key=1)) as server:
        socket = await opened(server, "?api_key=a")
        heard = await speak(server.url + "?api_key=a", "Hello there.")
        assert (heard.code, heard.errors[0].code) == (1013, "too_many_sessions")
        assert (await speak(server.url + "?api_key=b", "Hello there.")).code == 1000
        await socket.close()


async def test_long_queue_turns_new_sessions_away_with_1013():
    engine = ToneEngine()
    engine.halting.add("halt")
    async with running(engine, limits=Limits(queued=1)) as server:
        async with connect(server.url) as socket:
            await say(socket, " ", "halt", "")
            await asyncio.to_thread(engine.halted.wait, 5)
            heard = await speak(server.url, "Hello there.")
            assert (heard.code, heard.errors[0].code) == (1013, "system_busy")
            assert (await post(server, asking("Hello.")))[0] == 429
            engine.released.set()
            assert (await hear(socket)).code == 1000
        assert (await speak(server.url, "Hello there.")).code == 1000


@pytest.mark.parametrize("begun", [b"", b"GE", b"GET /stream HTTP/1.1\r\nHost: x\r\n"])
async def test_handshake_that_does_not_end_is_dropped(begun: bytes):
    async with running(ToneEngine(), limits=Limits(handshake_s=0.2)) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(begun)
        with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
            await asyncio.wait_for(reader.readexactly(1), 2)
        writer.close()


async def test_request_that_does_not_end_is_refused_with_408():
    async with running(ToneEngine(), limits=Limits(handshake_s=0.2)) as server:
        status, answer = await post(server, b'{"te', length=50)
        assert (status, answer["error"]) == (408, "request_timeout")


async def test_idle_client_is_closed_with_1008():
    async with running(ToneEngine(), limits=Limits(idle_s=0.3)) as server:
        async with connect(server.url) as socket:
            await say(socket, " ")
            heard = await hear(socket)
        assert (heard.code, heard.errors[0].code) == (1008, "idle_timeout")


async def test_client_that_reads_too_slowly_is_dropped():
    limits = Limits(slow_reader_s=0.5)
    async with running(ToneEngine(), limits=limits) as server:
        socket = await connect(server.url, max_queue=1)
        socket.transport.pause_reading()
        await say(socket, " ", "This is one of the sentences of a long book. " * 2000, "")
        await until(lambda: not server.service.admission.sessions)
        socket.transport.abort()
        assert (await speak(server.url, "Hello there.")).code == 1000


ELEVEN = "/v1/text-to-speech/tone/stream-input?output_format=pcm_24000"


async def frames(server: Running, *messages: dict[str, Any], path: str = ELEVEN) -> list[Any]:
    heard = []
    async with connect(f"ws://127.0.0.1:{server.port}{path}") as socket:
        for message in messages:
            await socket.send(json.dumps(message))
        with suppress(ConnectionClosed):
            while True:
                heard.append(json.loads(await asyncio.wait_for(socket.recv(), 5)))
        return [*heard, socket.close_code]


async def test_first_message_s_key_lets_in_and_counts():
    async with running(ToneEngine(), KEYS, Limits(sessions_per_key=1)) as server:
        opening = {"text": " ", "xi_api_key": "a"}
        *audio, final, code = await frames(server, opening, {"text": "Hello. "}, {"text": ""})
        assert (code, final["isFinal"]) == (1000, True)
        assert audio
        socket = await opened(server, "?api_key=a")
        error, code = await frames(server, opening)
        assert (error["error"], error["code"], code) == ("too_many_sessions", 1013, 1013)
        await socket.close()


@pytest.mark.parametrize("message", [{"text": " "}, {"text": " ", "xi_api_key": "wrong"}])
async def test_first_message_without_a_right_key_closes_with_1008(message: dict[str, Any]):
    async with running(ToneEngine(), KEYS) as server:
        error, code = await frames(server, message)
        assert (error["error"], code) == ("invalid_api_key", 1008)


async def test_unknown_voice_is_told_in_the_service_s_way():
    async with running(ToneEngine()) as server:
        error, code = await frames(server, path="/v1/text-to-speech/nobody/stream-input")
        assert (error["error"], error["code"], code) == ("voice_not_found", 1008, 1008)
        assert "tone, other" in error["message"]


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [
        (None, True),
        ("http://127.0.0.1:{port}", True),
        ("https://ours.example", True),
        ("https://theirs.example", False),
        ("http://127.0.0.1:1", False),
        ("null", False),
    ],
)
async def test_web_pages_are_welcome_by_their_origin(origin: str | None, welcome: bool):
    origins = frozenset({"https://ours.example"})
    async with running(ToneEngine(), origins=origins) as server:
        named = origin and origin.format(port=server.port)
        host = f"Host: 127.0.0.1:{server.port}"
        headers = [host, f"Origin: {named}"] if named else [host]
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        body = asking("Hi.").decode()
        lines = ["POST /v1/text-to-speech/tone HTTP/1.1", *headers, f"Content-Length: {len(body)}"]
        writer.write("\r\n".join([*lines, "", body]).encode())
        status = (await reader.read()).split()[1]
        writer.close()
        assert status == (b"200" if welcome else b"403")
        if welcome:
            async with connect(server.url, origin=named) as socket:
                await say(socket, " ", "Hi.", "")
                assert (await hear(socket)).code == 1000
        else:
            with pytest.raises(InvalidStatus, match="403"):
                await connect(server.url, origin=named)


async def test_any_origin_is_welcome_with_a_star():
    async with (
        running(ToneEngine(), origins=frozenset({"*"})) as server,
        connect(server.url, origin="https://theirs.example") as socket,
    ):
        await say(socket, " ", "Hi.", "")
        assert (await hear(socket)).code == 1000
