"""The frames of ElevenLabs' WebSockets: snake_case comes in, camelCase goes out.

Both of their sockets share them: `stream-input`, with one stream of text, and
`multi-stream-input`, where each message names its context.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from core.errors import BadInput
from wire.actions import close_code
from wire.messages import Alignment, ErrorMessage
from wire.speed import read_speed

_T = TypeVar("_T")

Schedule = tuple[int, ...]
"""Characters that must wait before the first, the second, … chunk is spoken; the last repeats."""

_LONGEST_CHUNK = 500


@dataclass(frozen=True, slots=True)
class ClientMessage:
    """One frame of a client; what it left out, or null, is None or False.

    Attributes:
        text: to speak; what an empty one means depends on the socket.
        context_id: which context it is for.
        flush: speak all that was received so far.
        close_context: the context gets no more text.
        close_socket: no context does.
        trigger: `try_trigger_generation`: do not wait for more text before speaking this.
        speed: of `voice_settings`.
        schedule: `chunk_length_schedule`.
        api_key: where a browser puts what it cannot put into a header.
    """

    text: str | None
    context_id: str | None
    flush: bool
    close_context: bool
    close_socket: bool
    trigger: bool
    speed: float | None
    schedule: Schedule | None
    api_key: str | None


def decode_client(frame: str | bytes) -> ClientMessage:
    """The message in a frame; unknown fields are ignored.

    Raises:
        BadInput: it is no JSON object, or a field is of a wrong type (`invalid_input_message`).
    """
    try:
        fields = json.loads(frame if isinstance(frame, str) else "")
        generation = _typed(fields, dict, "generation_config", "generator_config") or {}
        return ClientMessage(
            text=_typed(fields, str, "text"),
            context_id=_typed(fields, str, "context_id", "contextId"),
            flush=bool(_typed(fields, bool, "flush")),
            close_context=bool(_typed(fields, bool, "close_context")),
            close_socket=bool(_typed(fields, bool, "close_socket")),
            trigger=bool(_typed(fields, bool, "try_trigger_generation")),
            speed=read_speed(_typed(fields, dict, "voice_settings") or {}),
            schedule=_schedule(_typed(generation, list, "chunk_length_schedule")),
            api_key=_typed(fields, str, "xi_api_key", "xi-api-key", "authorization"),
        )
    except (ValueError, TypeError, RecursionError) as error:
        raise BadInput("invalid_input_message", _UNREADABLE) from error


def encode_audio(
    audio: bytes,
    alignment: Alignment | None,
    spoken: Alignment | None,
    context_id: str | None,
    since_ms: int,
) -> str:
    """A frame of audio.

    Args:
        audio: in the socket's format; may be empty while its codec gathers a frame.
        alignment: of the text as it was sent.
        spoken: of what was said for it.
        context_id: on the socket with several contexts.
        since_ms: is added to all times.
    """
    return _encode(
        {
            "audio": base64.b64encode(audio).decode("ascii") or None,
            "isFinal": None,
            "normalizedAlignment": _times(spoken, since_ms),
            "alignment": _times(alignment, since_ms),
        },
        context_id,
    )


def encode_final(context_id: str | None) -> str:
    """The frame that says that a context's audio is complete."""
    fields = {"audio": None, "isFinal": True, "normalizedAlignment": None, "alignment": None}
    return _encode(fields, context_id)


def encode_error(error: ErrorMessage, context_id: str | None = None) -> str:
    """The frame of an error; the connection closes after it with the same code."""
    code = close_code(error.code)
    fields = {"message": error.message, "error": error.code, "code": code}
    return _encode(fields, context_id)


def _encode(fields: Mapping[str, Any], context_id: str | None) -> str:
    return json.dumps(fields if context_id is None else {**fields, "contextId": context_id})


def _times(alignment: Alignment | None, since_ms: int) -> dict[str, Any] | None:
    """An alignment, or null where it has no characters: clients take an empty one for a fault."""
    if alignment is None or not alignment.chars:
        return None
    return {
        "chars": alignment.chars,
        "charStartTimesMs": [since_ms + start for start in alignment.starts_ms],
        "charDurationsMs": alignment.durations_ms,
    }


def _typed(fields: object, kind: type[_T], *names: str) -> _T | None:
    """The first of `names` that is there and not null; TypeError if it is not a `kind`."""
    if not isinstance(fields, dict):
        raise TypeError("no object")
    for name in names:
        if (value := fields.get(name)) is not None:
            if type(value) is not kind:
                raise TypeError(name)
            return value
    return None


def _schedule(lengths: list[Any] | None) -> Schedule | None:
    if not lengths:
        return None
    if not all(type(length) is int and length > 0 for length in lengths):
        raise TypeError("chunk_length_schedule")
    return tuple(min(length, _LONGEST_CHUNK) for length in lengths)


_UNREADABLE = (
    "Could not parse input message, make sure it is a json and follows the schema outlined in"
    " protocol."
)
