"""What reading a sentence costs before the model has it: python -m bench.reading

Milliseconds of the normaliser and of the G2P, for each of the sentences of g2p_corpus.py.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import numpy as np

from bench.g2p_corpus import corpus
from text.espeak import Espeak
from text.g2p import G2P
from text.normalizer import normalize


def main() -> None:
    """Print the median and the 99th percentile of both."""
    g2p = G2P(False, partial(Espeak().pronounce, language="en-us"))
    sentences = corpus()
    _show("normaliser", normalize, sentences)
    _show("G2P", g2p, [normalize(sentence).text for sentence in sentences])


def _show(name: str, read: Callable[[str], object], sentences: list[str]) -> None:
    read(sentences[0])  # the first one loads lexicons
    took_ms = []
    for sentence in sentences:
        begun_s = time.perf_counter()
        read(sentence)
        took_ms.append((time.perf_counter() - begun_s) * 1000)
    median, p99 = np.percentile(took_ms, (50, 99))
    print(f"{name:10} {median:.2f} ms, {p99:.2f} at the 99th percentile of {len(sentences)}")


if __name__ == "__main__":
    main()
