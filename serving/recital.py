"""A whole text spoken for one request, message by message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from uuid import uuid4

from core.errors import SpeechError
from engines.base import Voice
from serving.metrics import Meter
from serving.service import Service
from serving.speaker import Speaker
from wire.actions import Close
from wire.audio import AudioEncoder
from wire.messages import AudioMessage, ErrorMessage
from wire.own import OwnConversation
from wire.requests import SpeechRequest
from wire.session import Session


class CutShort(SpeechError):
    """A session ended with `error`, which its meter has counted."""

    def __init__(self, error: ErrorMessage) -> None:
        super().__init__(error.message)
        self.error = error


async def recite(
    service: Service, key: str | None, voice: Voice, asked: SpeechRequest
) -> AsyncGenerator[AudioMessage, None]:
    """Speak a text; while a message is sent the next is made.

    Raises:
        BadInput: `key` does not let in, or the server is full.
        CutShort: the model failed, or the text is too long.
    """
    with service.admission.visit() as visit:
        visit.enter(key)
        meter = Meter(service.metrics, "http", asked.output.rate_hz)
        encoder = AudioEncoder(asked.output.rate_hz, with_spoken=True)
        speed = service.speed if asked.speed is None else asked.speed
        session = Session(speed, encoder, max_pending_chars=service.limits.pending_chars)
        conversation = OwnConversation(session)
        speaker = Speaker(conversation, service.turns, voice, meter)
        try:
            speaker.act(conversation.say(asked.text, asyncio.get_running_loop().time()))
            async for message in _messages(speaker):
                yield message
        finally:
            speaker.close()
            meter.close(uuid4().hex[:8], visit.owner)


async def _messages(speaker: Speaker) -> AsyncGenerator[AudioMessage, None]:
    while not isinstance(item := await speaker.outgoing.get(), Close):
        match item.message:
            case AudioMessage() as message:
                yield message
            case ErrorMessage() as error:
                speaker.sent(item)
                raise CutShort(error)
        speaker.sent(item)
