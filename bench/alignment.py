"""Word starts from the wire against a forced alignment of the same audio.

    python -m bench.alignment [--engine espeak|kokoro] [--voice NAME]

pocketsphinx (its wheel carries the US English acoustic model) hears only the audio and the words,
so it is independent of the durations that the times were made of. Its frames are 10 ms, and a
spectral frame is 25 ms long: errors below some 20 ms are its own.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import soxr
from pocketsphinx import Decoder
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench.own_server import own_server
from client.link import Link, address, given
from core.units import WIRE_RATE_HZ

SENTENCES = (
    "The birch canoe slid on the smooth planks.",
    "Glue the sheet to the dark blue background.",
    "It is easy to tell the depth of a well.",
    "These days a chicken leg is a rare dish.",
    "Rice is often served in round bowls.",
    "The juice of lemons makes fine punch.",
    "The box was thrown beside the parked truck.",
    "The hogs were fed chopped corn and garbage.",
    "Four hours of steady work faced us.",
    "A large size in stockings is hard to sell.",
    "The boy was there when the sun rose.",
    "A rod is used to catch pink salmon.",
    "The source of the huge river is the clear spring.",
    "Kick the ball straight and follow through.",
    "Help the woman get back to her feet.",
    "A pot of tea helps to pass the evening.",
    "Smoky fires lack flame and heat.",
    "The soft cushion broke the man's fall.",
    "The salt breeze came across from the sea.",
    "The girl at the booth sold fifty bonds.",
)
"""The first two lists of the Harvard sentences (IEEE Recommended Practice for Speech Quality
Measurements, 1969, public domain)."""

_RATE_HZ = 16_000
_FRAME_MS = 10
_REST_MS = 200  # the aligner wants silence around the words


@dataclass(frozen=True, slots=True)
class Word:
    """A word and when it starts, by the wire and by the forced alignment."""

    text: str
    wire_ms: float
    forced_ms: float

    @property
    def error_ms(self) -> float:
        """How much later the wire has it."""
        return self.wire_ms - self.forced_ms


async def hear(url: str, text: str) -> tuple[np.ndarray, list[float]]:
    """int16 samples at the wire's rate, and the start of each character in milliseconds."""
    pcm = bytearray()
    starts_ms: list[float] = []
    async for arrival in Link(url).arrivals(given(text)):
        since_ms = len(pcm) / 2 / WIRE_RATE_HZ * 1000
        starts_ms += [since_ms + start for start in arrival.message.alignment.starts_ms]
        pcm += arrival.message.pcm
    return np.frombuffer(bytes(pcm), "<i2"), starts_ms


def force(samples: np.ndarray, words: list[str]) -> list[float]:
    """When each of `words` starts in `samples` (int16, at the wire's rate), in milliseconds."""
    # Wide beams, as the model was trained on people; without the search for a best path in the
    # lattice, which may leave words out.
    decoder = Decoder(
        samprate=_RATE_HZ,
        loglevel="FATAL",
        beam=1e-80,
        wbeam=1e-60,
        pbeam=1e-80,
        maxhmmpf=-1,
        bestpath=False,
    )
    decoder.set_align_text(" ".join(words))
    decoder.start_utt()
    rest = np.zeros(_RATE_HZ * _REST_MS // 1000, np.int16)
    heard = np.concatenate([rest, soxr.resample(samples, WIRE_RATE_HZ, _RATE_HZ), rest])
    # Digital silence has no logarithm: a room's noise, 70 dB down, is what the model knows.
    noise = np.random.default_rng(0).normal(0, 10, len(heard))
    decoder.process_raw((heard + noise).astype(np.int16).tobytes(), full_utt=True)
    decoder.end_utt()
    return [
        segment.start_frame * _FRAME_MS - _REST_MS
        for segment in decoder.seg() or ()
        if not segment.word.startswith(("<", "["))
    ]


def compare(url: str, sentence: str) -> Iterator[Word]:
    """The words of `sentence`, spoken by the server at `url`."""
    samples, starts_ms = asyncio.run(hear(url, sentence))
    words = sentence.lower().rstrip(".").split()
    forced_ms = force(samples, words)
    if len(forced_ms) != len(words):
        raise RuntimeError(f"the forced alignment found {len(forced_ms)} words in {sentence!r}")
    at = 0
    for word, start_ms in zip(words, forced_ms, strict=True):
        at = sentence.lower().index(word, at)
        yield Word(word, starts_ms[at], start_ms)
        at += len(word)


def table(words: dict[str, list[Word]]) -> Table:
    """Errors of each sentence, and of all."""
    shown = Table(title="Word starts against forced alignment (ms)")
    shown.add_column("sentence")
    for column in ("words", "median", "p95", "bias"):
        shown.add_column(column, justify="right")
    rows = [*words.items(), ("all", [word for found in words.values() for word in found])]
    for name, found in rows:
        errors_ms = np.array([word.error_ms for word in found])
        median, p95 = np.percentile(np.abs(errors_ms), (50, 95))
        bias = np.median(errors_ms)
        if name == "all":
            shown.add_section()
        shown.add_row(name, str(len(found)), f"{median:.0f}", f"{p95:.0f}", f"{bias:+.0f}")
    return shown


def main() -> None:
    """Speak the sentences through a server of its own, and print the table."""
    parser = argparse.ArgumentParser(prog="bench.alignment", description="See the module.")
    parser.add_argument("--engine", default="espeak", help="who speaks")
    parser.add_argument("--voice", help="id of a voice")
    arguments = parser.parse_args()
    with own_server("--engine", arguments.engine) as url:
        url = address(url, arguments.voice, None)
        words = {text: list(compare(url, text)) for text in track(SENTENCES, "aligning")}
    Console().print(table(words))


if __name__ == "__main__":
    main()
