"""A WebSocket client that does only what it is told: it answers no ping and no close."""

import asyncio

from tests.serving.running import Running

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


CLOSE = bytes([0x88, 0x80, 0, 0, 0, 0])
"""A client's close frame."""


async def handshaken(server: Running, target: str = "/stream", frames: bytes = b"") -> Streams:
    """A connection after its handshake, with which `frames` are sent at once."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(
        f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: Upgrade\r\n"
        "Upgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n".encode()
        + frames
    )
    assert b"101" in await reader.readuntil(b"\r\n\r\n")
    return reader, writer


def frame(text: str) -> bytes:
    """A short text frame, masked with zeros."""
    payload = text.encode()
    assert len(payload) < 126
    return bytes([0x81, 0x80 | len(payload), 0, 0, 0, 0]) + payload


async def until_dropped(reader: asyncio.StreamReader) -> bytes:
    """All that comes until the server ends the connection."""
    data = b""
    try:
        async with asyncio.timeout(20):
            while more := await reader.read(1 << 16):
                data += more
    except ConnectionError:
        pass
    return data
