"""Which conversation a WebSocket's address opens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote

from core.errors import BadInput
from core.units import WIRE_RATE_HZ
from engines.base import Voice
from serving.limits import Visit
from serving.service import Service
from wire.conversation import Conversation
from wire.eleven.messages import encode_error
from wire.eleven.settings import parse_settings
from wire.eleven.sockets import MultiStreamInput, StreamInput
from wire.messages import ErrorMessage, encode_server, parse_query
from wire.own import OwnConversation
from wire.session import Session

_OWN = ("/", "/stream")
_ELEVEN = re.compile("/v1/text-to-speech/([^/]+)/(stream-input|multi-stream-input)")


@dataclass(frozen=True, slots=True)
class Opened:
    """A conversation that can begin.

    Attributes:
        conversation: what is said when.
        voice: who speaks.
        rate_hz: of its audio.
    """

    conversation: Conversation
    voice: Voice
    rate_hz: int


class Dialect(Protocol):
    """How one kind of client talks."""

    name: str

    def open(
        self, service: Service, query: Mapping[str, str], key: str | None, visit: Visit
    ) -> Opened:
        """The conversation that a client asks for.

        Raises:
            BadInput: it may not come in, or asks for what there is not.
        """

    def refusal(self, error: ErrorMessage) -> str:
        """The frame that says why not."""


def dialect_at(path: str) -> Dialect | None:
    """The dialect that is spoken at `path`, if any is."""
    if path in _OWN:
        return _Own()
    if match := _ELEVEN.fullmatch(path):
        return _Eleven(unquote(match[1]), is_multi=match[2] == "multi-stream-input")
    return None


@dataclass(frozen=True, slots=True)
class _Own:
    name = "own"

    def open(
        self, service: Service, query: Mapping[str, str], key: str | None, visit: Visit
    ) -> Opened:
        visit.enter(key)
        asked = parse_query(query)
        voice = service.find_voice(asked.voice)
        limits = service.limits
        speed = service.speed if asked.speed is None else asked.speed
        session = Session(speed, max_pending_chars=limits.pending_chars)
        return Opened(OwnConversation(session, asked.timings, limits.idle_s), voice, WIRE_RATE_HZ)

    def refusal(self, error: ErrorMessage) -> str:
        return encode_server(error)


@dataclass(frozen=True, slots=True)
class _Eleven:
    voice_id: str
    is_multi: bool
    name = "eleven"

    def open(
        self, service: Service, query: Mapping[str, str], key: str | None, visit: Visit
    ) -> Opened:
        comes_later = key is None and service.admission.asks_for_keys
        if not comes_later:
            visit.enter(key)
        settings = parse_settings(query, service.limits.idle_s, service.speed)
        kind = MultiStreamInput if self.is_multi else StreamInput
        conversation = kind(
            settings,
            authorize=visit.enter if comes_later else None,
            max_pending_chars=service.limits.pending_chars,
        )
        voice = eleven_voice(service, self.voice_id)
        return Opened(conversation, voice, settings.output.rate_hz)

    def refusal(self, error: ErrorMessage) -> str:
        return encode_error(error)


def eleven_voice(service: Service, voice_id: str) -> Voice:
    """The voice that a client of ElevenLabs names.

    Raises:
        BadInput: there is none; with ElevenLabs' code for that (`voice_not_found`).
    """
    try:
        return service.find_voice(voice_id)
    except BadInput as bad:
        raise BadInput("voice_not_found", bad.message) from bad
