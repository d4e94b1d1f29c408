"""What every dialect offers to whoever moves frames, speech and time: see serving/."""

from __future__ import annotations

from typing import Protocol

from core.types import Speech
from wire.actions import Action, Send


class Conversation(Protocol):
    """One connection's side of a dialect, without IO. Owned by the event loop.

    Every call but `encode` answers with what the caller has to do. A conversation has one stream
    of text or several; each has a number, which comes with all that is asked for it.
    """

    def receive(self, frame: str | bytes, now_s: float) -> list[Action]:
        """A frame of the client arrived."""

    def turn(self, stream: int, now_s: float) -> list[Action]:
        """The engine is free for what `stream` asked: Speak, unless more text is worth waiting for.

        It asks again when something has changed.
        """

    def spoken(self, stream: int, speech: Speech, now_s: float) -> list[Action]:
        """The engine delivered a piece of what `stream` had asked for."""

    def failed(self, stream: int, now_s: float) -> list[Action]:
        """The engine could not speak what `stream` had asked for."""

    def encode(self, send: Send) -> list[str]:
        """The frames that say `send`; in the order of sending, each message once."""

    def sent(self, send: Send, now_s: float) -> list[Action]:
        """`send` is through: the client, or the network before it, has room again."""

    def tick(self, now_s: float) -> list[Action]:
        """Time went by; see `wake_s`."""

    def wake_s(self, now_s: float) -> float | None:
        """When to call `tick` if nothing else happens until then."""

    def drain(self, now_s: float) -> list[Action]:
        """The server goes away: speak what was accepted, then close."""

    def abandon(self) -> None:
        """The client is gone: what still comes from the engine is for nobody."""
