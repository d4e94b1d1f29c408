from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import EngineFailure
from core.types import Boundary, Phonemes, Span, SpokenText
from engines.kokoro.tokens import GOOD_SYMBOLS, MAX_SYMBOLS, Tokens, tokenize

VOCABULARY = {symbol: i + 1 for i, symbol in enumerate("abcdefghij ,.!?")}


def tokens_of(text: str) -> list[Tokens]:
    spoken = SpokenText.verbatim(text)
    return list(tokenize(Phonemes(text, spoken.sources), spoken, VOCABULARY))


def test_ids_stand_between_boundary_tokens() -> None:
    (tokens,) = tokens_of("ab a")
    assert tokens.ids.tolist() == [0, 1, 2, 11, 1, 0]
    assert tokens.sources == tuple(Span(i, i + 1) for i in range(4))
    assert tokens.boundary is None


def test_sources_reach_through_spoken_text_to_the_utterance() -> None:
    spoken = SpokenText("ab", (Span(3, 5), Span(5, 9)))
    phonemes = Phonemes("cde", (Span(0, 1), Span(0, 1), Span(0, 2)))
    (tokens,) = tokenize(phonemes, spoken, VOCABULARY)
    assert tokens.sources == (Span(3, 5), Span(3, 5), Span(3, 9))


def test_nothing_to_say_makes_no_tokens() -> None:
    assert tokens_of("") == []


def test_unknown_symbol_is_never_left_out() -> None:
    with pytest.raises(EngineFailure, match="'z'"):
        tokens_of("abz")


def test_spoken_range_leaves_out_punctuation_around() -> None:
    (tokens,) = tokens_of(", ab c.!")
    assert tokens.spoken == (2, 6)
    (tokens,) = tokens_of(". ,")
    assert tokens.spoken == (0, 0)


def test_good_length_is_not_split() -> None:
    assert len(tokens_of("a" * GOOD_SYMBOLS)) == 1


def test_split_prefers_the_end_of_a_sentence() -> None:
    first = "abc " * 30 + "abc. "
    pieces = tokens_of(first + "abc, " + "abc " * 40)
    assert next(piece.symbols for piece in pieces) == first
    assert pieces[0].boundary is Boundary.SENTENCE


def test_split_prefers_a_clause_to_a_word() -> None:
    first = "abc " * 34 + "abc, "
    pieces = tokens_of(first + "abc " * 40)
    assert pieces[0].symbols == first
    assert pieces[0].boundary is Boundary.CLAUSE


def test_split_halves_evenly_where_only_words_are() -> None:
    pieces = tokens_of("abc " * 80)
    assert [len(piece.symbols) for piece in pieces] == [160, 160]
    assert pieces[0].boundary is Boundary.WORD


def test_word_that_no_input_can_hold_is_split_rather_than_cut_short() -> None:
    pieces = tokens_of("a" * 1200)
    assert "".join(piece.symbols for piece in pieces) == "a" * 1200
    assert max(len(piece.symbols) for piece in pieces) <= MAX_SYMBOLS


@given(st.text(st.sampled_from("abcd    ,.!?"), max_size=3000))
def test_pieces_join_to_the_whole_and_end_between_words(text: str) -> None:
    pieces = tokens_of(text)
    assert "".join(piece.symbols for piece in pieces) == text
    for piece in pieces:
        assert 1 <= len(piece.symbols) <= MAX_SYMBOLS
        assert len(piece.ids) == len(piece.symbols) + 2
    for piece in pieces[:-1]:
        assert piece.symbols.endswith(" ") or len(piece.symbols) == MAX_SYMBOLS
        assert piece.boundary is not None
    assert all(piece.boundary is None for piece in pieces[-1:])


def said_as(symbols: list[str]) -> list[Tokens]:
    """The pieces of characters that are said as `symbols`, one string for each character."""
    sources = [Span(i, i + 1) for i, said in enumerate(symbols) for _ in said]
    whole = "".join(symbols)
    spoken = SpokenText("x" * len(whole), tuple(sources))
    phonemes = Phonemes(whole, tuple(Span(i, i + 1) for i in range(len(whole))))
    return list(tokenize(phonemes, spoken, VOCABULARY))


@given(st.lists(st.sampled_from(["ab cd ", "a, b. c, d. ", "abc ", "a " * 100]), max_size=60))
def test_pieces_never_share_a_character(symbols: list[str]) -> None:
    pieces = said_as(symbols)
    assert "".join(piece.symbols for piece in pieces) == "".join(symbols)
    for before, after in pairwise(pieces):
        assert before.sources[-1].end <= after.sources[0].start
        assert len(before.symbols) <= MAX_SYMBOLS
