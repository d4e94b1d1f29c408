"""What a client of ElevenLabs asks for in the address of a socket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, nan

from core.errors import BadInput
from wire.formats import ELEVEN_FORMATS, AudioFormat, find_format

DEFAULT_FORMAT = "mp3_44100_128"
_LONGEST_INACTIVITY_S = 180.0


@dataclass(frozen=True, slots=True)
class Settings:
    """Of one socket. What is not here (`model_id`, `language_code`, …) is accepted and ignored.

    Attributes:
        output: format of the audio.
        auto_mode: messages hold whole phrases; none waits for more text.
        sync_alignment: times count from the start of their context, not of their message.
        inactivity_s: how long a context without new text stays open.
        speed: speaking rate of contexts whose first message names none.
    """

    output: AudioFormat
    auto_mode: bool
    sync_alignment: bool
    inactivity_s: float
    speed: float


def parse_settings(query: Mapping[str, str], inactivity_s: float, speed: float = 1.0) -> Settings:
    """The settings in an address's query; unknown names are ignored.

    Args:
        query: of the address.
        inactivity_s: where the client names none.
        speed: the server's default.

    Raises:
        BadInput: an unknown format, or a time that is no number.
    """
    if asked := query.get("inactivity_timeout"):
        inactivity_s = min(max(_seconds(asked), 1.0), _LONGEST_INACTIVITY_S)
    return Settings(
        find_format(query.get("output_format") or DEFAULT_FORMAT, ELEVEN_FORMATS),
        auto_mode=query.get("auto_mode") == "true",
        sync_alignment=query.get("sync_alignment") == "true",
        inactivity_s=inactivity_s,
        speed=speed,
    )


def _seconds(asked: str) -> float:
    try:
        seconds = float(asked)
    except ValueError:
        seconds = nan
    if not isfinite(seconds):
        message = f"inactivity_timeout is {asked!r}; send seconds, up to 180."
        raise BadInput("invalid_inactivity_timeout", message)
    return seconds
