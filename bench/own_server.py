"""A server of this project in a process of its own, for as long as a benchmark needs it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent


@contextmanager
def own_server(*arguments: str) -> Iterator[str]:
    """Start `server.py` with `arguments` on a free port; yields its address.

    Raises:
        RuntimeError: it did not start; its own message is on the standard error output.
    """
    command = [sys.executable, "server.py", "--port", "0", "--log-level", "warning", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None  # a pipe was asked for
            ready, _, url = process.stdout.readline().strip().partition(" ")
            if ready != "Ready:":
                raise RuntimeError("the server did not start")
            yield url
        finally:
            process.terminate()
