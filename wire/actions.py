"""What a conversation asks its caller to do, and the codes that connections close with."""

from __future__ import annotations

from dataclasses import dataclass

from core.types import Utterance
from wire.messages import AudioMessage, ErrorMessage, FinalMessage


class CloseCode:
    """Codes of RFC 6455 (section 7.4.1) and its registry that the server closes with."""

    NORMAL = 1000
    UNSUPPORTED_DATA = 1003
    POLICY_VIOLATION = 1008
    MESSAGE_TOO_BIG = 1009
    INTERNAL_ERROR = 1011
    SERVICE_RESTART = 1012
    TRY_AGAIN_LATER = 1013


_CLOSE_CODES = {
    "binary_frame": CloseCode.UNSUPPORTED_DATA,
    "engine_failure": CloseCode.INTERNAL_ERROR,
    "too_much_text": CloseCode.MESSAGE_TOO_BIG,
    "too_many_sessions": CloseCode.TRY_AGAIN_LATER,
    "system_busy": CloseCode.TRY_AGAIN_LATER,
}


def close_code(error: str) -> int:
    """The code that a connection closes with after the error `error`."""
    return _CLOSE_CODES.get(error, CloseCode.POLICY_VIOLATION)


@dataclass(frozen=True, slots=True)
class Ask:
    """Session `stream` has text: give it a `turn` when the engine is free.

    Its client runs out of audio at `deadline_s`; the time of asking where it has none.
    """

    deadline_s: float
    stream: int


@dataclass(frozen=True, slots=True)
class Speak:
    """Hand `utterance` to the engine: what session `stream` makes of its turn.

    It had asked at `asked_s`, to be heard by `deadline_s`; `speed` is the speaking rate.
    """

    utterance: Utterance
    asked_s: float
    deadline_s: float
    speed: float
    stream: int


@dataclass(frozen=True, slots=True)
class Send:
    """Send `message` of session `stream`, then tell it with `sent`."""

    message: AudioMessage | ErrorMessage | FinalMessage
    stream: int


@dataclass(frozen=True, slots=True)
class Cancel:
    """Nobody wants any more of session `stream`: drop what the engine has of it."""

    stream: int


@dataclass(frozen=True, slots=True)
class Close:
    """Close once all that was sent is through."""

    code: int
    reason: str


Action = Ask | Speak | Send | Cancel | Close
