"""Shows what will be said: `python -m text 'text'` prints each word beside its part of the source.

With `--jsonl FILE` (or `-` for standard input) it reads lines `{"id", "text"}` or
`{"id", "chunks": [...]}` and writes lines `{"id", "spoken", "words": [{"text", "span"}]}`, spans
in code points of the text or of the joined chunks.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from core.types import Span, SpokenText
from text.normalizer import normalize

_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is said, and the part of the source that it stands for."""

    text: str
    span: Span


def main(arguments: list[str]) -> int:
    """Runs the tool; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m text", description="Show what will be said.")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("text", nargs="?", help="the text to say")
    source.add_argument("--jsonl", metavar="FILE", help="lines of JSON; - for standard input")
    options = parser.parse_args(arguments)
    if options.jsonl is None:
        show(options.text, sys.stdout)
    elif options.jsonl == "-":
        convert(sys.stdin, sys.stdout)
    else:
        with open(options.jsonl, encoding="utf-8") as lines:
            convert(lines, sys.stdout)
    return 0


def show(text: str, out: IO[str]) -> None:
    """Prints the words of `text`, one a line, each with its span and what stands there."""
    for word in words_of(text):
        written = text[word.span.start : word.span.end]
        out.write(f"{word.text:<24} {word.span.start:>4}-{word.span.end:<4} {written!r}\n")


def convert(lines: IO[str], out: IO[str]) -> None:
    """Writes a line of JSON for each line of JSON; empty lines are skipped."""
    for line in lines:
        if line.strip():
            item = json.loads(line)
            text = "".join(item["chunks"]) if "chunks" in item else item["text"]
            words = words_of(text)
            result = {
                "id": item["id"],
                "spoken": " ".join(word.text for word in words),
                "words": [
                    {"text": word.text, "span": [word.span.start, word.span.end]} for word in words
                ],
            }
            out.write(json.dumps(result, ensure_ascii=False) + "\n")


def words_of(text: str) -> list[Word]:
    """The words that are said for `text`, with their punctuation."""
    words: list[Word] = []
    for first, utterance in utterances(text):
        spoken = normalize(utterance)
        words.extend(Word(word.text, word.span.shifted(first)) for word in spoken_words(spoken))
    return words


def spoken_words(spoken: SpokenText) -> Iterator[Word]:
    """The words of a spoken text, split at its spaces."""
    for match in _WORD.finditer(spoken.text):
        yield Word(match[0], spoken.source(Span(*match.span())))


def utterances(text: str) -> Iterator[tuple[int, str]]:
    """`text` in the pieces that are spoken in one go, each with its offset."""
    yield 0, text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
