"""Good clients among bad ones: their audio must be whole and that of a quiet run, memory flat.

python -m bench.soak [--minutes 10] [--good 3] [--bad 8] [server's arguments]

It needs an engine that says the same in the same way again: Kokoro does, espeak-ng does not. Its
random export will do: python -m export --random-seed 0 --tiny --out models/tiny, and then
python -m bench.soak --model-dir models/tiny
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import hashlib
import json
import random
import re
import sys
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import urlsplit

from rich.console import Console
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosedOK

from bench.bad_clients import misbehave
from bench.own_server import own_server

TEXT = "Good morning. Thank you. How nice. Well done. Come in. Sit down. Good night. Sleep well. "
"""Sentences of two words: wherever the server may cut for speed, it cuts these alike."""

_ELEVEN = "/v1/text-to-speech/{voice}/stream-input?output_format=pcm_24000"
_POST = "/v1/text-to-speech/{voice}/stream?output_format=pcm_24000"
RESIDENT = re.compile(r"^process_resident_memory_bytes (\S+)$", re.MULTILINE)
"""The server's own word for its memory, in bytes; on Linux only."""
_WARM_UP = 0.2
"""Part of the run after which memory must not grow."""
_GROWTH = 0.10
"""How much it may, for what a heap does."""

GoodClient = Callable[[str, str], Awaitable[bytes]]


@dataclass(slots=True)
class Tally:
    """What the good clients saw."""

    whole: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    memory_mb: list[tuple[float, float]] = field(default_factory=list)

    @property
    def grew_by(self) -> float:
        """How much larger memory was in the last fifth of the run than in the second, as a part."""
        end_s = self.memory_mb[-1][0]
        warm = [mb for at, mb in self.memory_mb if _WARM_UP <= at / end_s <= 2 * _WARM_UP]
        last = [mb for at, mb in self.memory_mb if at / end_s >= 1 - _WARM_UP]
        return sum(last) / len(last) / (sum(warm) / len(warm)) - 1


async def own(host: str, voice: str) -> bytes:
    """The audio of TEXT over our own dialect."""
    return await _stream(f"{host}/stream?voice={voice}")


async def eleven(host: str, voice: str) -> bytes:
    """The audio of TEXT over ElevenLabs' WebSocket."""
    return await _stream(host + _ELEVEN.format(voice=voice))


async def post(host: str, voice: str) -> bytes:
    """The audio of TEXT over HTTP."""
    body = json.dumps({"text": TEXT}).encode()
    head = f"POST {_POST.format(voice=voice)} HTTP/1.0\r\nContent-Length: {len(body)}\r\n\r\n"
    return await _ask(host, head.encode() + body)


GOOD: dict[str, GoodClient] = {"own": own, "eleven": eleven, "post": post}


async def _stream(address: str) -> bytes:
    audio = [part async for part in _audio(address)]
    return b"".join(audio)


async def _audio(address: str) -> AsyncIterator[bytes]:
    async with connect(address) as socket:
        for text in (" ", TEXT, ""):
            await socket.send(json.dumps({"text": text}))
        try:
            while True:
                frame = json.loads(await asyncio.wait_for(socket.recv(), 60))
                yield base64.b64decode(frame.get("audio") or "")
        except ConnectionClosedOK:
            return


async def behave(host: str, voice: str, quiet: dict[str, str], tally: Tally) -> None:
    """One good session after another, until cancelled."""
    while True:
        for name, client in GOOD.items():
            try:
                heard = _digest(await client(host, voice))
            except Exception as error:
                tally.broken.append(f"{name}: {error!r}")
                continue
            if heard == quiet[name]:
                tally.whole[name] += 1
            else:
                tally.broken.append(f"{name}: other audio than in the quiet run")


async def watch_memory(host: str, tally: Tally) -> None:
    """Note the server's memory every second, until cancelled."""
    began_s = monotonic()
    while True:
        metrics = await _get(host, "/metrics")
        found = RESIDENT.search(metrics)
        assert found is not None  # the server exports it
        tally.memory_mb.append((monotonic() - began_s, float(found[1]) / 1e6))
        await asyncio.sleep(1)


async def soak(host: str, seconds: float, good: int, bad: int) -> Tally:
    """Run all clients for `seconds`."""
    health = json.loads(await _get(host, "/healthz"))
    voice = health["default_voice"]
    quiet = {name: _digest(await client(host, voice)) for name, client in GOOD.items()}
    tally = Tally()
    clients = [misbehave(host, voice, random.Random(seed)) for seed in range(bad)]
    clients += [behave(host, voice, quiet, tally) for _ in range(good)]
    tasks = [asyncio.create_task(client) for client in [*clients, watch_memory(host, tally)]]
    await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.FIRST_EXCEPTION)
    for task in tasks:
        task.cancel()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    tally.broken += [repr(e) for e in ended if not isinstance(e, asyncio.CancelledError)]
    return tally


def _digest(audio: bytes) -> str:
    return hashlib.sha256(audio).hexdigest()


async def _get(host: str, path: str) -> str:
    return (await _ask(host, f"GET {path} HTTP/1.1\r\nHost: soak\r\n\r\n".encode())).decode()


async def _ask(host: str, request: bytes) -> bytes:
    """The body of the answer to `request`, after which the server closes the connection."""
    url = urlsplit(host)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    try:
        writer.write(request)
        head, _, body = (await asyncio.wait_for(reader.read(), 60)).partition(b"\r\n\r\n")
        if b" 200 " not in head.partition(b"\r\n")[0]:
            raise ConnectionError(head.decode())
        return body
    finally:
        writer.transport.abort()


def main() -> int:
    """Exit status 1 if a good session was not whole, or memory grew."""
    parser = argparse.ArgumentParser(prog="bench.soak", description="See the module.")
    parser.add_argument("--minutes", type=float, default=10.0, help="how long")
    parser.add_argument("--good", type=int, default=3, help="good clients at once")
    parser.add_argument("--bad", type=int, default=8, help="bad clients at once")
    options, server_arguments = parser.parse_known_args()
    with own_server(*server_arguments) as url:
        host = url.removesuffix("/stream")
        run = soak(host, options.minutes * 60, options.good, options.bad)
        tally = asyncio.run(run)
    console = Console()
    memory = [mb for _, mb in tally.memory_mb]
    console.print(f"good sessions, whole and as in a quiet run: {dict(tally.whole)}")
    console.print(f"broken: {len(tally.broken)} {tally.broken[:5]}")
    console.print(f"memory: {memory[0]:.0f} MB at first, {memory[-1]:.0f} MB at last,", end=" ")
    console.print(f"{tally.grew_by:+.1%} from the second fifth of the run to the last")
    return 1 if tally.broken or tally.grew_by > _GROWTH or not tally.whole else 0


if __name__ == "__main__":
    sys.exit(main())
