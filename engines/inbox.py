"""The queue into the inference thread."""

from __future__ import annotations

from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Inbox(Generic[Item]):
    """A queue that many threads fill and one empties, without polling or a lock of our own.

    `SimpleQueue` is written in C: putting never blocks, and an idle reader sleeps in the kernel
    until something comes.
    """

    def __init__(self) -> None:
        self._queue: SimpleQueue[Item] = SimpleQueue()

    def put(self, item: Item) -> None:
        """Add `item` and wake the reader. Callable from any thread."""
        self._queue.put(item)

    def take_all(self, wait: bool) -> list[Item]:
        """All that is there, oldest first; with `wait`, sleeps until there is something."""
        items = [self._queue.get()] if wait else []
        try:
            while True:
                items.append(self._queue.get_nowait())
        except Empty:
            return items
