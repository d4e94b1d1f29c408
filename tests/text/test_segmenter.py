from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.text.feeding import PLENTY_S, fed, sentences, take_all
from text.segmenter import (
    FORMULA_PATIENCE_S,
    LEANING_PATIENCE_S,
    LOW_S,
    QUIET_S,
    URGENT_S,
    Segmenter,
)


def test_first_words_go_out_before_the_sentence_is_complete():
    assert take_all(fed("The quick brown fox"), buffered_s=0) == ["The quick"]


@pytest.mark.parametrize("text", ["We ran ho", "Extraordinari", "Extraordinary wor"])
def test_very_few_words_are_not_enough_while_more_may_come(text: str):
    assert take_all(fed(text), buffered_s=0) == []


def test_a_short_sentence_is_spoken_whole():
    assert take_all(fed("Hello, world. And"), buffered_s=0) == ["Hello, world."]


def test_first_words_do_not_stop_at_a_word_that_leans_on_the_next():
    assert take_all(fed("We went to the old house"), buffered_s=0) == ["We went to the old"]


def test_no_last_word_is_left_on_its_own_when_the_end_is_known():
    segmenter = fed("The quick fox.")
    segmenter.finish()
    assert take_all(segmenter, buffered_s=0) == ["The quick fox."]


def test_silence_on_the_input_lets_complete_words_out():
    segmenter = fed("Hello wor")
    assert take_all(segmenter, QUIET_S - 0.01, buffered_s=0) == []
    assert take_all(segmenter, QUIET_S, buffered_s=0) == ["Hello"]
    assert segmenter.pending == len(" wor")


def test_silence_after_a_full_stop_ends_the_sentence():
    segmenter = fed("Hello there.")
    assert take_all(segmenter, QUIET_S / 2) == []
    assert take_all(segmenter, QUIET_S) == ["Hello there."]


def test_silence_does_not_let_an_incomplete_word_out():
    assert take_all(fed("Hel"), 60.0, buffered_s=0) == []


def test_a_lone_article_waits_longer_for_its_noun():
    segmenter = fed("The ")
    assert take_all(segmenter, QUIET_S, buffered_s=0) == []
    assert take_all(segmenter, LEANING_PATIENCE_S, buffered_s=0) == ["The"]


@pytest.mark.parametrize(
    ("buffered_s", "taken"),
    [
        (PLENTY_S, None),
        (LOW_S + 0.01, None),
        (LOW_S, "When it was so late today,"),
        (URGENT_S, "When it was so late"),
    ],
)
def test_the_less_audio_is_left_the_smaller_the_piece(buffered_s: float, taken: str | None):
    utterance = fed("When it was so late today, the old train").take(0.0, buffered_s)
    assert (utterance and utterance.text) == taken


def test_a_long_sentence_is_cut_after_a_clause_to_what_the_buffer_affords():
    text = "word " * 7 + "word, " + "word " * 40
    first = fed(text).take(0.0, 1.2)
    assert first is not None
    assert first.text == "word " * 7 + "word,"


def test_no_piece_keeps_a_slow_engine_from_others_for_long():
    utterance = fed("word " * 200).take(0.0, buffered_s=60.0, cost=0.2)
    assert utterance is not None
    seconds_of_speech = len(utterance.text) / 15
    assert 1.0 < 0.2 * seconds_of_speech <= 1.5


def test_the_slower_the_engine_the_shorter_the_piece():
    text = "word " * 200
    lengths = []
    for cost in (0.0, 0.2, 0.8):
        utterance = fed(text).take(0.0, 2.0, cost)
        assert utterance is not None
        lengths.append(len(utterance.text))
    assert lengths == [299, 89, 19]


def test_a_long_sentence_without_clauses_is_cut_between_words():
    taken = take_all(fed("lorem " * 200))
    assert all(len(piece) <= 300 and piece.strip().endswith("lorem") for piece in taken)


def test_very_short_sentences_are_said_together_when_there_is_time():
    assert sentences("Yes. No. I do not know. Ask him.") == [
        "Yes. No.",
        " I do not know.",
        " Ask him.",
    ]


def test_a_formula_that_is_not_closed_holds_back_what_comes_before_only_for_a_while():
    segmenter = fed("The area is \\( a b c d e f g h")
    assert take_all(segmenter, QUIET_S, buffered_s=0) == ["The area"]
    taken = take_all(segmenter, FORMULA_PATIENCE_S, buffered_s=0)
    assert "".join(taken) == " is \\( a b c d e f g"


def test_a_word_longer_than_any_is_cut_before_a_base_character():
    taken = sentences("e\u0301" * 1200)
    assert len(taken) == 3
    assert all(piece[0] == "e" for piece in taken)


def test_an_emoji_sequence_is_not_cut_at_its_joiners():
    family = "👨\u200d👩\u200d👧"
    assert all(piece.startswith("👨") for piece in sentences(family * 500))


def test_finish_lets_out_only_what_came_before_it():
    segmenter = fed("Half a sen")
    segmenter.finish()
    segmenter.feed("tence more", 0.0)
    assert take_all(segmenter) == ["Half a sen"]
    assert segmenter.pending == len("tence more")


def test_utterances_know_where_in_the_stream_they_begin():
    segmenter = fed("One two three. Four five six. ")
    first, second = segmenter.take(0, 0), segmenter.take(0, 0)
    assert first is not None
    assert second is not None
    assert (first.id, first.first_char) == (0, 0)
    assert (second.id, second.first_char) == (1, len(first.text))


@pytest.mark.parametrize("buffered_s", [0.0, 0.5, 2.0])
@pytest.mark.parametrize("text", ["Hello wor", "The ", "We have \\(a", "One, two"])
def test_every_change_of_mind_comes_at_a_wake_up(text: str, buffered_s: float):
    def answers(at_s: float) -> bool:
        return fed(text).take(at_s, max(0.0, buffered_s - at_s)) is not None

    now_s, woken = 0.0, {0.0}
    while (wake_s := fed(text).wake_s(now_s, max(0.0, buffered_s - now_s))) is not None:
        now_s = wake_s
        woken.add(now_s)
    moments = [i / 100 for i in range(300)]
    for before_s, after_s in pairwise(moments):
        if answers(before_s) != answers(after_s):
            assert any(before_s < wake_s <= after_s + 1e-6 for wake_s in woken)


def test_nothing_to_say_needs_no_wake_up():
    assert Segmenter().wake_s(0.0, 0.0) is None


@settings(max_examples=200)
@given(st.lists(st.text(st.characters(exclude_categories=()) | st.sampled_from(" .,\n$\\"))))
def test_utterances_joined_are_the_text(texts: list[str]):
    segmenter = Segmenter()
    taken = []
    for text in texts:
        segmenter.feed(text, 0.0)
        taken += take_all(segmenter, buffered_s=0)
    segmenter.finish()
    taken += take_all(segmenter)
    assert "".join(taken) == "".join(texts)
    assert segmenter.pending == 0


def test_a_megabyte_is_cut_in_linear_time():
    segmenter = fed("It is $5, or so \\(x\\) they say, " * 35_000)
    segmenter.finish()
    assert len(take_all(segmenter)) > 3000
