import asyncio
import gc
from collections.abc import AsyncIterator

import pytest
from websockets.asyncio.client import connect

from serving.handler import Handler
from tests.fakes import ToneEngine
from tests.serving.running import Running, hear, running, say, speak
from wire.messages import decode_server
from wire.session import MAX_UNSENT_S

BOOK = "This is one of the sentences of a long book. " * 400


@pytest.fixture
async def server() -> AsyncIterator[Running]:
    async with running(ToneEngine()) as server:
        yield server


def spoken_chars(server: Running) -> int:
    assert isinstance(server.engine, ToneEngine)
    return sum(len(text) for text, _, _ in server.engine.spoken)


@pytest.mark.parametrize("frames", [0, 1, 5])
async def test_server_survives_a_client_that_vanishes(server: Running, frames: int):
    socket = await connect(server.url)
    await say(socket, " ", BOOK)
    for _ in range(frames):
        await socket.recv()
    socket.transport.abort()
    assert (await speak(server.url, "Hello there.")).chars == "Hello there."


async def test_server_survives_a_client_that_vanishes_in_the_handshake(server: Running):
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"GET /stream HTTP/1.1\r\nHost: x\r\nUpgr")
    writer.close()
    assert (await speak(server.url, "Hello there.")).chars == "Hello there."


async def test_work_for_a_client_that_vanished_ends_at_once(server: Running):
    socket = await connect(server.url)
    await say(socket, " ", BOOK)
    await socket.recv()
    socket.transport.abort()
    await asyncio.sleep(0.2)
    before = spoken_chars(server)
    await asyncio.sleep(0.3)
    assert spoken_chars(server) == before < len(BOOK)


async def test_client_that_never_reads_is_paused_and_others_go_on(server: Running):
    socket = await connect(server.url, max_queue=1)
    socket.transport.pause_reading()
    await say(socket, " ", BOOK, "")
    await asyncio.sleep(1.0)
    before = spoken_chars(server)
    await asyncio.sleep(0.5)
    assert spoken_chars(server) == before, "its work goes on"
    assert before < len(BOOK) / 2, "its audio is not bounded"
    assert (await speak(server.url, "Hello there.")).chars == "Hello there."
    socket.transport.resume_reading()
    heard = await hear(socket)
    assert heard.chars == BOOK, "what was accepted is lost"
    assert heard.code == 1000
    assert len(BOOK) / 10 > MAX_UNSENT_S


async def test_sessions_leave_nothing_behind(server: Running):
    def handlers() -> int:
        gc.collect()
        return sum(type(thing) is Handler for thing in gc.get_objects())

    for _ in range(10):
        await speak(server.url, "Hello there.")
        socket = await connect(server.url)
        await say(socket, " ", "Some text that goes nowhere")
        socket.transport.abort()
    await asyncio.sleep(0.3)
    assert handlers() == 0


async def test_stopping_server_finishes_what_it_accepted_and_closes_with_1012(server: Running):
    async with connect(server.url) as socket:
        await say(socket, " ", "Half a sentence with no end")
        first = decode_server(await socket.recv(decode=True))
        server.stop.set()
        heard = await hear(socket)
    assert "".join(first.alignment.chars) + heard.chars == "Half a sentence with no end"
    assert heard.code == 1012


async def test_stopping_server_refuses_new_connections(server: Running):
    async with connect(server.url) as socket:
        await say(socket, " ", "Hello there")
        server.stop.set()
        await asyncio.sleep(0.05)
        with pytest.raises(OSError):  # noqa: PT011 - refused or reset, as the system likes
            await connect(server.url)
        await hear(socket)


async def test_stopping_server_does_not_wait_for_a_stuck_engine_or_client(server: Running):
    assert isinstance(server.engine, ToneEngine)
    server.engine.halting.add("halt")
    async with connect(server.url) as socket:
        await say(socket, " ", "halt", "")
        await asyncio.to_thread(server.engine.halted.wait, 5)
        loop = asyncio.get_running_loop()
        started_s = loop.time()
        server.stop.set()
        heard = await hear(socket)
        assert heard.code == 1012
        assert 4.5 < loop.time() - started_s < 7
        server.engine.released.set()
