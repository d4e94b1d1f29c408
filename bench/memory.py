"""What the server takes: seconds until it is ready, and memory before, while and after it speaks.

python -m bench.memory [server's arguments, such as --model-dir DIR]

Memory is resident, as /metrics tells it; the peak is the kernel's. On Linux only.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from urllib.request import urlopen

from bench.own_server import own_server
from bench.soak import RESIDENT
from client.measure import measure_many

_CLIENTS = 8


def resident_mib(url: str) -> float:
    """Memory of the server whose stream is at `url`."""
    host = url.replace("ws:", "http:").removesuffix("/stream")
    with urlopen(f"{host}/metrics") as answer:
        found = RESIDENT.search(answer.read().decode())
    assert found is not None  # the server exports it
    return float(found[1]) / 2**20


def main() -> None:
    """Start a server, let it speak paragraphs to many at once, and end it."""
    begun_s = time.perf_counter()
    with own_server(*sys.argv[1:]) as url:
        print(f"ready after {time.perf_counter() - begun_s:.1f} s, {resident_mib(url):.0f} MiB")
        asyncio.run(measure_many(url, None, "paragraph", _CLIENTS, 1, lambda: None))
        after_mib = resident_mib(url)
    # Of the largest child that has ended. It counts from the size of this process, a small one.
    peak_mib = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**10
    print(f"{_CLIENTS} paragraphs at once: {peak_mib:.0f} MiB at the peak, {after_mib:.0f} after")


if __name__ == "__main__":
    main()
