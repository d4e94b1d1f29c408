"""ElevenLabs' sockets over real ones: what takes an engine, a queue and a network."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.fakes import ToneEngine
from tests.serving.running import Running, running, until

MULTI = "/v1/text-to-speech/tone/multi-stream-input?output_format=pcm_24000&auto_mode=true"
SINGLE = "/v1/text-to-speech/tone/stream-input?output_format=pcm_24000"


@pytest.fixture
async def server() -> AsyncIterator[Running]:
    async with running(ToneEngine()) as server:
        yield server


def socket_at(server: Running, path: str) -> connect:
    return connect(f"ws://127.0.0.1:{server.port}{path}")


async def send(socket: ClientConnection, **fields: Any) -> None:
    await socket.send(json.dumps(fields))


async def receive(socket: ClientConnection) -> dict[str, Any]:
    frame: dict[str, Any] = json.loads(await asyncio.wait_for(socket.recv(), 5))
    return frame


async def test_interruption_takes_back_what_waits_for_the_engine(server: Running):
    engine = server.engine
    assert isinstance(engine, ToneEngine)
    engine.halting.add("halt. ")
    async with socket_at(server, MULTI) as socket:
        await send(socket, text="halt.", context_id="c1")
        await asyncio.to_thread(engine.halted.wait, 5)
        await send(socket, text="Nobody hears this.", context_id="c2")
        await until(lambda: server.service.turns.waiting == 2)
        for context in ("c1", "c2"):
            await send(socket, context_id=context, close_context=True)
        finals = [await receive(socket), await receive(socket)]
        assert [frame["contextId"] for frame in finals] == ["c1", "c2"]
        assert all(frame["isFinal"] for frame in finals)
        assert server.service.turns.waiting == 1, "what the engine is at"
        engine.released.set()
        await until(lambda: server.service.turns.waiting == 0)
        await send(socket, text="Again.", context_id="c1", flush=True)
        frame = await receive(socket)
        assert "".join(frame["alignment"]["chars"]) == "Again. "
    assert [text for text, _, _ in engine.spoken] == ["halt. ", "Again. "]


async def test_stopping_server_finishes_contexts_and_closes_with_1012(server: Running):
    async with socket_at(server, MULTI) as socket:
        await send(socket, text="Half a sentence with no end", context_id="c1")
        frames = [await receive(socket)]
        server.stop.set()
        with suppress(ConnectionClosed):
            while True:
                frames.append(await receive(socket))
    chars = [char for f in frames if f["alignment"] for char in f["alignment"]["chars"]]
    assert "".join(chars) == "Half a sentence with no end"
    assert frames[-1]["isFinal"] is True
    assert socket.close_code == 1012


async def test_speed_reaches_the_engine(server: Running):
    async with socket_at(server, SINGLE) as socket:
        await send(socket, text=" ", voice_settings={"speed": 1.2})
        await send(socket, text="Hello there.")
        await send(socket, text="")
        await receive(socket)
    assert isinstance(server.engine, ToneEngine)
    assert server.engine.spoken[0][1:] == ("tone", 1.2)


async def test_voice_in_the_path_is_percent_decoded(server: Running):
    async with socket_at(server, SINGLE.replace("tone", "t%6Fne")) as socket:
        await send(socket, text="Hello there.", flush=True)
        assert (await receive(socket))["audio"]
