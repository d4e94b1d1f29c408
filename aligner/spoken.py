"""From times of the characters as written to times of the words that were said for them.

"$20" is written in three characters and said in fourteen. All characters said for one stretch of
the source share its time in equal parts; what is silent in the source prolongs what was said
before it. So these times, like those of the source, add up to the audio exactly.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import groupby

import numpy as np

from core.types import CharTimes, Span, SpokenText


def keep_outer_spaces(spoken: SpokenText, text: str, chars: Span) -> SpokenText:
    """`spoken` with a space where its source begins or ends with white space.

    A normaliser drops it, and then the last word of an utterance and the first of the next would
    be one.

    Args:
        spoken: what is said for an utterance.
        text: a piece of the utterance.
        chars: where the piece is in it; white space at its ends is that of the utterance.
    """
    if not spoken.text:
        return spoken
    lead, tail = len(text) - len(text.lstrip()), len(text) - len(text.rstrip())
    if lead and not chars.start and not spoken.text[0].isspace():
        spoken = SpokenText(f" {spoken.text}", (Span(0, lead), *spoken.sources))
    if tail and not spoken.text[-1].isspace() and spoken.sources[-1].end <= chars.end - tail:
        blank = Span(chars.end - tail, chars.end)
        spoken = SpokenText(f"{spoken.text} ", (*spoken.sources, blank))
    return spoken


def spoken_times(spoken: SpokenText, chars: Span, bounds: Sequence[int]) -> CharTimes:
    """When each character of what was said for some written characters is heard.

    Args:
        spoken: what is said for an utterance.
        chars: some of the utterance's characters, not none.
        bounds: character `chars.start + i` is heard from `bounds[i]` to `bounds[i + 1]`.

    Returns:
        The characters whose source begins in `chars`, in samples from `bounds[0]` on; no
        characters, and no time, where nothing was said.
    """
    first = bisect_left(spoken.sources, chars.start, key=lambda source: source.start)
    last = bisect_left(spoken.sources, chars.end, key=lambda source: source.start)
    if first == last:
        return CharTimes((), np.zeros(1, np.int64))
    starts: list[int] = []
    for source, alike in groupby(spoken.sources[first:last]):
        count = len(list(alike))
        begin = bounds[source.start - chars.start]
        end = bounds[min(source.end, chars.end) - chars.start]
        starts += [begin + (end - begin) * i // count for i in range(count)]
    times = np.maximum.accumulate(np.array([*starts, bounds[-1]], np.int64)) - bounds[0]
    times[0] = 0
    return CharTimes(tuple(spoken.text[first:last]), times)
