"""What every connection of a server shares."""

from __future__ import annotations

from dataclasses import dataclass, field

from engines.base import Engine, Voice
from serving.keys import Keyring
from serving.limits import Admission, Limits
from serving.metrics import Metrics
from serving.origins import Origins
from serving.turns import Turns


@dataclass(frozen=True, slots=True)
class Service:
    """An engine, how it speaks unless a client asks otherwise, and for whom.

    Attributes:
        engine: its voices may be looked up from anywhere.
        turns: of its inference thread.
        voice: the default.
        speed: the default.
        keyring: who may use it.
        limits: how much of it.
        origins: of web pages that may use it.
    """

    engine: Engine
    turns: Turns
    voice: Voice
    speed: float = 1.0
    keyring: Keyring = field(default_factory=Keyring)
    limits: Limits = field(default_factory=Limits)
    origins: Origins = field(default_factory=Origins)
    metrics: Metrics = field(init=False)
    admission: Admission = field(init=False)

    def __post_init__(self) -> None:
        def waiting() -> int:
            return self.turns.waiting

        object.__setattr__(self, "metrics", Metrics(waiting))
        object.__setattr__(self, "admission", Admission(self.keyring, self.limits, waiting))

    def find_voice(self, voice_id: str | None) -> Voice:
        """The voice that a client means; the default where it names none.

        Raises:
            BadInput: there is none (`unknown_voice`).
        """
        return self.engine.voice(voice_id) if voice_id else self.voice
