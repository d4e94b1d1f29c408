"""What a request says before its body, whoever parsed it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from core.errors import BadInput
from serving.keys import presented_key


@dataclass(frozen=True, slots=True)
class Head:
    """Where a request goes, and its headers; their names are in lower case."""

    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def key(self) -> str | None:
        """The API key that it carries, if any."""
        return presented_key(self.headers, self.query)


def parse_head(target: str, headers: Iterable[tuple[str, str]]) -> Head:
    """The head of a request; of names that come twice the last value counts.

    Raises:
        BadInput: `target` is no address (`invalid_address`).
    """
    try:
        url = urlsplit(target)
    except ValueError as error:
        raise BadInput("invalid_address", f"The address cannot be read: {error}.") from error
    named = {name.lower(): value for name, value in headers}
    return Head(url.path, dict(parse_qsl(url.query)), named)
