"""Clients that no server wishes for: they vanish, stall, flood, send rubbish, or never finish."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

_PARAGRAPH = "This is one of the sentences of a long book. " * 40
_PATHS = (
    "/stream",
    "/v1/text-to-speech/{voice}/stream-input?output_format=pcm_16000",
    "/v1/text-to-speech/{voice}/multi-stream-input?auto_mode=true&output_format=mp3_44100_64",
)

BadClient = Callable[[str, str, random.Random], Awaitable[None]]


async def vanish(host: str, voice: str, chance: random.Random) -> None:
    """Asks for much and is gone in the middle of it."""
    async with _socket(host, voice, chance) as socket:
        await _say(socket, _PARAGRAPH)
        for _ in range(chance.randrange(4)):
            await asyncio.wait_for(socket.recv(), 5)
        socket.transport.abort()


async def stall(host: str, voice: str, chance: random.Random) -> None:
    """Asks for much and does not read it."""
    async with _socket(host, voice, chance) as socket:
        socket.transport.pause_reading()
        for _ in range(5):
            await _say(socket, _PARAGRAPH)
        await asyncio.sleep(chance.uniform(1, 5))
        socket.transport.abort()


async def flood(host: str, voice: str, chance: random.Random) -> None:
    """Sends messages as fast as it can, most of them for nothing."""
    async with _socket(host, voice, chance) as socket:
        for i in range(3000):
            await socket.send(json.dumps({"text": "a", "flush": i % 3 == 0, "context_id": "c"}))
        socket.transport.abort()


async def rubbish(host: str, voice: str, chance: random.Random) -> None:
    """Sends frames that are no messages."""
    async with _socket(host, voice, chance) as socket:
        frames: list[str | bytes] = ["{", "[]", '{"text": 7}', "\0" * 1000, chance.randbytes(100)]
        for _ in range(50):
            await socket.send(chance.choice(frames))


async def mumble(host: str, voice: str, chance: random.Random) -> None:
    """Speaks no protocol at all, or begins one and does not go on."""
    begun = [b"\x16\x03\x01", b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n{", b"GET /str", b""]
    name, port = urlsplit(host).hostname, urlsplit(host).port
    _, writer = await asyncio.open_connection(name, port)
    writer.write(chance.choice([*begun, chance.randbytes(2000)]))
    await asyncio.sleep(chance.uniform(0, 3))
    writer.transport.abort()


ALL: tuple[BadClient, ...] = (vanish, stall, flood, rubbish, mumble)


async def misbehave(host: str, voice: str, chance: random.Random) -> None:
    """One bad client after another, until cancelled."""
    while True:
        client = chance.choice(ALL)
        with suppress(ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
            await client(host, voice, chance)
        await asyncio.sleep(chance.uniform(0, 0.2))


def _socket(host: str, voice: str, chance: random.Random) -> connect:
    return connect(host + chance.choice(_PATHS).format(voice=voice), max_queue=2, open_timeout=5)


async def _say(socket: ClientConnection, text: str) -> None:
    for message in ({"text": " "}, {"text": text, "flush": True, "context_id": "c"}):
        await socket.send(json.dumps(message))
