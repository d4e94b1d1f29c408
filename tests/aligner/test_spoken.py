import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.spoken import keep_outer_spaces, spoken_times
from core.types import Span, SpokenText


def test_expanded_characters_share_the_time_of_their_source():
    spoken = SpokenText(
        "a four b", (Span(0, 1), Span(1, 2), *[Span(2, 3)] * 4, *(Span(3, 4), Span(4, 5)))
    )
    times = spoken_times(spoken, Span(0, 5), [0, 10, 20, 60, 70, 80])
    assert "".join(times.chars) == "a four b"
    assert times.bounds.tolist() == [0, 10, 20, 30, 40, 50, 60, 70, 80]


def test_silent_markup_prolongs_what_was_said_before_it():
    spoken = SpokenText("ab", (Span(1, 2), Span(3, 4)))  # *a*b
    times = spoken_times(spoken, Span(0, 4), [0, 1, 10, 12, 20])
    assert times.bounds.tolist() == [0, 12, 20]


def test_part_of_an_utterance_has_only_what_begins_in_it():
    spoken = SpokenText.verbatim("hello")
    times = spoken_times(spoken, Span(2, 4), [100, 110, 130])
    assert (times.chars, times.bounds.tolist()) == (("l", "l"), [0, 10, 30])


def test_nothing_said_has_no_times():
    times = spoken_times(SpokenText("a", (Span(4, 5),)), Span(0, 3), [0, 5, 10, 15])
    assert (times.chars, times.bounds.tolist()) == ((), [0])


@given(st.data())
def test_times_of_any_spoken_text_fill_the_audio_of_each_part(data: st.DataObject):
    length = data.draw(st.integers(1, 12))
    starts = sorted(data.draw(st.lists(st.integers(0, length - 1), min_size=1, max_size=20)))
    ends = sorted(data.draw(st.integers(start, length)) for start in starts)
    spoken = SpokenText("x" * len(starts), tuple(map(Span, starts, map(max, starts, ends))))
    steps = data.draw(st.lists(st.integers(0, 9), min_size=length, max_size=length))
    bounds = [sum(steps[:i]) for i in range(length + 1)]
    cut = data.draw(st.integers(0, length))
    parts = [Span(a, b) for a, b in ((0, cut), (cut, length)) if a < b]
    times = [spoken_times(spoken, part, bounds[part.start : part.end + 1]) for part in parts]
    assert sum(len(t.chars) for t in times) == len(spoken.text)
    for part, of_part in zip(parts, times, strict=True):
        if of_part.chars:
            assert of_part.bounds[-1] == bounds[part.end] - bounds[part.start]


@pytest.mark.parametrize("text", ["ab", "a b"])
def test_verbatim_times_are_those_of_the_source(text: str):
    bounds = [i * 7 for i in range(len(text) + 1)]
    times = spoken_times(SpokenText.verbatim(text), Span(0, len(text)), bounds)
    assert times.bounds.tolist() == bounds


@pytest.mark.parametrize(
    ("text", "said", "kept"),
    [
        (" ab ", "ab", " ab "),
        ("\n\nab", "ab", " ab"),
        ("ab", "ab", "ab"),
        ("  ", "", ""),
    ],
)
def test_white_space_around_an_utterance_is_kept(text: str, said: str, kept: str):
    lead = len(text) - len(text.lstrip())
    spoken = SpokenText(said, tuple(Span(lead + i, lead + i + 1) for i in range(len(said))))
    assert keep_outer_spaces(spoken, text, Span(0, len(text))).text == kept


def test_white_space_that_is_said_already_is_not_said_twice():
    spoken = SpokenText.verbatim(" ab ")
    assert keep_outer_spaces(spoken, " ab ", Span(0, 4)) == spoken


def test_white_space_inside_an_utterance_is_left_to_the_normaliser():
    spoken = SpokenText("abcd", tuple(Span(i, i + 1) for i in (0, 1, 4, 5)))
    assert keep_outer_spaces(spoken, "ab ", Span(0, 3)).text == "abcd"
    assert keep_outer_spaces(spoken, " cd", Span(3, 6)).text == "abcd"
