import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from engines.espeak.engine import EspeakEngine
from tests.driver import assert_aligned
from tests.fakes import ToneEngine
from tests.serving.running import Running, hear, running, say, speak
from wire.messages import MAX_MESSAGE_BYTES, TextMessage, encode_client

HELLO = "Hello, world. How are you today?"


@pytest.fixture
async def server(espeak_engine: EspeakEngine) -> AsyncIterator[Running]:
    async with running(espeak_engine) as server:
        yield server


@pytest.fixture
async def tones() -> AsyncIterator[Running]:
    async with running(ToneEngine()) as server:
        yield server


async def get(server: Running, path: str) -> tuple[str, dict[str, object]]:
    """A plain GET by hand: status line and JSON."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    head, _, body = (await asyncio.wait_for(reader.read(), 5)).partition(b"\r\n\r\n")
    writer.close()
    return head.decode().splitlines()[0], json.loads(body)


async def test_server_speaks_and_closes_normally(server: Running):
    heard = await speak(server.url, HELLO)
    assert_aligned(heard.audio, HELLO)
    assert (heard.code, heard.errors) == (1000, [])
    assert len(heard.pcm) > 44100


@pytest.mark.parametrize("path", ["/", "/stream"])
async def test_server_serves_both_paths(server: Running, path: str):
    heard = await speak(f"ws://127.0.0.1:{server.port}{path}", HELLO)
    assert heard.chars == HELLO


async def test_server_sends_audio_while_text_still_comes(server: Running):
    async with connect(server.url) as socket:
        await say(socket, " ", "The first few words of a sentence")
        first = json.loads(await asyncio.wait_for(socket.recv(), 5))
        assert first["audio"]
        await say(socket, " and the rest of it.", "")
        heard = await hear(socket)
    assert "".join(first["alignment"]["chars"]) + heard.chars == (
        "The first few words of a sentence and the rest of it."
    )


async def test_server_uses_the_voice_and_speed_of_the_query(tones: Running):
    await speak(f"{tones.url}?voice=other&speed=1.5&unknown=x", "Hi there.")
    assert isinstance(tones.engine, ToneEngine)
    assert tones.engine.spoken == [("Hi there.", "other", 1.5)]


@pytest.mark.parametrize(
    ("query", "code", "advice"),
    [("voice=nobody", "unknown_voice", "tone, other"), ("speed=9", "invalid_speed", "0.5 to 2.0")],
)
async def test_server_refuses_a_bad_query(tones: Running, query: str, code: str, advice: str):
    heard = await speak(f"{tones.url}?{query}", "Hi.")
    assert heard.code == 1008
    assert heard.errors[0].code == code
    assert advice in heard.errors[0].message


async def test_server_sends_timings_to_who_asks(server: Running):
    heard = await speak(server.url + "?timings=1", HELLO)
    assert heard.audio[0].timings is not None
    assert heard.audio[0].timings.first_byte_ms > 0
    assert (await speak(server.url, HELLO)).audio[0].timings is None


async def test_health_names_engine_voices_and_version(server: Running):
    status, health = await get(server, "/healthz")
    assert "200" in status
    assert health["engine"] == "espeak"
    voices = health["voices"]
    assert isinstance(voices, list)
    assert {"en-us", "en-gb", "de"} <= {voice["id"] for voice in voices}
    assert health["version"] == "0.1.0"
    assert health["default_voice"] == "en-us"


@pytest.mark.parametrize(("path", "status"), [("/stream", "426"), ("/no", "404")])
async def test_plain_http_elsewhere_says_what_to_do(server: Running, path: str, status: str):
    line, body = await get(server, path)
    assert status in line
    assert "message" in body


async def test_websocket_to_an_unknown_path_is_refused(server: Running):
    with pytest.raises(InvalidStatus, match="404"):
        await speak(f"ws://127.0.0.1:{server.port}/nowhere", "Hi.")


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("this is no JSON", "invalid_json"),
        ('["text"]', "invalid_message"),
        ("{}", "missing_text"),
        ('{"text": null}', "invalid_text"),
        ('{"text": 1}', "invalid_text"),
    ],
)
async def test_stream_goes_on_after_a_malformed_message(server: Running, frame: str, code: str):
    async with connect(server.url) as socket:
        await say(socket, " ", "Hello, ")
        await socket.send(frame)
        await say(socket, "world.", "")
        heard = await hear(socket)
    assert [error.code for error in heard.errors] == [code]
    assert_aligned(heard.audio, "Hello, world.")
    assert heard.code == 1000


async def test_malformed_first_message_does_not_open_the_stream(server: Running):
    async with connect(server.url) as socket:
        await socket.send("{}")
        await say(socket, " ", "Hello there.", "")
        heard = await hear(socket)
    assert_aligned(heard.audio, "Hello there.")


async def test_binary_frame_closes_with_1003(server: Running):
    async with connect(server.url) as socket:
        await socket.send(b"\x00\x01")
        heard = await hear(socket)
    assert heard.code == 1003
    assert heard.errors[0].code == "binary_frame"


async def test_message_of_ten_megabytes_closes_with_1009(server: Running):
    async with connect(server.url) as socket:
        await socket.send(encode_client(TextMessage("a " * 5_000_000)))
        assert (await hear(socket)).code == 1009
    assert MAX_MESSAGE_BYTES < 10_000_000
    assert (await speak(server.url, HELLO)).chars == HELLO


@pytest.mark.parametrize(
    "text",
    [
        "lone surrogates \ud800 and \udfff here",
        "NUL \0 and bell \a and escape \x1b[31m here",
        "مرحبا بالعالم، كيف حالك؟",
        "שלום עולם",
        "family 👨\u200d👩\u200d👧\u200d👦 and flag 🇩🇪 and skin 👍🏽",
        "e\u0301 combining a\u0308\u0323",
        "\u202eright to left override\u202c",
        "你好，世界。",
        "!!! ??? ...",
        "\n\n\n",
        " ",
        "\ufeffBOM",
        "😀",
    ],
)
async def test_unusual_text_comes_back_whole(server: Running, text: str):
    heard = await speak(server.url, text, "x")
    assert_aligned(heard.audio, text + "x")
    assert (heard.code, heard.errors) == (1000, [])


async def test_empty_session_closes_normally_without_audio(server: Running):
    heard = await speak(server.url)
    assert (heard.code, heard.audio, heard.errors) == (1000, [], [])


async def test_two_flushes_in_a_row_are_one(server: Running):
    async with connect(server.url) as socket:
        await say(socket, " ", "Hello")
        for _ in range(2):
            await socket.send(encode_client(TextMessage("", flush=True)))
        await say(socket, " there.", "")
        heard = await hear(socket)
    assert_aligned(heard.audio, "Hello there.")


async def test_text_after_the_end_is_refused_and_the_rest_is_spoken(tones: Running):
    assert isinstance(tones.engine, ToneEngine)
    tones.engine.halting.add("halt")
    async with connect(tones.url) as socket:
        await say(socket, " ", "halt", "", "too late")
        await asyncio.to_thread(tones.engine.halted.wait, 5)
        tones.engine.released.set()
        heard = await hear(socket)
    assert [error.code for error in heard.errors] == ["stream_ended"]
    assert_aligned(heard.audio, "halt")
    assert heard.code == 1000


async def test_engine_failure_closes_that_stream_only(tones: Running):
    assert isinstance(tones.engine, ToneEngine)
    tones.engine.failing.add("fail")
    heard = await speak(tones.url, "fail")
    assert (heard.code, heard.errors[0].code) == (1011, "engine_failure")
    assert "it was asked to" not in heard.errors[0].message, "its log is the operator's"
    assert (await speak(tones.url, "Hello there.")).code == 1000


async def test_streams_are_served_at_the_same_time_and_do_not_mix(tones: Running):
    texts = [f"Stream number {i} says hello. It says more." for i in range(8)]
    alone = [await speak(tones.url, text) for text in texts]
    together = await asyncio.gather(*(speak(tones.url, text) for text in texts))
    assert [heard.pcm for heard in together] == [heard.pcm for heard in alone]
    assert len({heard.pcm for heard in alone}) == len(texts)
    assert [heard.chars for heard in together] == texts
