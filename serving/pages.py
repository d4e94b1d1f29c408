"""The page in client/page/: a fixed list of files, read once, so that no request touches a path."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from importlib.resources import files
from types import MappingProxyType

from websockets.datastructures import Headers
from websockets.http11 import Response

from serving.heads import Head

_TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_NAMES = (
    "captions.js",
    "controls.css",
    "controls.js",
    "dom.js",
    "examples.js",
    "icon.svg",
    "main.js",
    "page.css",
    "player-worklet.js",
    "player.js",
    "recording.js",
    "server.js",
    "session.js",
    "stage.css",
    "stage.js",
    "stream.js",
    "typing.js",
    "waveform.js",
)
_SAFETY = (
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    content_type: str
    etag: str


def _read(name: str) -> _File:
    body = (files("client") / "page" / name).read_bytes()
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    return _File(body, _TYPES[name.rpartition(".")[2]], etag)


PAGES: Mapping[str, _File] = MappingProxyType(
    {"/": _read("index.html"), **{f"/page/{name}": _read(name) for name in _NAMES}}
)
"""What is served, by path."""


def page(head: Head) -> Response | None:
    """The answer to a plain GET; None where no page is.

    A browser keeps each file and asks every time whether it is still the same, so that an upgraded
    server is never talked to by an old page.
    """
    file = PAGES.get(head.path)
    if file is None:
        return None
    headers = Headers(
        [("ETag", file.etag), ("Cache-Control", "no-cache"), ("Connection", "close"), *_SAFETY]
    )
    if head.headers.get("if-none-match") == file.etag:
        status, body = HTTPStatus.NOT_MODIFIED, b""
    else:
        status, body = HTTPStatus.OK, file.body
        headers["Content-Type"] = file.content_type
        headers["Content-Length"] = str(len(body))
    return Response(status.value, status.phrase, headers, body)
