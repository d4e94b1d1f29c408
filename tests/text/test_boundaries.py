"""Where text may be cut, as the segmenter shows it: at ends of sentences, never inside a unit."""

import re

import pytest

from tests.text.feeding import fed, sentences, take_all
from text.segmenter import Segmenter


def streamed(pieces: list[str], gap_s: float = 0.05) -> list[str]:
    """The utterances of a text that arrives piece by piece while nothing is buffered."""
    segmenter = Segmenter()
    taken = []
    for index, piece in enumerate(pieces):
        segmenter.feed(piece, index * gap_s)
        taken += take_all(segmenter, index * gap_s, buffered_s=0)
    segmenter.finish()
    return taken + take_all(segmenter, len(pieces) * gap_s, buffered_s=0)


def test_a_price_is_no_formula():
    assert take_all(fed("It was $5 for one. And $10 for two. So")) == [
        "It was $5 for one.",
        " And $10 for two.",
    ]


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("There King Henry VIII ruled the land.", "Henry VIII"),
        ("Before World War II we met.", "War II"),
        ("It was on January 5, 2024 at noon.", "January 5, 2024"),
        ("Please read Chapter IV now.", "Chapter IV"),
        ("This needs version 3.10 of it.", "version 3.10"),
        ("It was built around 1850 in town.", "around 1850"),
        ("Please dial extension 5512 now.", "extension 5512"),
        ("We meet in room 101 today.", "room 101"),
        ("Suppose that x > 5 holds.", "x > 5"),
        ("Then we have x - y = 3 here.", "x - y = 3"),
    ],
)
def test_a_number_or_sign_stays_with_the_word_that_it_belongs_to(text: str, whole: str):
    for pieces in (re.findall(r"\S+ ?", text), re.findall(r" ?\S+", text), list(text)):
        taken = streamed(pieces)
        assert "".join(taken) == text
        assert any(whole in piece for piece in taken)


@pytest.mark.parametrize("more", ["The quick ", "The quick b", "The quick 9"])
def test_first_words_wait_for_nothing_that_may_follow_them(more: str):
    assert take_all(fed(more), buffered_s=0) == ["The quick"]


def test_a_word_that_announces_a_number_waits_only_to_see_that_none_follows():
    assert take_all(fed("The nice room "), buffered_s=0) == []
    assert take_all(fed("That old room w"), buffered_s=0) == ["That old room"]


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Smith and Mrs. Jones met J. K. Rowling.",
        "It cost 3.50, i.e. almost nothing.",
        "See e.g. the U.S. and the E.U. of old.",
        "Version 2.0.1 of example.com is at https://example.com/a.b?c=d.",
        "He came at 5 p.m. on Sunday.",
        "On March 5, 2024, it rained.",
        "Costs rose from 1,000.50 to 2,000.75 dollars.",
        "The sum \\(a. b! c\\) and $x. y$ and $$p. q$$ hold.",
        "We use \\[ a. \\] here, too.",
        "See No. 5 and p. 3 and art. 3 there.",
        "Dial ext. 5 or come to Apt. 4 now.",
        "It has 1000 sq. ft. of space.",
        "Add 2 tbsp. of sugar and 3 oz. of salt.",
        "He is 6 ft. tall (max. 7 ft. here).",
        "The firm (est. 1990) is in Ft. Worth.",
        "The temp. is high, eg. in May.",
        "I met gen. smith in st. louis, and Mx. Lee in Mt. Vernon.",
    ],
)
def test_one_sentence_is_one_utterance(sentence: str):
    assert sentences(sentence) == [sentence]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One is here. Two is there! Is three here? It may be.", 4),
        ("It may be… Who can say?", 2),
        ("It may be… or not, who can say?", 1),
        ('"Stop right there." He did. (It was late.) They left.', 4),
        ("First line without a stop\n\nSecond paragraph here", 2),
        ("A list:\n- first item\n- second item", 3),
        ("# Heading here\nText that follows it.", 2),
        ("你好，世界。今天，天气很好！我们去，公园里散步吧。", 3),
        ("He lives in the U.S. They do not.", 2),
        ("I told him no. He left. This is art. It hangs here.", 4),
        ("He is 6 ft. She is not.", 2),
        ("Just wait a sec. Then ask the ref. He knows.", 3),
        ("I was there. So was she.", 2),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, count: int):
    assert len(sentences(text)) == count


def test_a_delimiter_split_over_two_messages_stays_whole():
    segmenter = fed("So we know that \\")
    assert take_all(segmenter, buffered_s=0) == ["So we know"]
    segmenter.feed("(x\\) holds. And", 0.0)
    assert take_all(segmenter) == [" that \\(x\\) holds."]


def test_urgent_piece_is_rather_long_than_one_word_or_torn_from_its_next():
    text = "It was in the house of the father of the man who had been to the moon and back."
    for pieces in (re.findall(r" ?\S+", text), list(text), [text]):
        taken = streamed(pieces)
        assert taken[:3] == ["It was in the house", " of the father", " of the man"]
        assert taken[3] == " who had been to the moon"
