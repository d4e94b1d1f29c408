"""What one client may take of this server, and who gets in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType

from core.errors import BadInput
from serving.keys import Keyring
from wire.messages import MAX_MESSAGE_BYTES
from wire.own import IDLE_S
from wire.session import MAX_PENDING_CHARS


@dataclass(frozen=True, slots=True)
class Limits:
    """Defaults suit one machine that serves some hundred voices at a time.

    Attributes:
        message_bytes: of a frame, or of the body of a request.
        pending_chars: text of one session that may wait to be spoken.
        sessions: connections that speak or may, in all.
        sessions_per_key: of one key's owner.
        queued: utterances that wait for the engine before new sessions are turned away.
        handshake_s: until a request has arrived whole.
        idle_s: silence of a client to whom everything was said.
        slow_reader_s: until a client takes a frame. Much audio fits into the network's buffers,
            and who plays in real time reads on only when it is played.
    """

    message_bytes: int = MAX_MESSAGE_BYTES
    pending_chars: int = MAX_PENDING_CHARS
    sessions: int = 512
    sessions_per_key: int = 256
    queued: int = 256
    handshake_s: float = 10.0
    idle_s: float = IDLE_S
    slow_reader_s: float = 90.0


class Admission:
    """Lets clients in by their keys, and counts who is in. Owned by the event loop."""

    def __init__(self, keyring: Keyring, limits: Limits, queued: Callable[[], int]) -> None:
        self._keyring = keyring
        self._limits = limits
        self._queued = queued
        self._inside: Counter[str] = Counter()

    @property
    def asks_for_keys(self) -> bool:
        """Whether a client needs a key."""
        return bool(self._keyring)

    @property
    def sessions(self) -> int:
        """How many are in."""
        return self._inside.total()

    def check_key(self, key: str | None) -> None:
        """Raises BadInput unless `key` lets in (`invalid_api_key`)."""
        self._keyring.owner(key)

    def visit(self) -> Visit:
        """A visit that has yet to enter; it leaves at the end of its `with`."""
        return Visit(self)

    def enter(self, key: str | None) -> str:
        """Count a session of the owner of `key`, whose name it returns.

        Raises:
            BadInput: `invalid_api_key`, `too_many_sessions` or `system_busy`.
        """
        owner = self._keyring.owner(key)
        if self.sessions >= self._limits.sessions:
            raise BadInput("too_many_sessions", "The server is full. Try again later.")
        if self._inside[owner] >= self._limits.sessions_per_key:
            raise BadInput(
                "too_many_sessions",
                f"Your key has {self._limits.sessions_per_key} sessions already; close one first.",
            )
        if self._queued() >= self._limits.queued:
            raise BadInput("system_busy", "Too much waits to be spoken. Try again later.")
        self._inside[owner] += 1
        return owner

    def leave(self, owner: str) -> None:
        """Count one less."""
        self._inside[owner] -= 1
        if not self._inside[owner]:
            del self._inside[owner]


class Visit:
    """One connection's place.

    Attributes:
        owner: whose key let it in; None before.
    """

    def __init__(self, admission: Admission) -> None:
        self._admission = admission
        self.owner: str | None = None

    def __enter__(self) -> Visit:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.owner is not None:
            self._admission.leave(self.owner)

    def enter(self, key: str | None) -> None:
        """See Admission.enter."""
        self.owner = self._admission.enter(key)
