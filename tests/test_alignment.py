"""The times on the wire against a second opinion: a forced alignment that hears only the audio."""

import numpy as np

from bench.alignment import SENTENCES, compare
from bench.own_server import own_server


def test_word_starts_on_the_wire_agree_with_a_forced_alignment():
    with own_server("--engine", "espeak") as url:
        words = [word for sentence in SENTENCES[:6] for word in compare(url, sentence)]
    errors_ms = np.abs([word.error_ms for word in words])
    assert len(words) == 49
    assert np.median(errors_ms) <= 20
    assert np.percentile(errors_ms, 95) <= 60
