"""The audio formats that a client can ask for by name: `pcm_24000`, `mp3_44100_128`, `wav`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from core.errors import BadInput


class Coding(Enum):
    """How samples become bytes; the value is the media type of a whole stream of them."""

    PCM = "audio/pcm"
    MU_LAW = "audio/basic"
    A_LAW = "audio/x-alaw-basic"
    WAV = "audio/wav"
    MP3 = "audio/mpeg"
    OPUS = "audio/ogg"


@dataclass(frozen=True, slots=True)
class AudioFormat:
    """A coding with its parameters; mono.

    Attributes:
        coding: how samples become bytes.
        rate_hz: sample rate.
        bit_rate: bits a second, for the codings that choose one; else 0.
    """

    coding: Coding
    rate_hz: int
    bit_rate: int = 0


def _eleven_formats() -> Iterator[tuple[str, AudioFormat]]:
    for rate_hz in (8000, 16000, 22050, 24000, 32000, 44100, 48000):
        yield f"pcm_{rate_hz}", AudioFormat(Coding.PCM, rate_hz)
    yield "ulaw_8000", AudioFormat(Coding.MU_LAW, 8000)
    yield "alaw_8000", AudioFormat(Coding.A_LAW, 8000)
    mp3 = ((22050, 32), (24000, 48), *((44100, kbps) for kbps in (32, 64, 96, 128, 192)))
    for rate_hz, kbps in mp3:
        yield f"mp3_{rate_hz}_{kbps}", AudioFormat(Coding.MP3, rate_hz, kbps * 1000)
    for kbps in (32, 64, 96, 128, 192):
        yield f"opus_48000_{kbps}", AudioFormat(Coding.OPUS, 48000, kbps * 1000)


ELEVEN_FORMATS: Mapping[str, AudioFormat] = MappingProxyType(dict(_eleven_formats()))
"""The names of ElevenLabs' `output_format`."""

OPENAI_FORMATS: Mapping[str, AudioFormat] = MappingProxyType(
    {
        "mp3": AudioFormat(Coding.MP3, 44100, 128_000),
        "opus": AudioFormat(Coding.OPUS, 48000, 64_000),
        "wav": AudioFormat(Coding.WAV, 24000),
        "pcm": AudioFormat(Coding.PCM, 24000),
    }
)
"""The names of OpenAI's `response_format`; its pcm and wav are 24 kHz."""


def find_format(name: str, formats: Mapping[str, AudioFormat]) -> AudioFormat:
    """The format that a client means by `name`.

    Raises:
        BadInput: there is none (`invalid_output_format`; the message lists those that exist).
    """
    try:
        return formats[name]
    except KeyError:
        known = ", ".join(formats)
        message = f"There is no format {name!r}. Choose one of: {known}."
        raise BadInput("invalid_output_format", message) from None
