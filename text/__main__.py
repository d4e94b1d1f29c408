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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import IO

from core.errors import BadInput
from core.types import Span, SpokenText, Utterance
from text.normalizer import normalize
from text.segmenter import Segmenter

_WORD = re.compile(r"\S+")
_NO_HURRY_S = 60.0


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
    try:
        if options.jsonl is None:
            show(options.text, sys.stdout)
        elif options.jsonl == "-":
            convert(sys.stdin, sys.stdout)
        else:
            with open(options.jsonl, encoding="utf-8") as lines:
                convert(lines, sys.stdout)
    except (BadInput, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def show(text: str, out: IO[str]) -> None:
    """Prints the words of `text`, one a line, each with its span and what stands there."""
    for word in words_of(text):
        written = text[word.span.start : word.span.end]
        out.write(f"{word.text:<24} {word.span.start:>4}-{word.span.end:<4} {written!r}\n")


def convert(lines: IO[str], out: IO[str]) -> None:
    """Writes a line of JSON for each line of JSON; empty lines are skipped.

    Raises:
        BadInput: a line is no object with an `id` and a `text` or `chunks`.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        identity, chunks = _read(line, number)
        words = words_of(*chunks)
        result = {
            "id": identity,
            "spoken": " ".join(word.text for word in words),
            "words": [
                {"text": word.text, "span": [word.span.start, word.span.end]} for word in words
            ],
        }
        out.write(json.dumps(result, ensure_ascii=False) + "\n")


def _read(line: str, number: int) -> tuple[object, list[str]]:
    """The id and the chunks of a line of input."""
    try:
        item = json.loads(line)
        chunks = item["chunks"] if "chunks" in item else [item["text"]]
        if not all(isinstance(chunk, str) for chunk in chunks):
            raise TypeError("text is a string")
        return item["id"], chunks
    except (ValueError, KeyError, TypeError) as error:
        wanted = '{"id": 1, "text": "…"} or {"id": 1, "chunks": ["…", "…"]}'
        raise BadInput("invalid_line", f"Line {number} is not {wanted} ({error}).") from error


def words_of(*chunks: str) -> list[Word]:
    """The words that are said for the text that arrives as `chunks`, with their punctuation."""
    words: list[Word] = []
    for utterance in utterances(chunks):
        spoken = spoken_words(normalize(utterance.text))
        words += [Word(word.text, word.span.shifted(utterance.first_char)) for word in spoken]
    return words


def spoken_words(spoken: SpokenText) -> Iterator[Word]:
    """The words of a spoken text, split at its spaces."""
    for match in _WORD.finditer(spoken.text):
        yield Word(match[0], spoken.source(Span(*match.span())))


def utterances(chunks: Iterable[str]) -> Iterator[Utterance]:
    """The text in the pieces that a listener in no hurry would hear it in."""
    segmenter = Segmenter()
    for chunk in chunks:
        segmenter.feed(chunk, 0.0)
        yield from iter(lambda: segmenter.take(0.0, _NO_HURRY_S), None)
    segmenter.finish()
    yield from iter(lambda: segmenter.take(0.0, _NO_HURRY_S), None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
