"""An engine that is exact and instant: a tenth of a second of tone for every character.

The pitch depends on the text, so that the audio of two texts differs.
"""

from collections.abc import Callable, Iterator
from itertools import pairwise
from threading import Event

import numpy as np

from core.errors import BadInput, EngineFailure
from core.types import Mark, Span, Speech, Utterance
from engines.base import Voice

SAMPLES_PER_CHAR = 2400


class ToneEngine:
    """24 kHz, like Kokoro.

    Attributes:
        pieces: how many pieces an utterance comes in.
        samples_per_char: how long a character lasts.
        failing: texts that it cannot speak.
        halting: texts at which it sets `halted` and waits for `released`.
    """

    name = "tone"
    voices = (Voice("tone", "Tone", "en-US"), Voice("other", "Other tone", "en-US"))

    def __init__(self, pieces: int = 1, samples_per_char: int = SAMPLES_PER_CHAR) -> None:
        self.pieces = pieces
        self.samples_per_char = samples_per_char
        self.failing: set[str] = set()
        self.halting: set[str] = set()
        self.released = Event()
        self.halted = Event()
        self.spoken: list[tuple[str, str, float]] = []

    def voice(self, voice_id: str) -> Voice:
        for voice in self.voices:
            if voice.id == voice_id:
                return voice
        raise BadInput("unknown_voice", "Choose one of: tone, other.")

    def warm_up(self) -> None:
        pass

    def speak(
        self, utterance: Utterance, voice: Voice, speed: float, cancelled: Callable[[], bool]
    ) -> Iterator[Speech]:
        self.spoken.append((utterance.text, voice.id, speed))
        if utterance.text in self.failing:
            raise EngineFailure("it was asked to")
        if utterance.text in self.halting:
            self.halted.set()
            self.released.wait(10)
        if cancelled():
            return
        length = len(utterance.text)
        cuts = [length * i // self.pieces for i in range(self.pieces + 1)]
        spans = [Span(a, b) for a, b in pairwise(cuts) if a < b]
        for span in spans:
            yield _tone(span, utterance.text, self.samples_per_char, last=span.end == length)


def _tone(chars: Span, text: str, per_char: int, last: bool) -> Speech:
    n = len(chars) * per_char
    pitch_hz = 200 + 10 * (sum(map(ord, text)) % 50)  # whole periods: it ends at rest
    samples = 0.5 * np.sin(2 * np.pi * pitch_hz * np.arange(n) / 24000)
    marks = tuple(
        Mark(
            Span(chars.start + i, chars.start + i + 1),
            i * per_char,
            (i + 1) * per_char,
        )
        for i in range(len(chars))
    )
    return Speech(samples.astype(np.float32), 24000, chars, marks, last)
