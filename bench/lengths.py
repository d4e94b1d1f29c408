"""How long Kokoro's inputs are, as the server cuts text: python -m bench.lengths [MODEL_DIR]

Tokens and frames of the first piece of each paragraph and of those after it, the bounds and best
length that TensorRT is told of (export/trt.py); and how often a number of frames comes again, which
says whether CUDA graphs, captured for one length each, would be met by another piece.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.g2p_corpus import corpus
from core.types import Int64
from core.units import KOKORO_HOP_SAMPLES, KOKORO_RATE_HZ
from engines.kokoro.frontend import EnglishFrontend
from engines.kokoro.manifest import VOICES, Manifest
from engines.kokoro.prosody import ProsodyModel
from engines.kokoro.tokens import tokenize
from engines.kokoro.voices import STYLE_SIZE, VoiceBank
from text.espeak import Espeak
from text.segmenter import USUAL_COST, Segmenter

_SENTENCES_PER_PARAGRAPH = 5
_KEPT = (8, 32)
"""Captured graphs that could be kept: each holds the memory of a run of its length."""


class Planner:
    """Durations of a text in the default voice."""

    def __init__(self, model_dir: Path) -> None:
        manifest = Manifest.read(model_dir)
        self._vocabulary = manifest.vocabulary
        self._bank = VoiceBank(model_dir / VOICES, manifest.voices, manifest.rows)
        self._frontend = EnglishFrontend(Espeak())
        self._prosody = ProsodyModel(model_dir, "cpu", 0)

    def frames(self, text: str) -> Iterator[Int64]:
        """Frames of each token, for each input that `text` becomes."""
        spoken, phonemes = self._frontend(text, False)
        for tokens in tokenize(phonemes, spoken, self._vocabulary):
            style = self._bank.style(self._bank.voices[0], len(tokens.symbols))
            yield self._prosody(tokens.ids, style[:, STYLE_SIZE // 2 :], 1.0).frames


def pieces(planner: Planner, paragraph: str) -> Iterator[Int64]:
    """Frames of each token of every input, at the usual cost of a second of audio."""
    segmenter = Segmenter()
    segmenter.feed(paragraph, 0.0)
    segmenter.finish()
    now_s = audio_s = 0.0
    while utterance := segmenter.take(now_s, max(0.0, audio_s - now_s)):
        for frames in planner.frames(utterance.text):
            yield frames
            added_s = int(frames.sum()) * KOKORO_HOP_SAMPLES / KOKORO_RATE_HZ
            audio_s += added_s
            now_s += added_s * USUAL_COST


def met_again(lengths: Sequence[int], kept: int) -> float:
    """Share of `lengths` that are among the last `kept` different ones before them."""
    recent: dict[int, None] = {}
    again = 0
    for length in lengths:
        again += length in recent
        recent.pop(length, None)
        recent[length] = None
        if len(recent) > kept:
            del recent[next(iter(recent))]
    return again / len(lengths)


def _row(name: str, counts: Sequence[int]) -> str:
    steps = statistics.quantiles(counts, n=20)
    figures = (min(counts), steps[0], statistics.median(counts), steps[-1], max(counts))
    return f"{name:20} " + " ".join(f"{figure:5.0f}" for figure in figures)


def main() -> None:
    """Print percentiles, and how often lengths come again."""
    parser = argparse.ArgumentParser(prog="python -m bench.lengths", description="See the module.")
    parser.add_argument("model_dir", type=Path, nargs="?", default=Path("models/kokoro"))
    planner = Planner(parser.parse_args().model_dir)
    first: list[Int64] = []
    later: list[Int64] = []
    sentences = corpus()
    for i in range(0, len(sentences), _SENTENCES_PER_PARAGRAPH):
        paragraph = " ".join(sentences[i : i + _SENTENCES_PER_PARAGRAPH])
        begin, *rest = pieces(planner, paragraph)
        first.append(begin)
        later += rest

    print(f"{'':20}   min    p5   p50   p95   max")
    for name, inputs in (("first piece", first), ("later pieces", later)):
        print(_row(f"{name}, tokens", [len(frames) for frames in inputs]))
        print(_row(f"{name}, frames", [int(frames.sum()) for frames in inputs]))
    print("\nframes equal to those of a piece of the same kind before it")
    for name, inputs in (("first piece", first), ("later pieces", later)):
        lengths = [int(frames.sum()) for frames in inputs]
        shares = ", ".join(f"{met_again(lengths, kept):.0%} of the last {kept}" for kept in _KEPT)
        print(f"{name:20} {shares}, {len(set(lengths))} different in {len(lengths)}")


if __name__ == "__main__":
    main()
