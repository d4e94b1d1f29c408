"""The errors of the project.

SpeechError
├── BadInput        the peer's fault: has a code, and says what to send instead
├── EngineFailure   ours, or the model's: the utterance is lost, the server lives
└── ExportMissing   no usable model on disk: says which command makes one
"""

from __future__ import annotations


class SpeechError(Exception):
    """Anything that this project raises on purpose."""


class BadInput(SpeechError):
    """Something that a client or a user sent cannot be used.

    Attributes:
        code: stable, machine-readable, snake_case.
        message: one sentence for a person: what was wrong and what to send.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class EngineFailure(SpeechError):
    """The engine could not speak an utterance."""


class ExportMissing(SpeechError):
    """There is no exported model, or one that this version cannot use."""
