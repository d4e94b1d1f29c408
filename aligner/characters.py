"""From marks (what is heard when) to a time for every character.

Each mark gives its samples to the characters that it sounds, in equal parts: a character that
several marks sound ("x" in "box") gets something of each. Time between marks goes to what was
written between them, to punctuation and white space first; where nothing was, to the character
before, whose sound it prolongs. What neither sounds nor pauses (markup) takes no time. Durations
add up to the audio exactly, so the times never drift and never run backwards.
"""

from __future__ import annotations

import numpy as np

from core.types import CharTimes, Float64, Speech

_PAUSING = frozenset(".,;:!?…—–-。，、！？；：।؟،")


def char_times(speech: Speech, text: str) -> CharTimes:
    """When each character of a piece is heard.

    Args:
        speech: the piece.
        text: the characters that it says: `utterance.text[speech.chars.start:speech.chars.end]`.

    Returns:
        One entry per code point of `text`, in samples from the start of `speech`.

    Raises:
        ValueError: `text` is empty although there is audio, or is not as long as `speech.chars`.
    """
    if not text or len(text) != len(speech.chars):
        raise ValueError(f"{len(text)} characters of text for {speech.chars}")
    offset = speech.chars.start
    durations = np.zeros(len(text))  # samples, not yet whole
    heard_until = 0  # characters
    clock = 0  # samples
    for mark in speech.marks:
        start, end = mark.source.start - offset, mark.source.end - offset
        _give_pause(durations, text, range(heard_until, start), mark.start_sample - clock)
        durations[start:end] += (mark.end_sample - mark.start_sample) / (end - start)
        heard_until = max(heard_until, end)
        clock = mark.end_sample
    _give_pause(durations, text, range(heard_until, len(text)), len(speech.samples) - clock)
    bounds = np.zeros(len(text) + 1, np.int64)
    np.rint(np.cumsum(durations), out=bounds[1:], casting="unsafe")
    return CharTimes(tuple(text), bounds)


def _give_pause(durations: Float64, text: str, unheard: range, samples: int) -> None:
    """Give a pause to the characters `unheard`, which no mark sounds, or to the one before them."""
    if not samples:
        return
    takers = [i for i in unheard if text[i] in _PAUSING or text[i].isspace()]
    takers = takers or list(unheard) or [max(0, unheard.start - 1)]
    durations[takers] += samples / len(takers)
