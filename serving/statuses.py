"""Which HTTP status says which error, and how ElevenLabs' clients are told."""

from __future__ import annotations

from http import HTTPStatus

_STATUSES = {
    "invalid_api_key": HTTPStatus.UNAUTHORIZED,
    "foreign_origin": HTTPStatus.FORBIDDEN,
    "voice_not_found": HTTPStatus.NOT_FOUND,
    "not_found": HTTPStatus.NOT_FOUND,
    "upgrade_required": HTTPStatus.UPGRADE_REQUIRED,
    "invalid_request": HTTPStatus.UNPROCESSABLE_ENTITY,
    "too_much_text": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "too_many_sessions": HTTPStatus.TOO_MANY_REQUESTS,
    "system_busy": HTTPStatus.TOO_MANY_REQUESTS,
    "format_unavailable": HTTPStatus.NOT_IMPLEMENTED,
    "engine_failure": HTTPStatus.INTERNAL_SERVER_ERROR,
}


def status_of(error: str) -> HTTPStatus:
    """The status of an answer that says the error `error`."""
    return _STATUSES.get(error, HTTPStatus.BAD_REQUEST)


def eleven_error(code: str, message: str) -> dict[str, object]:
    """The body of an error as clients of ElevenLabs know it."""
    return {"detail": {"status": code, "message": message}}
