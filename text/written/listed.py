"""Tables of words, written as lines of text."""

from __future__ import annotations


def listed(words: str) -> list[str]:
    """The words of a line."""
    return words.split()


def table(entries: str) -> dict[str, str]:
    """Entries parted by `|`: each a key, and after the first space what it stands for."""
    pairs = (entry.split(maxsplit=1) for entry in entries.split("|"))
    return {key: value.strip() for key, value in pairs}
