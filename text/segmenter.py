"""When to speak: the text that has arrived is cut into utterances, latency against prosody.

While nothing is buffered at the client, the first speakable words go out at once. Later the audio
that the client still has to play is the time there is: with plenty, the segmenter waits for the
end of the sentence; the less there is, the smaller the piece that it settles for.

It has no clock: time is an argument. It is pulled: whoever can speak asks for the next utterance.
"""

from __future__ import annotations

import unicodedata

from core.types import Boundary, Utterance
from text.boundaries import Cut, cuts

QUIET_S = 0.1
"""Input that pauses this long may have ended for now. Shorter: a typist's words are spoken one by
one. Longer: it is added to the latency of whoever stops after a word."""

URGENT_S = 0.35
"""With less audio than this at the client, take the first words. Shorter: underruns.
Longer: sentences are cut that need not be."""

LOW_S = 1.0
"""With less audio than this, a clause will do."""

LEANING_PATIENCE_S = 0.4
"""A lone "the" or "to" waits this long for the word that it belongs to."""

USUAL_COST = 0.2
"""Seconds to wait for a second of audio, until that was measured: Kokoro's on two cores."""
_LEAST_COST = 0.01

FORMULA_PATIENCE_S = 1.0
"""A formula that is still open after a silence this long is spoken as far as it goes."""

_URGENT_WORDS, _URGENT_CHARS = 2, 9
"""The first words: some 0.7 s of speech, "The quick". Fewer: Kokoro's very short pieces sound odd,
and the next is not ready when they end. More: each letter costs some 10 ms of latency."""

_TORN, _SHORT, _SOUND = range(3)
_ORPHAN_CHARS = 8
_CHARS_PER_S = 15
"""The pace of speech."""
_MARGIN = 0.6
"""Of the audio that is left, the part that the next utterance may take to be ready. More: an
utterance that takes longer than the last one comes too late. Less: pieces are cut too short."""
_FEWEST_CHARS = 20
"""Fewer: a piece costs more than it buys. More: it is late where many listen at once."""
_MOST_CHARS = 300
_MOST_WORK_S = 1.5
"""An utterance that the engine has is not interrupted. Longer: others wait long for first words.
Shorter: sentences are cut although nobody else may be waiting."""
_LONGEST_WORD = 1000
_COMPACT_CHARS = 1 << 16
_JOINER = "\u200d"


class Segmenter:
    """Text in, utterances out; joined, they are the text. Owned by one session."""

    def __init__(self) -> None:
        self._text = ""
        self._start = 0  # of what is not yet taken, in _text
        self._taken = 0  # code points taken since the session began
        self._final = 0  # code points since the session began that nothing will be added to
        self._last_input_s = 0.0
        self._next_id = 0

    @property
    def pending(self) -> int:
        """Code points received and not yet taken."""
        return len(self._text) - self._start

    def feed(self, text: str, now_s: float) -> None:
        """Append `text` to what is to be spoken."""
        if self._start > _COMPACT_CHARS:
            self._text = self._text[self._start :]
            self._start = 0
        self._text += text
        self._last_input_s = now_s

    def finish(self) -> None:
        """Let all that was fed be spoken without waiting for more."""
        self._final = self._taken + self.pending

    def take(self, now_s: float, buffered_s: float, cost: float = USUAL_COST) -> Utterance | None:
        """The next utterance, if it is time for one.

        Args:
            now_s: the time.
            buffered_s: audio that the client has still to play; 0 before the first.
            cost: seconds to wait for a second of audio, from asking for it.
        """
        final = max(0, self._final - self._taken)
        visible = min(self.pending, final or self.pending, _LONGEST_WORD + 1)
        text = self._text[self._start : self._start + visible]
        if not text:
            return None
        # To the microsecond: at the very moment that `wake_s` named, its condition must hold.
        quiet_s = round(now_s - self._last_input_s, 6)
        affordable = _affordable_chars(buffered_s, cost)
        cut = _choose(text, visible == final, quiet_s, round(buffered_s, 6), affordable)
        if cut is None:
            return None
        utterance = Utterance(self._next_id, text[: cut.end], self._taken, cut.boundary)
        self._next_id += 1
        self._start += cut.end
        self._taken += cut.end
        return utterance

    def wake_s(self, now_s: float, buffered_s: float) -> float | None:
        """The next time at which `take` may answer otherwise although nothing is fed."""
        if not self.pending:
            return None
        dry_s = now_s + buffered_s
        moments = (
            self._last_input_s + QUIET_S,
            self._last_input_s + LEANING_PATIENCE_S,
            self._last_input_s + FORMULA_PATIENCE_S,
            dry_s - LOW_S,
            dry_s - URGENT_S,
        )
        return min((moment for moment in moments if moment > now_s), default=None)


