"""The end of a server: what it accepted is spoken, and nobody can hold it up."""

import asyncio
import logging
from threading import Timer

import pytest
from websockets.asyncio.client import connect

from serving import listener
from tests.fakes import ToneEngine
from tests.serving.raw import frame, handshaken, until_dropped
from tests.serving.running import hear, running, say


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "GRACE_S", 0.4)
    monkeypatch.setattr(listener, "LAST_WORD_S", 0.4)


@pytest.mark.usefixtures("quick")
async def test_clients_that_answer_no_close_do_not_hold_a_stopping_server_up(
    caplog: pytest.LogCaptureFixture,
):
    engine = ToneEngine()
    engine.halting.add("halt")
    async with running(engine) as server:
        idle = [await handshaken(server) for _ in range(3)]  # their close comes at once
        busy = [await handshaken(server) for _ in range(5)]  # theirs after the grace
        for _, writer in busy:
            writer.write(frame('{"text": "halt", "flush": true}'))
        silent = await asyncio.open_connection("127.0.0.1", server.port)
        slow = await asyncio.open_connection("127.0.0.1", server.port)
        slow[1].write(b"GET /stream HTTP/1.1\r\nHost: x\r\n")
        asking = await asyncio.open_connection("127.0.0.1", server.port)
        asking[1].write(b"POST /v1/audio/speech HTTP/1.1\r\nHost: x\r\nContent-Length: 17\r\n\r\n")
        asking[1].write(b'{"input": "halt"}')
        await asyncio.to_thread(engine.halted.wait, 5)
        await asyncio.sleep(0.1)
        started_s = asyncio.get_running_loop().time()
        Timer(1.5, engine.released.set).start()
    assert asyncio.get_running_loop().time() - started_s < 2.5
    for reader, writer in (*idle, *busy, silent, slow, asking):
        await until_dropped(reader)
        writer.close()
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


async def test_stream_that_its_client_ended_closes_normally_when_the_server_stops():
    engine = ToneEngine()
    engine.halting.add("halt")
    async with running(engine) as server, connect(server.url) as socket:
        await say(socket, " ", "halt", "")
        await asyncio.to_thread(engine.halted.wait, 5)
        server.stop.set()
        await asyncio.sleep(0.1)
        engine.released.set()
        heard = await hear(socket)
        assert (heard.chars, heard.code) == ("halt", 1000)
