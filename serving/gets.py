"""Answers to plain GETs: health, metrics, the page, and the lists that ElevenLabs has."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from http import HTTPStatus
from importlib.metadata import version
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from core.errors import BadInput
from engines.base import Voice
from serving.dialects import dialect_at, eleven_voice
from serving.keys import presented_key
from serving.origins import is_welcome
from serving.pages import page
from serving.service import Service
from serving.statuses import status_of

_LISTS = ("/metrics", "/v1/voices", "/v2/voices", "/v1/models")
_VOICE = re.compile("/v1/voices/([^/]+)")


def answer(service: Service, request: Request) -> Response | None:
    """The answer to a GET; None where the handshake of a WebSocket goes on."""
    path = urlsplit(request.path).path
    if request.headers.get("Upgrade", "").lower() == "websocket":
        return _refusal(service, path, request)
    if path == "/healthz":
        return _json(HTTPStatus.OK, _health(service))
    if found := page(path, request):
        return found
    if dialect_at(path):
        message = "Speech comes over a WebSocket: connect to this address with ws://."
        return _error("upgrade_required", message)
    try:
        query = dict(parse_qsl(urlsplit(request.path).query))
        return _guarded(service, path, presented_key(request.headers, query))
    except BadInput as bad:
        detail = {"detail": {"status": bad.code, "message": bad.message}}
        return _json(status_of(bad.code), detail)


def _refusal(service: Service, path: str, request: Request) -> Response | None:
    """Why a WebSocket cannot be opened here; None where it can."""
    if dialect_at(path) is None:
        return _not_found(path)
    headers = {name.lower(): value for name, value in request.headers.raw_items()}
    if not is_welcome(headers, service.origins):
        message = "This page may not use this server; its operator can allow it: --allow-origin."
        return _error("foreign_origin", message)
    return None


def _guarded(service: Service, path: str, key: str | None) -> Response:
    """What needs a key where there are keys.

    Raises:
        BadInput: the key is wrong, or the voice that is asked for does not exist.
    """
    if path not in _LISTS and not _VOICE.fullmatch(path):
        return _not_found(path)
    service.admission.check_key(key)
    if path == "/metrics":
        return _response(HTTPStatus.OK, "text/plain; version=0.0.4", service.metrics.render())
    if path == "/v1/models":
        return _json(HTTPStatus.OK, [_model(service)])
    if match := _VOICE.fullmatch(path):
        return _json(HTTPStatus.OK, _voice(eleven_voice(service, unquote(match[1]))))
    voices = [_voice(voice) for voice in service.engine.voices]
    paging = {"has_more": False, "total_count": len(voices), "next_page_token": None}
    return _json(HTTPStatus.OK, {"voices": voices, **(paging if path == "/v2/voices" else {})})


def _health(service: Service) -> dict[str, object]:
    return {
        "status": "ok",
        "version": version("livespeech"),
        "engine": service.engine.name,
        "default_voice": service.voice.id,
        "voices": [asdict(voice) for voice in service.engine.voices],
        "sessions": service.admission.sessions,
    }


def _voice(voice: Voice) -> dict[str, Any]:
    """A voice as ElevenLabs describes one."""
    return {
        "voice_id": voice.id,
        "name": voice.name,
        "category": "premade",
        "description": None,
        "labels": {"language": voice.language},
        "preview_url": None,
        "settings": None,
    }


def _model(service: Service) -> dict[str, Any]:
    """The engine as ElevenLabs describes a model."""
    languages = sorted({voice.language for voice in service.engine.voices})
    return {
        "model_id": service.engine.name,
        "name": service.engine.name,
        "can_do_text_to_speech": True,
        "can_do_voice_conversion": False,
        "can_use_style": False,
        "can_use_speaker_boost": False,
        "languages": [{"language_id": tag, "name": tag} for tag in languages],
        "maximum_text_length_per_request": service.limits.pending_chars,
    }


def _not_found(path: str) -> Response:
    message = f"There is nothing at {path}. Connect to /stream, or ask /healthz."
    return _error("not_found", message)


def _error(code: str, message: str) -> Response:
    return _json(status_of(code), {"error": code, "message": message})


def _json(status: HTTPStatus, body: object) -> Response:
    return _response(status, "application/json", json.dumps(body).encode())


def _response(status: HTTPStatus, content_type: str, body: bytes) -> Response:
    headers = Headers(
        [
            ("Content-Type", content_type),
            ("Content-Length", str(len(body))),
            ("Connection", "close"),
        ]
    )
    return Response(status.value, status.phrase, headers, body)
