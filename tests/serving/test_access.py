import asyncio
from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.client import connect

from serving.goodbye import LAST_WORD_S
from serving.keys import Key, Keyring
from tests.fakes import ToneEngine
from tests.serving.raw import CLOSE, frame, handshaken, until_dropped
from tests.serving.running import Running, hear, running, say, speak


@pytest.fixture
async def server() -> AsyncIterator[Running]:
    async with running(ToneEngine(), Keyring([Key("ann", "secret")])) as server:
        yield server


@pytest.mark.parametrize("query", ["", "?api_key=wrong", "?authorization=Bearer%20wrong"])
async def test_stream_without_a_key_is_refused_with_1008(server: Running, query: str):
    heard = await speak(server.url + query, "Hello there.")
    assert (heard.code, heard.audio) == (1008, [])
    assert [error.code for error in heard.errors] == ["invalid_api_key"]


async def test_stream_with_a_key_in_the_address_speaks(server: Running):
    assert (await speak(server.url + "?api_key=secret", "Hello there.")).chars == "Hello there."


async def test_stranger_who_answers_no_close_is_dropped(server: Running):
    voice = "/v1/text-to-speech/tone/stream-input?output_format=pcm_24000"
    for target, messages in (("/stream", ()), (voice, ('{"text": " "}',))):
        reader, writer = await handshaken(server, target)
        for message in messages:
            writer.write(frame(message))
        async with asyncio.timeout(3):
            assert b"invalid_api_key" in await until_dropped(reader)
        writer.close()


async def test_stranger_with_much_to_say_is_told_and_closed_in_order(server: Running):
    loop = asyncio.get_running_loop()
    started_s = loop.time()
    reader, writer = await handshaken(server, frames=frame('{"text": "Hello. "}') * 200)
    said = await reader.readuntil(b"invalid_api_key")  # the close's reason or the error's code
    writer.write(CLOSE)
    said += await until_dropped(reader)
    assert said.count(b"invalid_api_key") == 2
    assert loop.time() - started_s < LAST_WORD_S, "it was not waited for in vain"
    writer.close()


async def test_two_keys_in_one_head_are_no_failure(server: Running):
    headers = [("xi-api-key", "wrong"), ("xi-api-key", "secret")]
    async with connect(server.url, additional_headers=headers) as socket:
        await say(socket, " ", "Hello there.", "")
        assert (await hear(socket)).code == 1000


@pytest.mark.parametrize("headers", [{"xi-api-key": "secret"}, {"Authorization": "Bearer secret"}])
async def test_stream_with_a_key_in_a_header_speaks(server: Running, headers: dict[str, str]):
    async with connect(server.url, additional_headers=headers) as socket:
        await say(socket, " ", "Hello there.", "")
        heard = await hear(socket)
    assert (heard.chars, heard.code) == ("Hello there.", 1000)
