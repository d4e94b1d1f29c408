from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.client import connect

from serving.keys import Key, Keyring
from tests.fakes import ToneEngine
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


@pytest.mark.parametrize("headers", [{"xi-api-key": "secret"}, {"Authorization": "Bearer secret"}])
async def test_stream_with_a_key_in_a_header_speaks(server: Running, headers: dict[str, str]):
    async with connect(server.url, additional_headers=headers) as socket:
        await say(socket, " ", "Hello there.", "")
        heard = await hear(socket)
    assert (heard.chars, heard.code) == ("Hello there.", 1000)
