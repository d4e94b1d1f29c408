"""The messages of the streaming protocol and their JSON.

    client                                server
    {"text": " "}               ──▶
    {"text": "Hello, wor"}      ──▶
    {"text": "ld.", "flush": …} ──▶   ◀── {"audio": base64, "alignment": {…}}
    {"text": ""}                ──▶   ◀── {"error": code, "message": sentence}

Both directions are decoded here, so that the server and its clients cannot disagree.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from core.errors import BadInput
from core.units import MAX_SPEED, MIN_SPEED

MAX_MESSAGE_BYTES = 1 << 20
"""Longer messages are refused with close code 1009. A megabyte of text is a book's worth."""


@dataclass(frozen=True, slots=True)
class TextMessage:
    """Text to speak, in the order sent.

    Attributes:
        text: any part of the text; empty without `flush` ends the stream.
        flush: speak all that was received so far without waiting for more.
    """

    text: str
    flush: bool = False

    @property
    def is_end(self) -> bool:
        """Whether the client has sent all its text."""
        return not self.text and not self.flush


@dataclass(frozen=True, slots=True)
class StreamQuery:
    """What a client asks for in the address: `/stream?voice=af_heart&speed=1.2&timings=1`.

    Attributes:
        voice: id of a voice, or None for the server's default.
        speed: MIN_SPEED to MAX_SPEED, or None for the server's default.
        timings: whether the first audio of each utterance carries the server's stage times.
    """

    voice: str | None = None
    speed: float | None = None
    timings: bool = False


@dataclass(frozen=True, slots=True)
class Alignment:
    """When each character is heard, in whole milliseconds from the start of its chunk.

    One entry per code point; `starts_ms[0] == 0` and each start is the end of the one before.
    """

    chars: tuple[str, ...]
    starts_ms: tuple[int, ...]
    durations_ms: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Timings:
    """Milliseconds that an utterance spent on its way through the server.

    Attributes:
        segment_ms: from the arrival of its text, or from the cut before it if that was later,
            until it waited for nothing but the inference thread.
        queue_ms: waiting for the inference thread.
        text_ms: normalisation and G2P.
        prosody_ms: durations and prosody.
        decode_ms: samples.
        encode_ms: alignment, resampling and chunking.
        first_byte_ms: from the session's first text to this utterance's first chunk.
    """

    segment_ms: float
    queue_ms: float
    text_ms: float
    prosody_ms: float
    decode_ms: float
    encode_ms: float
    first_byte_ms: float


@dataclass(frozen=True, slots=True)
class AudioMessage:
    """PCM (signed 16-bit little-endian, mono) and the characters heard in it.

    Attributes:
        pcm: at 44.1 kHz, but where another rate was agreed on.
        alignment: of the characters as they were sent.
        timings: of the utterance that begins here.
        spoken: alignment of what was said for them, where it was asked for; may have no characters.
    """

    pcm: bytes
    alignment: Alignment
    timings: Timings | None = None
    spoken: Alignment | None = None

    @property
    def samples(self) -> int:
        """How many samples `pcm` has."""
        return len(self.pcm) // 2


@dataclass(frozen=True, slots=True)
class ErrorMessage:
    """What went wrong; `code` for programs, `message` for people."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class FinalMessage:
    """All audio of a stream was sent; for protocols with several streams on a connection."""


ServerMessage = AudioMessage | ErrorMessage


def parse_query(query: Mapping[str, str]) -> StreamQuery:
    """The settings in an address's query; unknown names are ignored.

    Raises:
        BadInput: `speed` is no number in range.
    """
    speed = None
    if "speed" in query:
        try:
            speed = float(query["speed"])
        except ValueError:
            speed = 0.0
        if not MIN_SPEED <= speed <= MAX_SPEED:
            raise BadInput(
                "invalid_speed",
                f"speed is {query['speed']!r}; send a number from {MIN_SPEED} to {MAX_SPEED}.",
            )
    timings = query.get("timings", "") not in ("", "0", "false")
    return StreamQuery(query.get("voice") or None, speed, timings)


def decode_client(frame: str) -> TextMessage:
    """The message in a frame that a client sent; unknown fields are ignored.

    Raises:
        BadInput: it is no JSON object, or `text` or `flush` is missing or of a wrong type.
    """
    fields = _decode_object(frame, 'Send {"text": "Hello, "}.')
    flush = fields.get("flush", False)
    if not isinstance(flush, bool):
        raise BadInput("invalid_flush", f"flush is {_name(flush)}; send true or false.")
    if "text" not in fields:
        raise BadInput("missing_text", 'The message has no text; send {"text": "Hello, "}.')
    text = fields["text"]
    if not isinstance(text, str):
        raise BadInput("invalid_text", f'text is {_name(text)}; send a string, as "Hello, ".')
    return TextMessage(text, flush)


def encode_client(message: TextMessage) -> str:
    """The frame that a client sends for `message`."""
    flush = {"flush": True} if message.flush else {}
    return json.dumps({"text": message.text, **flush})


def encode_server(message: ServerMessage, with_timings: bool = False) -> str:
    """The frame that the server sends for `message`; stage times only for who asked for them."""
    if isinstance(message, ErrorMessage):
        return json.dumps({"error": message.code, "message": message.message})
    alignment = message.alignment
    fields: dict[str, Any] = {
        "audio": base64.b64encode(message.pcm).decode("ascii"),
        "alignment": {
            "chars": alignment.chars,
            "char_start_times_ms": alignment.starts_ms,
            "char_durations_ms": alignment.durations_ms,
        },
    }
    if with_timings and message.timings:
        fields["timings"] = asdict(message.timings)
    return json.dumps(fields)


def decode_server(frame: str) -> ServerMessage:
    """The message in a frame that the server sent; unknown fields are ignored.

    Raises:
        BadInput: it is not one of the server's messages.
    """
    fields = _decode_object(frame, "Is this the right server?")
    try:
        if "error" in fields:
            return ErrorMessage(fields["error"], fields["message"])
        alignment = fields["alignment"]
        timings = Timings(**fields["timings"]) if "timings" in fields else None
        return AudioMessage(
            base64.b64decode(fields["audio"], validate=True),
            Alignment(
                tuple(alignment["chars"]),
                tuple(alignment["char_start_times_ms"]),
                tuple(alignment["char_durations_ms"]),
            ),
            timings,
        )
    except (KeyError, TypeError, binascii.Error) as error:
        raise BadInput("invalid_server_message", f"The server's message has no {error}.") from error


def _decode_object(frame: str, advice: str) -> dict[str, Any]:
    try:
        fields = json.loads(frame)
    except ValueError as error:
        raise BadInput("invalid_json", f"The message is not JSON ({error}). {advice}") from error
    except RecursionError as error:
        raise BadInput("invalid_json", f"The message is nested too deep. {advice}") from error
    if not isinstance(fields, dict):
        raise BadInput("invalid_message", f"The message is {_name(fields)}, no object. {advice}")
    return fields


def _name(value: object) -> str:
    """What JSON calls a value that Python decoded."""
    match value:
        case None:
            return "null"
        case bool():
            return "a boolean"
        case int() | float():
            return "a number"
        case str():
            return "a string"
        case list():
            return "an array"
        case _:
            return "an object"
