"""misaki's pronouncing dictionaries, read from the files of its wheel.

A file stays the bytes that it is on disk, one entry a line in the order of its keys, and an entry
is found by bisection: 6 MB and 40 ms for both files of an accent, where two dictionaries of
parsed entries take some 100 MB.
"""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

Entry = Mapping[str, str | None]
"""Part of speech (a Penn tag, or NOUN, VERB, ADJ, ADV) -> phonemes; DEFAULT is always there, and
"None" holds for a word that nothing follows."""

_KEY = re.compile(rb'^  "', re.MULTILINE)


class Dictionary:
    """Words and how they are pronounced. Used by one thread."""

    def __init__(self, name: str) -> None:
        """Read a dictionary.

        Args:
            name: accent and quality: `us_gold`, `us_silver`, `gb_gold` or `gb_silver`.
        """
        self._data = files("misaki").joinpath("data", f"{name}.json").read_bytes()
        self._keys = array("I", (match.end() for match in _KEY.finditer(self._data)))
        self.get = lru_cache(maxsize=4096)(self._get)

    def _get(self, word: str) -> Entry | None:
        """The entry of `word`, or of the same word with or without a capital."""
        entry = self._find(word)
        if entry is not None or len(word) < 2:
            return entry
        lower = word.lower()
        if word == lower:
            return self._find(lower.capitalize())
        return self._find(lower) if word == lower.capitalize() else None

    def _find(self, word: str) -> Entry | None:
        key = word.encode("utf-8", "surrogatepass") + b'"'
        at = bisect_left(self._keys, key[:-1], key=self._key_at)
        if at == len(self._keys) or not self._data.startswith(key, self._keys[at]):
            return None
        start = self._keys[at] + len(key) + 2
        if self._data.startswith(b"{", start):
            return _parsed(self._data[start : self._data.index(b"}", start) + 1])
        end = self._data.index(b"\n", start)
        return {"DEFAULT": json.loads(self._data[start:end].rstrip(b","))}

    def _key_at(self, start: int) -> bytes:
        return self._data[start : self._data.index(b'"', start)]


def _parsed(data: bytes) -> Entry:
    entry: Entry = json.loads(data)
    return entry
