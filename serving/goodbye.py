"""How long a connection may take to end, and what happens then."""

from __future__ import annotations

import asyncio

from websockets.asyncio.server import ServerConnection

LAST_WORD_S = 1.0
"""For who is not to stay: a stranger, and everybody once a stopping server's grace is over."""
PATIENCE_S = 90.0
"""For answers to our pings and our close. A client that plays in real time reads either only after
the audio before it, and the network's buffers hold up to a minute of that."""


async def hang_up(socket: ServerConnection, code: int, reason: str, patience_s: float) -> None:
    """Close `socket`, and drop it if its client has not answered after `patience_s`.

    Somebody must read the socket meanwhile: the answer comes after all that the client had sent.
    """
    try:
        async with asyncio.timeout(patience_s):
            await socket.close(code, reason)
    except TimeoutError:
        socket.transport.abort()
