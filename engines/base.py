"""What every engine offers: voices, and speech for an utterance.

An engine lives on the inference thread: `warm_up` and `speak` are called from there only.
`voices` and `voice` read what was loaded and may be called from anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from core.types import Speech, Utterance


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that an engine offers.

    Attributes:
        id: what a client sends (`af_heart`, `en-us`).
        name: what a person reads.
        language: BCP 47 tag.
    """

    id: str
    name: str
    language: str


class Engine(Protocol):
    """Turns utterances into speech. Constructing one loads it."""

    @property
    def name(self) -> str:
        """`kokoro` or `espeak`."""

    @property
    def voices(self) -> tuple[Voice, ...]:
        """All voices, the default first."""

    def voice(self, voice_id: str) -> Voice:
        """The voice that a client means by `voice_id`.

        Raises:
            BadInput: there is none (`unknown_voice`; the message lists those that exist).
        """

    def warm_up(self) -> None:
        """Speak once, so that the first client does not wait for caches and lazy set-up."""

    def speak(
        self, utterance: Utterance, voice: Voice, speed: float, cancelled: Callable[[], bool]
    ) -> Iterator[Speech]:
        """Speak `utterance`, in pieces that partition its characters and are spoken in order.

        Args:
            utterance: any text; one with nothing to say in it becomes a short silence.
            voice: one that `voice` returned.
            speed: from units.MIN_SPEED to units.MAX_SPEED; 2 is twice as fast.
            cancelled: asked between steps; once it is true, speak ends without more pieces.

        Yields:
            Speech whose samples begin and end at rest (zero), so that pieces join without a click.

        Raises:
            EngineFailure: the model failed.
        """
