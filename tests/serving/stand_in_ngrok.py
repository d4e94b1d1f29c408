"""Stands in for ngrok's program: its log lines, its local API, and a real way to the server.

Called as pyngrok calls ngrok. The public address leads to a forwarder on loopback, so that a
client can connect through it. `STAND_IN_NGROK` chooses what goes wrong: `token`, `network`, `http`.
"""

import asyncio
import json
import os
import sys
from urllib.parse import urlsplit

FAULT = os.environ.get("STAND_IN_NGROK", "")
FAULTS = {
    "token": "authentication failed: no such token ERR_NGROK_107",
    "network": "failed to fetch CRL. dial tcp: lookup crl.ngrok-agent.com: no such host",
}


def log(level: str, message: str, **fields: str) -> None:
    more = "".join(f' {name}="{value}"' for name, value in fields.items())
    print(f't=2026-01-01T00:00:00Z lvl={level} msg="{message}"{more}', flush=True)


async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def open_tunnel(upstream: str) -> str:
    """A port that leads to `upstream`; its address as ngrok would name it."""
    to = urlsplit(upstream)

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await asyncio.open_connection(to.hostname, to.port)
        await asyncio.gather(forward(reader, there[1]), forward(there[0], writer))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    return f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def api(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """`GET /api/endpoints` and `POST /api/endpoints`, as the agent's API has them."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    status, answer = 200, {"endpoints": []}
    if head.startswith("post"):
        length = int(head.partition("content-length:")[2].split()[0])
        asked = json.loads(await reader.readexactly(length))
        url = await open_tunnel(asked["upstream"]["url"])
        status, answer = 201, {"name": asked["name"], "url": url}
        if FAULT == "http":
            status, answer = 502, {"msg": "failed to start tunnel"}
    body = json.dumps(answer).encode()
    writer.write(f"HTTP/1.1 {status} -\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    await writer.drain()
    writer.close()


async def main() -> None:
    assert sys.argv[1:5] == ["start", "--none", "--log", "stdout"]
    if FAULT in FAULTS:
        log("eror", "failed to reconnect session", err=FAULTS[FAULT])
        sys.exit(1)
    server = await asyncio.start_server(api, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    log("info", "starting web service", obj="web", addr=f"{host}:{port}")
    log("info", "tunnel session started", obj="tunnels.session")
    log("info", "client session established", obj="csess")
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
