"""A client's side of the stream: text goes out while audio comes in."""

from __future__ import annotations

import asyncio
import codecs
import os
import re
import sys
import threading
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlencode, urlsplit, urlunsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidURI

from core.errors import BadInput
from wire.messages import (
    AudioMessage,
    ErrorMessage,
    TextMessage,
    decode_server,
    encode_client,
)

DEFAULT_URL = "ws://127.0.0.1:8765/stream"
CHUNKINGS = ("chars", "words", "sentences", "all")
_PIECES = {
    "chars": re.compile(r".", re.DOTALL),
    "words": re.compile(r"\s*\S+|\s+"),
    "sentences": re.compile(r".+?(?:[.!?…]+(?=\s)|\Z)", re.DOTALL),
    "all": re.compile(r".+", re.DOTALL),
}


class StreamFailed(Exception):
    """The server cannot be reached, refused, or went away before all audio had arrived."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An audio message and when it came, by `perf_counter`."""

    message: AudioMessage
    at_s: float


def split(text: str, chunking: str) -> Iterator[str]:
    """Cut `text` as `chunking` (one of CHUNKINGS) says; joined, the pieces are `text`."""
    return (found[0] for found in _PIECES[chunking].finditer(text))


async def paced(
    texts: AsyncIterable[str], chunking: str, words_per_s: float | None
) -> AsyncIterator[str]:
    """The pieces of `texts`, each no sooner than a typist of `words_per_s` would have it."""
    started = perf_counter()
    words = 0
    async for text in texts:
        for piece in split(text, chunking):
            if words_per_s:
                await asyncio.sleep(started + words / words_per_s - perf_counter())
                words += len(re.findall(r"\s+", piece))
            yield piece


async def given(text: str) -> AsyncIterator[str]:
    """`text`, there from the start."""
    if text:
        yield text


async def standard_input() -> AsyncIterator[str]:
    """Standard input as it comes, decoded as UTF-8: a pipe, a file or a terminal."""
    loop = asyncio.get_running_loop()
    arrived: asyncio.Queue[bytes] = asyncio.Queue()

    def read() -> None:
        while data := os.read(sys.stdin.fileno(), 4096):
            loop.call_soon_threadsafe(arrived.put_nowait, data)
        loop.call_soon_threadsafe(arrived.put_nowait, b"")

    # A daemon: a read that waits for a terminal must not keep the program from ending.
    threading.Thread(target=read, daemon=True).start()
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    while data := await arrived.get():
        if text := decoder.decode(data):
            yield text
    if text := decoder.decode(b"", final=True):
        yield text


def address(url: str, voice: str | None, speed: float | None, timings: bool = False) -> str:
    """`url` with the stream's settings in its query."""
    settings = {"voice": voice, "speed": speed, "timings": 1 if timings else None}
    query = urlencode({name: value for name, value in settings.items() if value is not None})
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, query)))))


class Link:
    """One stream: open it as an async context manager, then iterate `arrivals`.

    Attributes:
        sent_text: all text sent so far.
        first_sent_s: when the first of it went out, by `perf_counter`.
    """

    def __init__(self, url: str, api_key: str | None = None) -> None:
        self._url = url
        self._headers = {"xi-api-key": api_key} if api_key else {}
        self.sent_text = ""
        self.first_sent_s: float | None = None
        self._source_error: Exception | None = None

    async def arrivals(self, pieces: AsyncIterable[str]) -> AsyncIterator[Arrival]:
        """Send `pieces` and the end of the text; yield audio as it comes, until the server closes.

        Raises:
            StreamFailed: no connection, an error from the server, or audio missing at the end.
        """
        try:
            socket = await connect(
                self._url, additional_headers=self._headers, compression=None, max_size=None
            )
        except (OSError, InvalidHandshake, InvalidURI, TimeoutError) as error:
            raise StreamFailed(
                f"No server at {self._url} ({error}). Start one with: make serve"
            ) from error
        async with socket:
            sender = asyncio.create_task(self._send(socket, pieces))
            try:
                async for arrival in self._receive(socket):
                    yield arrival
            except StreamFailed:
                if self._source_error:
                    raise self._source_error from None
                raise
            finally:
                sender.cancel()

    async def _send(self, socket: ClientConnection, pieces: AsyncIterable[str]) -> None:
        try:
            await socket.send(encode_client(TextMessage(" ")))
            async for piece in pieces:
                if self.first_sent_s is None:
                    self.first_sent_s = perf_counter()
                self.sent_text += piece
                await socket.send(encode_client(TextMessage(piece)))
            await socket.send(encode_client(TextMessage("")))
        except ConnectionClosed:
            pass  # the receiving side knows why
        except Exception as error:
            self._source_error = error  # raised by the receiving side, which ends by the close
            await socket.close()

    async def _receive(self, socket: ClientConnection) -> AsyncIterator[Arrival]:
        heard: list[str] = []
        while True:
            try:
                frame = await socket.recv(decode=True)
            except ConnectionClosed as closed:
                self._check_complete(closed, "".join(heard))
                return
            at_s = perf_counter()
            try:
                message = decode_server(frame)
            except BadInput as bad:
                raise StreamFailed(bad.message) from bad
            if isinstance(message, ErrorMessage):
                raise StreamFailed(f"{message.message} ({message.code})")
            heard += message.alignment.chars
            yield Arrival(message, at_s)

    def _check_complete(self, closed: ConnectionClosed, heard: str) -> None:
        if closed.rcvd is None or closed.rcvd.code != 1000:
            reason = closed.rcvd.reason if closed.rcvd else "the connection broke"
            raise StreamFailed(f"The server closed before the end: {reason}.")
        if heard != self.sent_text:
            raise StreamFailed(
                f"Audio is missing: {len(self.sent_text)} characters sent, {len(heard)} spoken."
            )
