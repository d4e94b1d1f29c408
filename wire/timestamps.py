"""The answers of ElevenLabs' `with-timestamps`: audio, and when each character is heard."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from wire.messages import Alignment


def encode_timestamps(
    audio: bytes, alignment: Alignment | None, spoken: Alignment | None, since_ms: int
) -> bytes:
    """A line of `stream/with-timestamps`.

    Args:
        audio: in the format that was asked for.
        alignment: of the text as it was sent.
        spoken: of what was said for it.
        since_ms: where this begins in the whole audio.
    """
    fields = {
        "audio_base64": base64.b64encode(audio).decode("ascii"),
        "alignment": _fields(alignment, since_ms),
        "normalized_alignment": _fields(spoken, since_ms),
    }
    return json.dumps(fields).encode() + b"\n"


class WholeTimestamps:
    """The one object of `with-timestamps`, in parts: the audio as it comes, all times after it.

    So of a book no more is kept than its times.
    """

    def __init__(self) -> None:
        self._opening = b'{"audio_base64": "'
        self._audio = b""  # what is left over: Base64 takes three bytes at a time
        self._since_ms = 0
        self._alignment: list[dict[str, str]] = []
        self._spoken: list[dict[str, str]] = []

    def encode(self, audio: bytes, alignment: Alignment, spoken: Alignment | None) -> bytes:
        """The next part; see `encode_timestamps`."""
        for alignments, added in ((self._alignment, alignment), (self._spoken, spoken)):
            if fields := _fields(added, self._since_ms):
                alignments.append({name: json.dumps(fields[name])[1:-1] for name in fields})
        self._since_ms += sum(alignment.durations_ms)
        opening, self._opening = self._opening, b""
        audio = self._audio + audio
        whole = len(audio) // 3 * 3
        self._audio = audio[whole:]
        return opening + base64.b64encode(audio[:whole])

    def finish(self, audio: bytes) -> Iterator[bytes]:
        """The last parts, of which the first holds the last `audio`."""
        yield self._opening + base64.b64encode(self._audio + audio) + b'", "alignment": '
        yield from _joined(self._alignment)
        yield b', "normalized_alignment": '
        yield from _joined(self._spoken)
        yield b"}\n"


_NAMES = ("characters", "character_start_times_seconds", "character_end_times_seconds")


def _joined(alignments: list[dict[str, str]]) -> Iterator[bytes]:
    """Many alignments, each the inside of its lists in JSON, as one; null where there is none."""
    if not alignments:
        yield b"null"
        return
    for name, opening in zip(_NAMES, "{,,", strict=True):
        yield f'{opening}"{name}": ['.encode()
        for number, alignment in enumerate(alignments):
            yield (", " * (number > 0) + alignment[name]).encode()
        yield b"]"
    yield b"}"


def _fields(alignment: Alignment | None, since_ms: int) -> dict[str, list[Any]] | None:
    """An alignment in seconds, or null where it has no characters."""
    if alignment is None or not alignment.chars:
        return None
    times = list(zip(alignment.starts_ms, alignment.durations_ms, strict=True))
    starts_s = [(since_ms + start) / 1000 for start, _ in times]
    ends_s = [(since_ms + start + duration) / 1000 for start, duration in times]
    return dict(zip(_NAMES, (list(alignment.chars), starts_s, ends_s), strict=True))
