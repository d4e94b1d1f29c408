"""Which web pages may use this server: a browser says whose page it is that connects."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit


def is_welcome(headers: Mapping[str, str], allowed: Collection[str]) -> bool:
    """Whether a request comes from no page, from this server's own, or from an allowed one.

    Without this check any page could speak through the server of whoever looks at it.

    Args:
        headers: of the request; lower-case names are enough.
        allowed: origins as a browser writes them, as `https://example.com`; `*` is any.
    """
    origin = headers.get("origin")
    if origin is None or "*" in allowed or origin in allowed:
        return True
    return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""
