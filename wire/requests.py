"""Bodies of the HTTP requests that clients of ElevenLabs and of OpenAI send for speech."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.errors import BadInput
from wire.eleven.settings import DEFAULT_FORMAT
from wire.formats import ELEVEN_FORMATS, OPENAI_FORMATS, AudioFormat, find_format
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
