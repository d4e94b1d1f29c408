"""Draws a paragraph as it came over the wire: waveform with its words, and spectrogram with joins.

    python -m bench.picture docs/paragraph.png [--engine espeak|kokoro] [--wav FILE]

Also prints the largest step from one sample to the next, at joins and elsewhere: a click at a join
would be a larger one.
"""

from __future__ import annotations

import argparse
import asyncio
import wave
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.own_server import own_server
from client.link import Link, address
from client.measure import SCENARIOS
from core.units import WIRE_RATE_HZ

_JOIN_SAMPLES = 44  # a millisecond on either side


@dataclass(slots=True)
class Recording:
    """What came over the wire.

    Attributes:
        pcm: signed 16-bit samples.
        words: each word and when it is heard, in seconds.
        utterances: samples at which an utterance begins.
        chunks: samples at which a message begins.
    """

    pcm: bytearray = field(default_factory=bytearray)
    words: list[tuple[str, float]] = field(default_factory=list)
    utterances: list[int] = field(default_factory=list)
    chunks: list[int] = field(default_factory=list)

    @property
    def samples(self) -> np.ndarray:
        """int16 of shape (n,)."""
        return np.frombuffer(bytes(self.pcm), "<i2")


async def record(url: str, scenario: str) -> Recording:
    """Speak a scenario and keep what comes."""
    recording = Recording()
    previous = " "
    async for arrival in Link(address(url, None, None, timings=True)).arrivals(
        SCENARIOS[scenario]()
    ):
        message = arrival.message
        at = len(recording.pcm) // 2
        recording.chunks.append(at)
        if message.timings:
            recording.utterances.append(at)
        for char, start_ms in zip(
            message.alignment.chars, message.alignment.starts_ms, strict=True
        ):
            if not char.isspace() and previous.isspace():
                recording.words.append(("", at / WIRE_RATE_HZ + start_ms / 1000))
            if not char.isspace():
                word, start_s = recording.words[-1]
                recording.words[-1] = (word + char, start_s)
            previous = char
        recording.pcm += message.pcm
    return recording


def largest_steps(recording: Recording) -> tuple[int, int, int]:
    """Largest difference of neighbouring samples: at utterances, at chunks, and anywhere."""
    steps = np.abs(np.diff(recording.samples.astype(int)))

    def at(positions: list[int], reach: int) -> int:
        return max(int(steps[max(0, p - reach) : p + reach].max()) for p in positions if p)

    return at(recording.utterances, _JOIN_SAMPLES), at(recording.chunks, 1), int(steps.max())


def draw(recording: Recording, title: str, seconds: float, path: Path) -> None:
    """Draw the first `seconds` as a PNG."""
    figure = Figure(figsize=(14, 6), layout="constrained")
    upper, lower = figure.subplots(2, 1, sharex=True)
    samples = recording.samples[: round(seconds * WIRE_RATE_HZ)] / 32768
    upper.plot(np.arange(len(samples)) / WIRE_RATE_HZ, samples, linewidth=0.3)
    upper.set(title=title, ylabel="amplitude", xlim=(0, seconds), ylim=(-1, 1))
    for word, start_s in recording.words:
        if start_s < seconds:
            upper.axvline(start_s, color="tab:orange", linewidth=0.5)
            upper.text(start_s, 0.98, word, rotation=90, va="top", fontsize=7)
    _spectrogram(lower, samples)
    for position in recording.utterances:
        if position < len(samples):
            lower.axvline(position / WIRE_RATE_HZ, color="white", linewidth=1, linestyle="--")
    figure.savefig(path, dpi=80)


def _spectrogram(axes: Axes, samples: np.ndarray) -> None:
    heard = samples + np.random.default_rng(0).normal(0, 1e-7, len(samples))  # silence has no log
    axes.specgram(heard, NFFT=1024, Fs=WIRE_RATE_HZ, noverlap=768, vmin=-140, vmax=-30)
    axes.set(xlabel="s (dashed: where an utterance begins)", ylabel="Hz", ylim=(0, 11_000))
    axes.set_xlim(0, len(samples) / WIRE_RATE_HZ)


def main() -> None:
    """Record, draw and print."""
    parser = argparse.ArgumentParser(prog="bench.picture", description="See the module.")
    parser.add_argument("png", type=Path, help="where to draw")
    parser.add_argument("--engine", default="espeak", help="who speaks")
    parser.add_argument("--scenario", choices=SCENARIOS, default="llm", help="how text comes")
    parser.add_argument("--seconds", type=float, default=12.0, help="how much to draw")
    parser.add_argument("--wav", type=Path, help="keep the audio, too")
    arguments = parser.parse_args()
    with own_server("--engine", arguments.engine) as url:
        recording = asyncio.run(record(url, arguments.scenario))
    title = f"{arguments.engine}, a paragraph arriving as “{arguments.scenario}”"
    draw(recording, title, arguments.seconds, arguments.png)
    if arguments.wav:
        with wave.open(str(arguments.wav), "wb") as file:
            file.setparams((1, 2, WIRE_RATE_HZ, 0, "NONE", ""))
            file.writeframes(bytes(recording.pcm))
    utterances, chunks, anywhere = largest_steps(recording)
    print(f"largest step: {utterances} at {len(recording.utterances) - 1} joins of utterances,")
    print(f"{chunks} at {len(recording.chunks) - 1} joins of chunks, {anywhere} anywhere")


if __name__ == "__main__":
    main()
