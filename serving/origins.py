"""Which web pages may use this server: a browser says whose page it is that connects."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from serving.keys import is_loopback


class Origins:
    """The pages that are welcome: this server's own, and those that are allowed.

    Without this check any page could speak through the server of whoever looks at it.

    Args:
        allowed: origins as a browser writes them, as `https://example.com`; `*` is any.
        is_private: the server is for this machine alone and asks for no key. Then its own page is
            one that came by a name of this machine: any other name may be a stranger's, whose
            page made it point here (DNS rebinding).
    """

    def __init__(self, allowed: Collection[str] = (), is_private: bool = False) -> None:
        self._allowed = allowed
        self._is_private = is_private

    def welcome(self, headers: Mapping[str, str]) -> bool:
        """Whether a request comes from no page, or from a welcome one.

        Args:
            headers: of the request; names in lower case.
        """
        origin = headers.get("origin")
        if origin is None or self._allows(origin):
            return True
        try:
            url = urlsplit(origin)
        except ValueError:
            return False
        is_own = url.netloc.lower() == headers.get("host", "").lower() != ""
        return is_own and (not self._is_private or is_loopback(url.hostname or ""))

    def grant(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Headers of an answer that let the page that asked read it: none but for allowed pages."""
        origin = headers.get("origin")
        if origin is None or not self._allows(origin):
            return {}
        return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}

    def preflight(self, headers: Mapping[str, str]) -> dict[str, str]:
        """The same for a browser that asks whether a request may be sent at all."""
        grant = self.grant(headers)
        if not grant:
            return {}
        return {
            **grant,
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": headers.get("access-control-request-headers", ""),
            "Access-Control-Max-Age": "600",
        }

    def _allows(self, origin: str) -> bool:
        return "*" in self._allowed or origin in self._allowed
