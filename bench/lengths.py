"""How long Kokoro's inputs are: tokens of whole sentences, and of the first words of each.

    python -m bench.lengths

TensorRT optimises for one length among all that it accepts: engines/tensorrt.py says which.
"""

from __future__ import annotations

import statistics

from bench.g2p_corpus import corpus
from engines.kokoro.frontend import EnglishFrontend
from text.espeak import Espeak

_FIRST_WORDS = 3
"""What the segmenter speaks at once where no clause ends before."""

_BOUNDARY_TOKENS = 2


def main() -> None:
    """Print percentiles."""
    frontend = EnglishFrontend(Espeak())

    def tokens(texts: list[str]) -> list[int]:
        return [len(frontend(text, False)[1].symbols) + _BOUNDARY_TOKENS for text in texts]

    sentences = corpus()
    first = [" ".join(sentence.split()[:_FIRST_WORDS]) for sentence in sentences]
    print(f"{'tokens':24} {'min':>5} {'p5':>5} {'p50':>5} {'p95':>5} {'max':>5}")
    for name, texts in (("sentences", sentences), (f"first {_FIRST_WORDS} words", first)):
        counts = tokens(texts)
        steps = statistics.quantiles(counts, n=20)
        row = (min(counts), steps[0], statistics.median(counts), steps[-1], max(counts))
        print(f"{name:24} " + " ".join(f"{figure:5.0f}" for figure in row))


if __name__ == "__main__":
    main()