def _affordable_chars(buffered_s: float, cost: float) -> int:
    """How long an utterance may be so that it is ready before the client runs dry."""
    work_s = min(buffered_s * _MARGIN, _MOST_WORK_S)
    in_time = work_s / max(cost, _LEAST_COST) * _CHARS_PER_S
    return min(max(round(in_time), _FEWEST_CHARS), _MOST_CHARS)


def _choose(
    text: str, final: bool, quiet_s: float, buffered_s: float, affordable: int
) -> Cut | None:
    """Where to cut `text`, at `affordable` characters if need be; None to wait for more of it."""
    longest = affordable * 5 // 4  # rather a little late than a last word on its own
    quiet = quiet_s >= QUIET_S
    clause = word = beyond = None
    for cut in cuts(text, final or quiet, whole_formulas=quiet_s < FORMULA_PATIENCE_S):
        if cut.end > affordable and (cut.boundary is not Boundary.SENTENCE or cut.end > longest):
            if beyond is None or _soundness(cut) > _soundness(beyond):
                beyond = cut
            if cut.boundary is Boundary.SENTENCE:
                break
        elif _good_enough(cut, buffered_s):
            is_orphan = final and len(text) - cut.end <= _ORPHAN_CHARS
            return _all_of(text) if is_orphan else cut
        elif cut.boundary is not Boundary.WORD:
            clause = cut
        elif word is None or _soundness(cut) >= _soundness(word):
            word = cut
    best = clause if clause and (not word or clause.end > affordable // 3) else word
    is_patient = not final and quiet_s < LEANING_PATIENCE_S
    is_torn = best is not None and best.leaning
    if len(text) > longest:
        # Rather a little late than one word, or words torn from their next.
        is_late = beyond is not None and beyond.end <= 2 * affordable
        if best and beyond and is_late and _soundness(best) < _soundness(beyond) == _SOUND:
            return beyond
        if is_torn and is_patient and len(text) <= 2 * affordable:
            return None
        if forced := best or beyond or _hard_cut(text):
            return forced
    if final:
        return _all_of(text)
    if is_torn and is_patient:
        return None
    return best if quiet and buffered_s <= URGENT_S else None


def _good_enough(cut: Cut, buffered_s: float) -> bool:
    """Whether to take `cut` at once, with this much audio at the client."""
    urgent = buffered_s <= URGENT_S
    match cut.boundary:
        case Boundary.SENTENCE:
            return urgent or cut.words > 1
        case Boundary.CLAUSE:
            return cut.words > 1 and buffered_s <= LOW_S
        case Boundary.WORD:
            return urgent and _soundness(cut) == _SOUND


def _soundness(cut: Cut) -> int:
    """How well a piece ends here: torn from its next word, too short, or as a piece should."""
    if cut.leaning:
        return _TORN
    long_enough = cut.words >= _URGENT_WORDS and cut.end >= _URGENT_CHARS
    return _SOUND if long_enough or cut.boundary is not Boundary.WORD else _SHORT


def _all_of(text: str) -> Cut:
    return Cut(len(text), Boundary.SENTENCE, 0)


def _hard_cut(text: str) -> Cut | None:
    """A cut inside a word that is longer than any: before a character that stands for itself."""
    if len(text) <= _LONGEST_WORD:
        return None
    end = _LONGEST_WORD
    while end > 1 and (unicodedata.combining(text[end]) or _JOINER in (text[end - 1], text[end])):
        end -= 1
    return Cut(end, Boundary.WORD, 1)
