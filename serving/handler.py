"""One WebSocket: frames go into its conversation, and what that answers is sent."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import asdict

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from serving.speaker import Speaker
from wire.actions import Close, Send
from wire.conversation import Conversation
from wire.messages import AudioMessage

log = logging.getLogger(__name__)


class Handler:
    """Moves frames between a socket and its conversation."""

    def __init__(
        self,
        socket: ServerConnection,
        conversation: Conversation,
        speaker: Speaker,
        slow_reader_s: float,
    ) -> None:
        self._socket = socket
        self._conversation = conversation
        self._speaker = speaker
        self._slow_reader_s = slow_reader_s
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
            self._speaker.act(self._conversation.receive(frame, self._loop.time()))

    async def _write(self) -> None:
        while True:
            item = await self._speaker.outgoing.get()
            try:
                if isinstance(item, Close):
                    await self._socket.close(item.code, item.reason)
                    return
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

    def _log(self, send: Send) -> None:
        """One line an utterance: where its time went."""
        if isinstance(send.message, AudioMessage) and send.message.timings:
            stages = asdict(send.message.timings).items()
            times = " ".join(f"{stage}={value}" for stage, value in stages)
            log.info("%s utterance %s", self._socket.id.hex[:8], times)
