"""A server in the test's own event loop, on a port of its own, and a client's view of it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from ssl import SSLContext

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from engines.base import Engine
from engines.worker import Worker
from serving.keys import Keyring
from serving.limits import Limits
from serving.listener import Listener
from serving.origins import Origins
from serving.service import Service
from serving.turns import Turns
from wire.messages import (
    AudioMessage,
    ErrorMessage,
    TextMessage,
    decode_server,
    encode_client,
)


class Running:
    """A server that serves; `stop` ends it as a signal would."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.stop = asyncio.Event()
        self._port: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.port = 0
        self.service: Service

    def ready(self, host: str, port: int) -> None:
        self._port.set_result(port)

    async def wait(self) -> None:
        self.port = await self._port

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/stream"


@asynccontextmanager
async def running(
    engine: Engine,
    keyring: Keyring | None = None,
    limits: Limits | None = None,
    origins: frozenset[str] = frozenset(),
    tls: SSLContext | None = None,
) -> AsyncIterator[Running]:
    worker = Worker(engine)
    worker.start()
    server = Running(engine)
    service = Service(
        engine,
        Turns(worker),
        engine.voices[0],
        keyring=keyring or Keyring(),
        limits=limits or Limits(),
        origins=Origins(origins, is_private=not keyring),
    )
    server.service = service
    listener = Listener(service, tls)
    serving = asyncio.create_task(listener.run("127.0.0.1", 0, server.stop, server.ready))
    try:
        await server.wait()
        yield server
        server.stop.set()
        await asyncio.wait_for(serving, 20)
    finally:
        serving.cancel()
        worker.stop()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what a server does after a client has gone."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - the server does not tell its clients
            await asyncio.sleep(0.02)


@dataclass
class Heard:
    """All that a server sent until it closed."""

    audio: list[AudioMessage] = field(default_factory=list)
    errors: list[ErrorMessage] = field(default_factory=list)
    code: int | None = None

    @property
    def chars(self) -> str:
        return "".join(char for message in self.audio for char in message.alignment.chars)

    @property
    def pcm(self) -> bytes:
        return b"".join(message.pcm for message in self.audio)


async def hear(socket: ClientConnection) -> Heard:
    heard = Heard()
    try:
        async with asyncio.timeout(30):
            while True:
                match decode_server(await socket.recv(decode=True)):
                    case AudioMessage() as message:
                        heard.audio.append(message)
                    case ErrorMessage() as error:
                        heard.errors.append(error)
    except ConnectionClosed as closed:
        heard.code = closed.rcvd.code if closed.rcvd else None
    return heard


async def say(socket: ClientConnection, *texts: str) -> None:
    for text in texts:
        await socket.send(encode_client(TextMessage(text)))


async def speak(url: str, *texts: str) -> Heard:
    """A whole stream: open, send `texts`, end, hear all."""
    async with connect(url) as socket:
        with suppress(ConnectionClosed):  # a server that refuses closes before all is sent
            await say(socket, " ", *texts, "")
        return await hear(socket)
