"""One WebSocket: frames go into its conversation, and what that answers is sent."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from serving.goodbye import LAST_WORD_S, PATIENCE_S, hang_up
from serving.limits import Visit
from serving.speaker import Speaker
from wire.actions import Close, Send
from wire.conversation import Conversation
from wire.messages import AudioMessage

log = logging.getLogger(__name__)

MOST_WAITING = 256
"""Messages that wait for a client before nothing more is read of it. Fewer: the audio of a few
contexts would do it, and an interruption be read late. More: memory for who never reads."""


class Handler:
    """Moves frames between a socket and its conversation."""

    def __init__(
        self,
        socket: ServerConnection,
        conversation: Conversation,
        speaker: Speaker,
        visit: Visit,
        slow_reader_s: float,
    ) -> None:
        self._socket = socket
        self._conversation = conversation
        self._speaker = speaker
        self._visit = visit
        self._slow_reader_s = slow_reader_s
        self._has_room = asyncio.Event()
        self._is_closing = False
        self._loop = asyncio.get_running_loop()

    async def run(self) -> None:
        """Serve the connection until either side closes it."""
        try:
            async with asyncio.TaskGroup() as tasks:
                writer = tasks.create_task(self._write())
                await self._read()
                writer.cancel()
        finally:
            self._speaker.close()

    def drain(self) -> None:
        """Speak what was accepted, then close: the server goes away."""
        self._speaker.act(self._conversation.drain(self._loop.time()))

    async def _read(self) -> None:
        while True:
            try:
                frame = await self._socket.recv()
            except ConnectionClosed:
                return
            if self._is_closing:
                continue  # it may answer our close after much else
            self._speaker.act(self._conversation.receive(frame, self._loop.time()))
            if self._speaker.outgoing.qsize() > MOST_WAITING:
                self._has_room.clear()
                await self._has_room.wait()

    async def _write(self) -> None:
        try:
            await self._write_all()
        finally:
            self._is_closing = True
            self._has_room.set()

    async def _write_all(self) -> None:
        while True:
            item = await self._speaker.outgoing.get()
            if isinstance(item, Close):
                await self._close(item)
                return
            try:
                for frame in self._conversation.encode(item):
                    async with asyncio.timeout(self._slow_reader_s):
                        await self._socket.send(frame)
            except ConnectionClosed:
                return
            except TimeoutError:
                log.warning("%s reads too slowly: dropped", self._socket.id.hex[:8])
                self._socket.transport.abort()
                return
            self._log(item)
            self._speaker.sent(item)
            if self._speaker.outgoing.qsize() <= MOST_WAITING:
                self._has_room.set()

    async def _close(self, close: Close) -> None:
        self._is_closing = True
        self._has_room.set()
        patience_s = LAST_WORD_S if self._visit.owner is None else PATIENCE_S
        await hang_up(self._socket, close.code, close.reason, patience_s)

    def _log(self, send: Send) -> None:
        """One line an utterance: where its time went."""
        if isinstance(send.message, AudioMessage) and send.message.timings:
            stages = asdict(send.message.timings).items()
            times = " ".join(f"{stage}={value}" for stage, value in stages)
            log.info("%s utterance %s", self._socket.id.hex[:8], times)
