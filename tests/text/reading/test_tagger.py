import time

import pytest

from text.reading.tagger import Tagger, shared_tagger, split_contraction


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return shared_tagger()


@pytest.mark.parametrize(
    ("sentence", "tags"),
    [
        ("They live in a house .", "PRP VBP IN DT NN ."),
        ("She has read 3 books to Mary .", "PRP VBZ VBN CD NNS IN NNP ."),
        ("I want to be the best .", "PRP VBP TO VB DT JJS ."),
        ("He did not go . He can .", "PRP VBD RB VB . PRP MD ."),
        ("Go . May I ?", "VBP . MD PRP ."),
    ],
)
def test_words_have_penn_tags(tagger, sentence, tags):
    assert " ".join(tagger(sentence.split())) == tags


def test_contraction_has_the_tag_of_its_longer_part(tagger):
    assert tagger(["John's", "dogs", "don't", "I'm"]) == ["NNP", "NNS", "RB", "PRP"]


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("don't", ["do", "n't"]),
        ("they’ve", ["they", "'ve"]),
        ("'s", ["'s"]),
        ("o'clock", ["o'clock"]),
    ],
)
def test_contractions_are_parted(word, parts):
    assert split_contraction(word) == parts


def test_accents_share_one_model():
    assert shared_tagger() is shared_tagger()


def test_letters_without_end_take_no_time(tagger):
    start_s = time.process_time()
    assert tagger(["the", "x" * 100_000]) == ["DT", "NN"]
    assert time.process_time() - start_s < 0.1
