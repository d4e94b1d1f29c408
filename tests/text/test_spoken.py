"""The builder sets spaces and pauses, and never lets a span go backwards."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.types import Span
from text.spoken import PAUSES, Copied, Said, SpokenBuilder


def built(source, *parts):
    builder = SpokenBuilder(source)
    for part in parts:
        builder.add(part)
    return builder.build()


def test_words_are_parted_by_one_space():
    spoken = built("5km", Said("five", Span(0, 1)), Said("kilometers", Span(1, 3)))
    assert spoken.text == "five kilometers"
    assert spoken.source(Span(5, 15)) == Span(1, 3)


def test_copied_letters_are_their_own_sources():
    assert built("abc", Copied(Span(0, 3))).sources == (Span(0, 1), Span(1, 2), Span(2, 3))


def test_word_heard_before_its_place_widens_what_it_overtakes():
    spoken = built("$5", Said("five", Span(1, 2)), Said("dollars", Span(0, 1)))
    assert spoken.source(Span(0, 4)) == Span(0, 2)
    assert spoken.source(Span(5, 12)) == Span(0, 2)


def test_copied_word_that_is_overtaken_loses_its_letters():
    spoken = built("xab", Copied(Span(1, 3)), Said("before", Span(0, 1)))
    assert set(spoken.sources[:2]) == {Span(0, 3)}


@pytest.mark.parametrize(
    ("marks", "kept"),
    [(",.", "."), (".,", "."), ("?!", "?"), (",,", ","), (":—", "—"), (".!", "!")],
)
def test_of_pauses_that_meet_the_stronger_stays(marks, kept):
    parts = [Said(mark, Span(1, 2)) for mark in marks]
    assert built("a-", Said("a", Span(0, 1)), *parts).text == "a" + kept


def test_pause_before_the_first_word_is_dropped():
    assert built(", a", Said(",", Span(0, 1)), Said("a", Span(2, 3))).text == "a"


def test_space_before_a_pause_and_at_an_end_is_dropped():
    builder = SpokenBuilder(" a , ")
    builder.space(Span(0, 1))
    builder.copy(Span(1, 2))
    builder.space(Span(2, 3))
    builder.pause(",", Span(3, 4))
    builder.space(Span(4, 5))
    assert builder.build().text == "a,"


def test_brackets_and_quotes_hold_on_to_their_words():
    builder = SpokenBuilder('a ("b") c')
    builder.copy(Span(0, 1))
    for mark in ("(", '"'):
        builder.bracket(mark, Span(2, 3))
    builder.copy(Span(4, 5))
    for mark in ('"', ")"):
        builder.bracket(mark, Span(5, 6))
    builder.copy(Span(8, 9))
    assert builder.build().text == 'a ("b") c'


def test_nothing_audible_says_nothing():
    assert built("²", Copied(Span(0, 1))).text == ""


PARTS = st.builds(
    lambda start, length, words: Said(words, Span(start, start + length)),
    st.integers(0, 30),
    st.integers(1, 5),
    st.sampled_from(["one", "two words", *PAUSES]),
) | st.builds(lambda start: Copied(Span(start, start + 3)), st.integers(0, 30))


@given(st.lists(PARTS, max_size=12))
def test_spans_in_any_order_become_monotone_and_still_hold_their_own(parts):
    builder = SpokenBuilder("abcdefghi " * 4)
    for part in parts:
        builder.add(part)
    spoken = builder.build()  # SpokenText refuses spans that go backwards
    assert len(spoken.text) == len(spoken.sources)
    words = [part for part in parts if isinstance(part, Said) and part.words == "one"]
    for word in words:
        assert any(
            span.start <= word.span.start and word.span.end <= span.end for span in spoken.sources
        )
