"""One connection: frames and time go into its Session, and what that answers is done."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from dataclasses import asdict

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from core.errors import BadInput
from engines.base import Voice
from engines.worker import Failed, Job, Result, Spoken, Worker
from wire.messages import AudioMessage, ErrorMessage, ServerMessage, decode_client, encode_server
from wire.session import Action, Close, CloseCode, Send, Session, Speak

log = logging.getLogger(__name__)


class Handler:
    """One connection: it moves frames and time into the session, and does what that answers."""

    def __init__(
        self, socket: ServerConnection, worker: Worker, voice: Voice, speed: float, timings: bool
    ) -> None:
        self._socket = socket
        self._worker = worker
        self._voice = voice
        self._speed = speed
        self._timings = timings
        self._session = Session()
        self._loop = asyncio.get_running_loop()
        self._outgoing: asyncio.Queue[ServerMessage | Close] = asyncio.Queue()
        self._progress = asyncio.Event()
        self._job: Job | None = None
        self._timer: asyncio.TimerHandle | None = None

    async def run(self) -> None:
        """Serve the connection until either side closes it."""
        try:
            async with asyncio.TaskGroup() as tasks:
                writer = tasks.create_task(self._write())
                await self._read()
                writer.cancel()
        finally:
            self._session.abandon()
            if self._job:
                self._job.cancel()
            if self._timer:
                self._timer.cancel()

    def drain(self) -> None:
        """Speak what was accepted, then close: the server goes away."""
        self._act(self._session.drain(self._loop.time()))

    async def _read(self) -> None:
        while True:
            try:
                frame = await self._socket.recv()
            except ConnectionClosed:
                return
            if isinstance(frame, bytes):
                error = ErrorMessage("binary_frame", "Send text frames of JSON, not binary ones.")
                self._act(self._session.reject(error, CloseCode.UNSUPPORTED_DATA))
                continue
            try:
                message = decode_client(frame)
            except BadInput as bad:
                self._act(self._session.reject(ErrorMessage(bad.code, bad.message)))
                continue
            self._act(self._session.receive(message, self._loop.time()))
            while self._session.backlogged:
                self._progress.clear()
                await self._progress.wait()

    async def _write(self) -> None:
        while True:
            item = await self._outgoing.get()
            try:
                if isinstance(item, Close):
                    await self._socket.close(item.code, item.reason)
                    return
                await self._socket.send(encode_server(item, self._timings))
            except ConnectionClosed:
                return
            self._log(item)
            self._act(self._session.sent(item, self._loop.time()))

    def _act(self, actions: Iterable[Action]) -> None:
        """Do what the session asked for, and wake it when it wants to be woken."""
        for action in actions:
            match action:
                case Speak(utterance, deadline_s):
                    self._job = Job(utterance, self._voice, self._speed, deadline_s, self._deliver)
                    self._worker.submit(self._job)
                case Send(message):
                    self._outgoing.put_nowait(message)
                case Close():
                    self._outgoing.put_nowait(action)
        self._progress.set()
        if self._timer:
            self._timer.cancel()
        wake_s = self._session.wake_s(self._loop.time())
        self._timer = self._loop.call_at(wake_s, self._tick) if wake_s is not None else None

    def _tick(self) -> None:
        self._act(self._session.tick(self._loop.time()))

    def _deliver(self, result: Result) -> None:
        """Hand a result from the inference thread to the event loop: one wake-up for each."""
        self._loop.call_soon_threadsafe(self._receive, result)

    def _receive(self, result: Result) -> None:
        """A result of the inference thread, on the event loop."""
        match result:
            case Spoken(speech, queue_s):
                try:
                    actions = self._session.spoken(speech, queue_s, self._loop.time())
                except Exception:
                    log.exception("speech could not be encoded")
                    actions = self._session.failed("its speech could not be encoded")
            case Failed(reason):
                actions = self._session.failed(reason)
        self._act(actions)

    def _log(self, message: ServerMessage) -> None:
        """One line an utterance: where its time went."""
        if isinstance(message, AudioMessage) and message.timings:
            stages = asdict(message.timings).items()
            times = " ".join(f"{stage}={value}" for stage, value in stages)
            log.info("%s utterance %s", self._socket.id.hex[:8], times)
