"""Both readings of words that are spelled alike: data/g2p_heteronyms.tsv."""

import re
from collections import defaultdict
from functools import partial
from pathlib import Path

import pytest

from text.espeak import Espeak
from text.g2p import G2P
from text.reading.heteronyms import retag

LINES = (Path(__file__).parent / "data" / "g2p_heteronyms.tsv").read_text("utf-8").splitlines()


@pytest.fixture(scope="module")
def american(espeak: Espeak) -> G2P:
    return G2P(False, partial(espeak.pronounce, language="en-us"))


def reading(g2p: G2P, word: str, sentence: str) -> str:
    """How `word` sounds in `sentence`."""
    found = re.search(rf"\b{word}\b", sentence, re.IGNORECASE)
    assert found is not None, sentence
    phonemes = g2p(sentence)
    return "".join(
        symbol
        for symbol, span in zip(phonemes.symbols, phonemes.sources, strict=True)
        if found.start() <= span.start and span.end <= found.end()
    )


def test_heteronyms_are_read_right_in_95_of_100_sentences(american):
    cases = [line.split("\t") for line in LINES]
    both = defaultdict(set)
    for word, phonemes, _ in cases:
        both[word.lower()].add(phonemes)
    assert sum(len(readings) > 1 for readings in both.values()) >= 40
    right = sum(reading(american, word, sentence) == said for word, said, sentence in cases)
    assert right / len(cases) >= 0.95


@pytest.mark.parametrize(
    ("words", "tags", "corrected"),
    [
        ("will moderate it", "MD JJ PRP", "MD VB PRP"),
        ("to not estimate it", "TO RB NN PRP", "TO RB VB PRP"),
        ("they project it", "PRP NN PRP", "PRP VBP PRP"),
        ("reports conflict with it", "NNS NN IN PRP", "NNS VBP IN PRP"),
        ("the sales contest was fun", "DT NNS NN VBD NN", "DT NNS NN VBD NN"),
        ("a social construct", "DT JJ VB", "DT JJ NN"),
        ("plan A is", "NN DT VBZ", "NN NN VBZ"),
        ("A plan", "DT NN", "DT NN"),
        ("lead pipe", "NN NN", "METAL NN"),
        ("lead role", "NN NN", "NN NN"),
        ("a furious row", "DT JJ NN", "DT JJ QUARREL"),
        ("in a row", "IN DT NN", "IN DT NN"),
        ("sea bass", "NN NN", "NN NN"),
        ("double bass", "JJ NN", "JJ JJ"),
    ],
)
def test_context_corrects_the_tag_of_a_heteronym(words, tags, corrected):
    assert retag(words.split(), tags.split()) == corrected.split()


@pytest.mark.parametrize(
    ("word", "sentence", "phonemes"),
    [
        ("read", "They read books daily.", "ɹˈid"),
        ("reread", "We reread it when we can.", "ɹˌiɹˈid"),
    ],
)
def test_present_tense_is_not_read_as_the_past(american, word, sentence, phonemes):
    assert reading(american, word, sentence) == phonemes
