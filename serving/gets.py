"""Answers to plain GETs: health, metrics, the page, and the lists that ElevenLabs has."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from http import HTTPStatus
from importlib.metadata import version
from typing import Any
from urllib.parse import unquote

from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from core.errors import BadInput
from engines.base import Voice
from serving.dialects import dialect_at, eleven_voice
from serving.heads import Head, parse_head
from serving.pages import page
from serving.service import Service
from serving.statuses import eleven_error, status_of

_LISTS = ("/metrics", "/v1/voices", "/v2/voices", "/v1/models")
_VOICE = re.compile("/v1/voices/([^/]+)")


def answer(service: Service, request: Request) -> Response | None:
    """The answer to a GET; None where the handshake of a WebSocket goes on."""
    path, headers = "", dict[str, str]()
    try:
        head = parse_head(request.path, request.headers.raw_items())
        path, headers = head.path, dict(head.headers)
        response = _answer(service, head)
    except BadInput as bad:
        service.metrics.errors.labels(bad.code).inc()
        response = _error(path, bad)
    if response is not None:
        response.headers.update(service.origins.grant(headers))
    return response


def _answer(service: Service, head: Head) -> Response | None:
    """See `answer`.

    Raises:
        BadInput: there is no answer.
    """
    if head.headers.get("upgrade", "").lower() == "websocket":
        _check_handshake(service, head)
        return None
    if head.path == "/healthz":
        return _json(HTTPStatus.OK, _health(service))
    if found := page(head):
        return found
    if dialect_at(head.path):
        message = "Speech comes over a WebSocket: connect to this address with ws://."
        raise BadInput("upgrade_required", message)
    return _guarded(service, head)


def _check_handshake(service: Service, head: Head) -> None:
    """Raises BadInput where no WebSocket can be opened."""
    if dialect_at(head.path) is None:
        raise _not_found(head.path)
    if not service.origins.welcome(head.headers):
        message = "This page may not use this server; its operator can allow it: --allow-origin."
        raise BadInput("foreign_origin", message)


def _guarded(service: Service, head: Head) -> Response:
    """What needs a key where there are keys.

    Raises:
        BadInput: the key is wrong, or what is asked for does not exist.
    """
    path = head.path
    if not _is_guarded(path):
        raise _not_found(path)
    service.admission.check_key(head.key)
    if path == "/metrics":
        return _response(HTTPStatus.OK, "text/plain; version=0.0.4", service.metrics.render())
    if path == "/v1/models":
        return _json(HTTPStatus.OK, [_model(service)])
    if match := _VOICE.fullmatch(path):
        return _json(HTTPStatus.OK, _voice(eleven_voice(service, unquote(match[1]))))
    voices = [_voice(voice) for voice in service.engine.voices]
    paging = {"has_more": False, "total_count": len(voices), "next_page_token": None}
    return _json(HTTPStatus.OK, {"voices": voices, **(paging if path == "/v2/voices" else {})})


def _is_guarded(path: str) -> bool:
    return path in _LISTS or bool(_VOICE.fullmatch(path))


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


def _not_found(path: str) -> BadInput:
    message = f"There is nothing at {path}. Connect to /stream, or ask /healthz."
    return BadInput("not_found", message)


def _error(path: str, bad: BadInput) -> Response:
    """An error in the shape that the clients of `path` know."""
    if _is_guarded(path):
        return _json(status_of(bad.code), eleven_error(bad.code, bad.message))
    return _json(status_of(bad.code), {"error": bad.code, "message": bad.message})


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
