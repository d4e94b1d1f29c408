import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.characters import char_times
from core.types import Mark, Span, Speech


def durations(text: str, length: int, *marks: tuple[int, int, int, int]) -> list[int]:
    spans = tuple(Mark(Span(a, b), start, end) for a, b, start, end in marks)
    speech = Speech(np.zeros(length, np.float32), 24000, Span(0, len(text)), spans)
    return np.diff(char_times(speech, text).bounds).tolist()


def test_each_character_lasts_as_long_as_its_mark():
    assert durations("abc", 60, (0, 1, 0, 10), (1, 2, 10, 30), (2, 3, 30, 60)) == [10, 20, 30]


def test_letters_share_the_sound_that_they_make_together():
    assert durations("knee", 60, (0, 2, 0, 20), (2, 4, 20, 60)) == [10, 10, 20, 20]


def test_a_letter_that_makes_two_sounds_lasts_for_both():
    assert durations("ox", 60, (0, 1, 0, 10), (1, 2, 10, 30), (1, 2, 30, 60)) == [10, 50]


def test_a_pause_goes_to_punctuation_and_white_space_before_what_is_silent():
    assert durations("a*, b", 100, (0, 1, 0, 20), (4, 5, 80, 100)) == [20, 0, 30, 30, 20]


def test_a_pause_where_only_markup_stands_goes_to_the_markup():
    assert durations("a**b", 100, (0, 1, 0, 20), (3, 4, 80, 100)) == [20, 30, 30, 20]


def test_a_pause_between_two_adjoining_characters_prolongs_the_first():
    assert durations("ab", 100, (0, 1, 0, 20), (1, 2, 70, 100)) == [70, 30]


def test_rests_at_the_ends_go_to_what_stands_there():
    assert durations(" a.", 100, (1, 2, 10, 60)) == [10, 50, 40]


def test_rests_at_the_ends_without_such_characters_go_to_the_voice():
    assert durations("a", 100, (0, 1, 10, 60)) == [100]


def test_silence_between_words_of_no_length_takes_no_time():
    assert durations("a b", 20, (0, 1, 0, 10), (2, 3, 10, 20)) == [10, 0, 10]


def test_text_that_is_not_spoken_shares_the_silence():
    assert durations("\n\n", 50) == [25, 25]


def test_a_piece_of_an_utterance_counts_its_characters_from_its_own_start():
    speech = Speech(np.zeros(30, np.float32), 24000, Span(5, 7), (Mark(Span(6, 7), 10, 30),))
    assert char_times(speech, " b").bounds.tolist() == [0, 10, 30]


@pytest.mark.parametrize("text", ["", "ab"])
def test_text_of_another_length_is_refused(text: str):
    with pytest.raises(ValueError, match="characters of text"):
        char_times(Speech(np.zeros(9, np.float32), 24000, Span(0, 1), ()), text)


@given(st.data())
def test_times_cover_the_audio_and_never_run_backwards(data: st.DataObject):
    text = data.draw(st.text(min_size=1, max_size=30))
    count = data.draw(st.integers(0, 20))
    edges = sorted(
        data.draw(st.lists(st.integers(0, 5000), min_size=2 * count, max_size=2 * count))
    )
    starts = sorted(
        data.draw(st.lists(st.integers(0, len(text) - 1), min_size=count, max_size=count))
    )
    ends = sorted(data.draw(st.lists(st.integers(1, len(text)), min_size=count, max_size=count)))
    marks = tuple(
        Mark(Span(a, max(b, a + 1)), edges[2 * i], edges[2 * i + 1])
        for i, (a, b) in enumerate(zip(starts, ends, strict=True))
        if i == 0 or max(b, a + 1) >= max(ends[i - 1], starts[i - 1] + 1)
    )
    speech = Speech(np.zeros(5000, np.float32), 24000, Span(0, len(text)), marks)
    times = char_times(speech, text)
    assert "".join(times.chars) == text
    assert times.bounds[0] == 0
    assert times.bounds[-1] == 5000
    assert (np.diff(times.bounds) >= 0).all()
