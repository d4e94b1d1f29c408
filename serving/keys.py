"""API keys: who may ask this server to speak, and under what name."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path

from core.errors import BadInput

ANONYMOUS = "anonymous"
"""The name of all clients of a server that asks for no key."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key and the name that logs, limits and metrics know its owner by."""

    name: str
    secret: str = field(repr=False)


class Keyring:
    """The keys of a server; empty, it lets everybody in."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self._keys = tuple(keys)

    def __bool__(self) -> bool:
        return bool(self._keys)

    def owner(self, presented: str | None) -> str:
        """The name of the key's owner; ANONYMOUS where the ring is empty.

        All keys are compared, each in constant time: an answer's delay tells nothing.

        Raises:
            BadInput: there is no such key, or none was presented (`invalid_api_key`).
        """
        if not self._keys:
            return ANONYMOUS
        given = (presented or "").encode("utf-8", "replace")
        owner = None
        for key in self._keys:
            if hmac.compare_digest(given, key.secret.encode()):
                owner = key.name
        if owner is None:
            raise BadInput(
                "invalid_api_key",
                "Send one of this server's API keys: in the header xi-api-key, as Authorization:"
                " Bearer, or as api_key in the address.",
            )
        return owner


def presented_key(headers: Mapping[str, str], query: Mapping[str, str]) -> str | None:
    """The key that a request carries, if any.

    Args:
        headers: of the request; names in any case as far as the mapping allows it.
        query: of its address: `api_key`, or ElevenLabs' `authorization`.
    """
    if key := headers.get("xi-api-key"):
        return key
    for value in (headers.get("authorization"), query.get("authorization")):
        scheme, _, rest = (value or "").partition(" ")
        if value:
            return rest.strip() if scheme.lower() == "bearer" else value
    return query.get("api_key")


def read_keys(secrets: Iterable[str], files: Iterable[Path]) -> Keyring:
    """The keys of the command line: `secrets` as they are, and each file's `name key` lines.

    A line may hold a key alone; empty lines and those that begin with # are skipped.

    Raises:
        BadInput: a file cannot be read, or a line has more than two words (`invalid_key_file`).
    """
    keys = [Key(f"key-{number}", secret) for number, secret in enumerate(secrets, 1)]
    for path in files:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput("invalid_key_file", f"{path} cannot be read: {error}") from error
        keys += [
            _parse_line(line, path, number)
            for number, line in enumerate(lines, 1)
            if line.strip() and not line.lstrip().startswith("#")
        ]
    if not all(key.secret for key in keys):
        raise BadInput("invalid_api_key", "An API key is empty; leave it out or choose one.")
    return Keyring(keys)


def _parse_line(line: str, path: Path, number: int) -> Key:
    match line.split():
        case [secret]:
            return Key(f"{path.stem}-{number}", secret)
        case [name, secret]:
            return Key(name, secret)
        case _:
            raise BadInput("invalid_key_file", f"{path}, line {number}: write `name key`.")


def check_exposure(host: str, keyring: Keyring, insecure: bool) -> None:
    """Refuse to serve strangers without keys.

    Raises:
        BadInput: `host` is not this machine's own, and there is neither a key nor `insecure`.
    """
    if keyring or insecure or is_loopback(host):
        return
    raise BadInput(
        "no_api_keys",
        f"{host} can be reached from other machines. Set --api-key or --api-key-file,"
        " or say --insecure-no-auth if everybody may use this server.",
    )


def is_loopback(host: str) -> bool:
    """Whether `host` is a name or an address that no other machine reaches."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
