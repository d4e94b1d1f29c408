"""Bodies of the HTTP requests that clients of ElevenLabs and of OpenAI send for speech."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import BadInput
from wire.eleven.settings import DEFAULT_FORMAT
from wire.formats import ELEVEN_FORMATS, OPENAI_FORMATS, AudioFormat, find_format
from wire.messages import Alignment
from wire.speed import read_speed


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """A whole text to speak.

    Attributes:
        text: has something besides white space.
        voice: id of a voice; None for the server's default.
        speed: MIN_SPEED to MAX_SPEED; None for the server's default.
        output: format of the audio.
    """

    text: str
    voice: str | None
    speed: float | None
    output: AudioFormat


def parse_eleven(voice: str, body: bytes, query: Mapping[str, str]) -> SpeechRequest:
    """A request to `/v1/text-to-speech/{voice}…`; unknown fields are ignored.

    Raises:
        BadInput: `invalid_request`, or `invalid_output_format`.
    """
    fields = _object(body)
    settings = fields.get("voice_settings") or {}
    if not isinstance(settings, dict):
        raise _invalid("voice_settings", "an object")
    output = find_format(query.get("output_format") or DEFAULT_FORMAT, ELEVEN_FORMATS)
    return SpeechRequest(_text(fields, "text"), voice, _speed(settings), output)


def parse_openai(body: bytes) -> SpeechRequest:
    """A request to `/v1/audio/speech`; unknown fields are ignored.

    Raises:
        BadInput: `invalid_request`, or `invalid_output_format`.
    """
    fields = _object(body)
    voice = fields.get("voice")
    if voice is not None and not isinstance(voice, str):
        raise _invalid("voice", "a string")
    name = fields.get("response_format") or "mp3"
    if not isinstance(name, str):
        raise _invalid("response_format", "a string")
    output = find_format(name, OPENAI_FORMATS)
    return SpeechRequest(_text(fields, "input"), voice, _speed(fields), output)


def encode_timestamps(
    audio: bytes, alignments: Sequence[Alignment], spoken: Sequence[Alignment], since_ms: int
) -> bytes:
    """A JSON line of ElevenLabs' `with-timestamps`.

    Args:
        audio: in the format that was asked for.
        alignments: of the chunks that it is made of.
        spoken: the same for what was said; as many.
        since_ms: where the first chunk begins in the whole audio.
    """
    ends_ms = [since_ms]
    for alignment in alignments:
        ends_ms.append(ends_ms[-1] + sum(alignment.durations_ms))
    fields = {
        "audio_base64": base64.b64encode(audio).decode("ascii"),
        "alignment": _seconds(alignments, ends_ms),
        "normalized_alignment": _seconds(spoken, ends_ms),
    }
    return json.dumps(fields).encode() + b"\n"


def _seconds(alignments: Sequence[Alignment], begins_ms: Sequence[int]) -> dict[str, Any] | None:
    chars: list[str] = []
    starts_s: list[float] = []
    ends_s: list[float] = []
    for alignment, begin_ms in zip(alignments, begins_ms, strict=False):
        chars += alignment.chars
        times = zip(alignment.starts_ms, alignment.durations_ms, strict=True)
        for start_ms, duration_ms in times:
            starts_s.append((begin_ms + start_ms) / 1000)
            ends_s.append((begin_ms + start_ms + duration_ms) / 1000)
    if not chars:
        return None
    return {
        "characters": chars,
        "character_start_times_seconds": starts_s,
        "character_end_times_seconds": ends_s,
    }


def _object(body: bytes) -> dict[str, Any]:
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _invalid("body", "a JSON object") from error
    if not isinstance(fields, dict):
        raise _invalid("body", "a JSON object")
    return fields


def _text(fields: Mapping[str, Any], name: str) -> str:
    text = fields.get(name)
    if not isinstance(text, str) or not text.strip():
        raise _invalid(name, "a string with something to say")
    return text


def _speed(fields: Mapping[str, Any]) -> float | None:
    try:
        return read_speed(fields)
    except TypeError as error:
        raise _invalid("speed", "a number") from error


def _invalid(name: str, wanted: str) -> BadInput:
    return BadInput("invalid_request", f"{name} must be {wanted}.")
