"""The embedded voice: espeak-ng, timed by its own phoneme events."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from time import perf_counter

from core.errors import BadInput
from core.types import Boundary, Mark, Span, Speech, SpokenText, StageTimes, Utterance
from engines.base import Voice
from engines.espeak.respelling import respelled
from engines.joins import rests, settle, silence, voiced_range
from text.espeak import NORMAL_WORDS_PER_MINUTE, Espeak, PhonemeEvent, Synthesis, WordEvent
from text.letters import share
from text.normalizer import normalize

_DEFAULT_VOICE = "en-us"
_NOT_SOUNDED = " \t\n,.;:!?…—\"'()"


@dataclass(frozen=True, slots=True)
class _Sound:
    """One phoneme and the samples that it takes."""

    symbol: str
    start_sample: int
    end_sample: int


@dataclass(slots=True)
class _Word:
    """A word as espeak-ng spoke it: where it begins in the text, and its sounds in order."""

    char: int
    sounds: list[_Sound] = field(default_factory=list)


class EspeakEngine:
    """espeak-ng behind the Engine protocol. Voices are its languages, by their BCP 47 tag."""

    name = "espeak"

    def __init__(self, espeak: Espeak, read: Callable[[str], SpokenText] = normalize) -> None:
        """`read` makes words of English text; `espeak` speaks them."""
        self._espeak = espeak
        self._read = read
        first = espeak.languages[_DEFAULT_VOICE]
        others = [item for item in espeak.languages.values() if item is not first]
        self._voices = {v.tag: Voice(v.tag, f"espeak-ng {v.name}", v.tag) for v in [first, *others]}

    @property
    def voices(self) -> tuple[Voice, ...]:
        """All voices, the default first."""
        return tuple(self._voices.values())

    def voice(self, voice_id: str) -> Voice:
        """See Engine.voice."""
        try:
            return self._voices[voice_id]
        except KeyError:
            known = ", ".join(self._voices)
            raise BadInput(
                "unknown_voice", f"There is no voice {voice_id!r}. Choose one of: {known}."
            ) from None

    def warm_up(self) -> None:
        """See Engine.warm_up."""
        greeting = Utterance(0, "Hello, world.", 0, Boundary.SENTENCE)
        for _ in self.speak(greeting, self.voices[0], 1.0, lambda: False):
            pass

    def speak(
        self, utterance: Utterance, voice: Voice, speed: float, cancelled: Callable[[], bool]
    ) -> Iterator[Speech]:
        """See Engine.speak. espeak-ng is so fast that an utterance is always one piece."""
        started = perf_counter()
        chars = Span(0, len(utterance.text))
        rate_hz = self._espeak.rate_hz
        rest = rests(utterance, speed)
        # Numbers and mathematics have English words only; espeak-ng knows the other languages'.
        is_english = voice.language.partition("-")[0] == "en"
        spoken = (self._read if is_english else SpokenText.verbatim)(utterance.text)
        read = respelled(spoken) if is_english else spoken
        normalized = perf_counter()
        if not any(char.isalnum() for char in spoken.text):
            pause = silence(rate_hz, rest.lead_s + rest.tail_s)
            yield Speech(pause, rate_hz, chars, (), spoken=spoken)
            return
        words_per_minute = round(NORMAL_WORDS_PER_MINUTE * speed)
        synthesis = self._espeak.synthesise(
            _with_intonation(read.text, utterance.boundary), voice.id, words_per_minute, cancelled
        )
        if cancelled():
            return
        samples, marks = settle(
            synthesis.samples,
            rate_hz,
            _marks(read, _words(synthesis, len(read.text))),
            voiced_range(synthesis.samples, rate_hz),
            rest,
        )
        stages = StageTimes(text_s=normalized - started, decode_s=perf_counter() - normalized)
        yield Speech(samples, rate_hz, chars, marks, spoken=spoken, stages=stages)


def _with_intonation(text: str, boundary: Boundary) -> str:
    """`text`, with a comma where it stops inside a clause: the voice must not fall there."""
    return f"{text.rstrip()}," if boundary is Boundary.WORD else text


def _words(synthesis: Synthesis, length: int) -> list[_Word]:
    """The words of a synthesis and their sounds.

    Args:
        synthesis: what espeak-ng made of a text.
        length: code points of that text.
    """
    words: list[_Word] = []
    ends = [event.sample for event in synthesis.events] + [len(synthesis.samples)]
    word_sample: int | None = None  # a word begins some 10 ms before the event of its first sound
    for event, end in zip(synthesis.events, ends[1:], strict=True):
        match event:
            case WordEvent(char, sample):
                word_sample = sample
                # Parts of one number ("3.5") have events at one position: they are one word.
                if char < length and (not words or char > words[-1].char):
                    words.append(_Word(char))
            case PhonemeEvent(symbol, sample):
                if symbol and words:
                    start = sample if word_sample is None else word_sample
                    words[-1].sounds.append(_Sound(symbol, start, end))
                word_sample = None
    return words


def _marks(spoken: SpokenText, words: Sequence[_Word]) -> list[Mark]:
    """Give each sound to the letters of its word that it stands for.

    A word runs up to the next one's first character, so that words which espeak-ng speaks as one
    ("of the") keep all their letters.
    """
    marks: list[Mark] = []
    starts = [word.char for word in words] + [len(spoken.text)]
    for word, (start, end) in zip(words, pairwise(starts), strict=True):
        letters = _sounded(spoken.text, start, end)
        shares = share(spoken.text[letters.start : letters.end], [s.symbol for s in word.sounds])
        for sound, letter in zip(word.sounds, shares, strict=True):
            # What the normalizer put in has no source: its time goes to the character before.
            if source := spoken.source(letter.shifted(letters.start)):
                marks.append(Mark(source, sound.start_sample, sound.end_sample))
    return marks


def _sounded(text: str, start: int, end: int) -> Span:
    """The part of `text` from `start` to `end` without what stands around its words."""
    written = text[start:end]
    first = len(written) - len(written.lstrip(_NOT_SOUNDED))
    last = len(written.rstrip(_NOT_SOUNDED))
    return Span(start + first, start + last) if first < last else Span(start, end)
