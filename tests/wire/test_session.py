import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.types import Boundary, Utterance
from tests.driver import Driver, assert_aligned
from tests.fakes import ToneEngine
from wire.actions import Ask, Close, Send, Speak
from wire.messages import AudioMessage, ErrorMessage, TextMessage
from wire.session import MAX_UNSENT_S, Session

PARAGRAPH = (
    "Dr. Smith paid $3.50, or 3.5 dollars, for it. The area is \\(\\pi r^2\\), as you know; "
    "see http://example.com/a.b?c=d for more.\n\nSecond paragraph: naïve café 😀!"
)


def spoken(*texts: str, pieces: int = 1) -> Driver:
    driver = Driver(ToneEngine(pieces))
    driver.send(" ")
    for text in texts:
        driver.send(text)
    driver.send("")
    return driver


def test_session_opens_with_a_space_that_is_not_spoken():
    driver = spoken("Hello, world.")
    assert driver.said == ["Hello, world."]
    assert_aligned(driver.audio, "Hello, world.")
    assert driver.close == Close(1000, "")


def test_session_speaks_text_that_came_without_the_opening_space():
    driver = Driver(ToneEngine())
    driver.send("Hello, world.")
    driver.send("")
    assert_aligned(driver.audio, "Hello, world.")


def test_session_speaks_a_second_space_as_text():
    driver = spoken(" ", "Hello there.")
    assert_aligned(driver.audio, " Hello there.")


@pytest.mark.parametrize("texts", [(), (" ",)])
def test_session_without_text_closes_normally(texts: tuple[str, ...]):
    driver = Driver(ToneEngine())
    for text in (*texts, ""):
        driver.send(text)
    assert not driver.audio
    assert driver.close == Close(1000, "")


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_session_says_the_same_utterances_however_the_text_is_split(data: st.DataObject):
    cut = data.draw(st.integers(1, len(PARAGRAPH) - 1))
    whole = spoken(PARAGRAPH)
    split = spoken(PARAGRAPH[:cut], PARAGRAPH[cut:])
    assert split.said == whole.said
    assert [m.alignment for m in split.audio] == [m.alignment for m in whole.audio]


def test_session_says_the_same_utterances_character_by_character():
    assert spoken(*PARAGRAPH).said == spoken(PARAGRAPH).said


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.text(), st.booleans(), st.sampled_from([0.0, 0.05, 0.2, 3.0]))),
    st.integers(1, 3),
)
def test_session_keeps_every_character_of_any_text_and_flush(
    messages: list[tuple[str, bool, float]], pieces: int
):
    driver = Driver(ToneEngine(pieces))
    driver.send(" ")
    sent = ""
    for text, flush, pause_s in messages:
        if text or flush:
            driver.send(text, flush)
            sent += text
            if flush:
                assert driver.chars == sent, "a flush speaks all that was received"
        driver.wait(pause_s)
    driver.send("")
    assert_aligned(driver.audio, sent)
    assert driver.close == Close(1000, "")
    assert sum(m.samples for m in driver.audio) == len(sent) * 4410


def test_session_flush_keeps_the_stream_open():
    driver = Driver(ToneEngine())
    driver.send(" ")
    driver.send("Hel", flush=True)
    driver.send("", flush=True)
    driver.send("", flush=True)
    driver.send("lo", flush=True)
    assert driver.said == ["Hel", "lo"]
    assert driver.close is None
    driver.send("")
    assert driver.close == Close(1000, "")


def test_session_refuses_text_after_the_end_and_stays_closed():
    driver = spoken("Hello there.")
    driver.send("More.")
    assert [error.code for error in driver.errors] == ["stream_ended"]
    assert_aligned(driver.audio, "Hello there.")


def test_session_takes_one_utterance_at_a_time_and_names_when_the_client_runs_dry():
    driver = spoken("One two three. Four five six. Seven eight nine.")
    assert driver.deadlines_s[0] == driver.now_s
    buffered = 0.0
    for deadline_s, text in zip(driver.deadlines_s, driver.said, strict=True):
        assert deadline_s == pytest.approx(driver.now_s + buffered)
        buffered += 0.1 * len(text)


def test_session_pauses_work_for_a_client_that_does_not_read():
    session, engine = Session(), ToneEngine()
    actions = session.receive(TextMessage("One two three. " * 50 + "\n"), 0.0)
    unsent = []
    while any(isinstance(action, Ask) for action in actions):
        (speak,) = session.turn(0.0)
        assert isinstance(speak, Speak)
        (speech,) = engine.speak(speak.utterance, engine.voices[0], 1.0, lambda: False)
        actions = session.spoken(speech, 0.0)
        unsent += [action.message for action in actions if isinstance(action, Send)]
    waiting_s = sum(message.samples for message in unsent) / 44100
    assert MAX_UNSENT_S < waiting_s < MAX_UNSENT_S + 10
    resumed = [a for message in unsent for a in session.sent(message, 0.0)]
    assert any(isinstance(action, Ask) for action in resumed)


def test_session_closes_when_more_text_waits_than_it_keeps():
    session = Session(max_pending_chars=40)
    session.receive(TextMessage("x " * 20), 0.0)
    send, close = session.receive(TextMessage("these words are far too many for this one"), 0.0)
    assert isinstance(send, Send)
    assert isinstance(send.message, ErrorMessage)
    assert send.message.code == "too_much_text"
    assert close == Close(1009, "too_much_text")


def test_session_ends_with_an_error_when_the_engine_fails():
    driver = Driver(ToneEngine())
    driver.send("Hello")
    driver.do(driver.session.failed())
    assert [error.code for error in driver.errors] == ["engine_failure"]
    assert driver.close == Close(1011, "engine_failure")


def test_session_goes_on_after_a_rejected_message():
    driver = Driver(ToneEngine())
    driver.send(" ")
    driver.do(driver.session.reject(ErrorMessage("invalid_json", "…")))
    driver.send("Hello there.")
    driver.send("")
    assert_aligned(driver.audio, "Hello there.")


def test_session_closes_once_when_a_fatal_message_is_rejected():
    driver = Driver(ToneEngine())
    driver.do(driver.session.reject(ErrorMessage("binary_frame", "…"), 1003))
    driver.do(driver.session.reject(ErrorMessage("binary_frame", "…"), 1003))
    assert driver.close == Close(1003, "binary_frame")


def test_session_speaks_what_it_accepted_before_the_server_goes_away():
    driver = Driver(ToneEngine())
    driver.send(" ")
    driver.send("Half a sen")
    driver.do(driver.session.drain(driver.now_s))
    assert_aligned(driver.audio, "Half a sen")
    assert driver.close is not None
    assert driver.close.code == 1012


def test_session_whose_client_had_ended_closes_normally_when_the_server_goes_away():
    session = Session()
    session.receive(TextMessage("Hello there, you. "), 0.0)
    session.receive(TextMessage(""), 0.0)
    session.drain(0.0)
    (speak,) = session.turn(0.0)
    assert isinstance(speak, Speak)
    engine = ToneEngine()
    (speech,) = engine.speak(speak.utterance, engine.voices[0], 1.0, bool)
    assert session.spoken(speech, 0.1)[-1] == Close(1000, "")


def test_session_speaks_after_a_short_silence_on_the_input():
    driver = Driver(ToneEngine())
    driver.send(" ")
    driver.send("Hello wor")
    driver.wait(0.05)
    assert driver.said == []
    driver.wait(0.06)
    assert driver.said == ["Hello"]


def test_session_tells_where_the_time_went():
    driver = Driver(ToneEngine())
    driver.send(" ")
    driver.send("Hello wor")
    driver.wait(0.2)
    timings = driver.audio[0].timings
    assert timings is not None
    assert timings.segment_ms == pytest.approx(100, abs=1)
    assert timings.first_byte_ms >= timings.segment_ms + timings.encode_ms
    assert all(message.timings is None for message in driver.audio[1:])


def test_session_of_a_client_that_is_gone_asks_for_nothing():
    session, engine = Session(), ToneEngine()
    session.receive(TextMessage("Hello there. And more "), 0.0)
    speech = next(
        engine.speak(
            Utterance(0, "Hello there.", 0, Boundary.SENTENCE), engine.voices[0], 1.0, bool
        )
    )
    session.abandon()
    assert session.turn(0.0) == []
    assert session.spoken(speech, 0.0) == []
    assert session.wake_s(0.0) is None
    assert session.tick(60.0) == []


def test_session_cuts_when_its_turn_comes_from_all_that_has_arrived_by_then():
    session = Session()
    asked = session.receive(TextMessage("Hel"), 0.0)
    assert asked == [Ask(0.0, 0)]
    assert session.receive(TextMessage("lo there. And "), 0.1) == []
    assert session.wake_s(0.1) is None, "it waits for its turn, not for time"
    (speak,) = session.turn(0.4)
    assert isinstance(speak, Speak)
    assert (speak.asked_s, speak.deadline_s) == (0.0, 0.0)
    assert speak.utterance.text == "Hello there."


def test_session_that_wants_more_text_passes_its_turn_and_asks_again():
    session = Session()
    assert session.receive(TextMessage("Hel"), 0.0) == [Ask(0.0, 0)]
    assert session.turn(0.0) == []
    assert session.turn(0.0) == [], "it did not ask"
    assert session.receive(TextMessage("lo there, you. "), 0.05) == [Ask(0.05, 0)]
    assert [type(action) for action in session.turn(0.05)] == [Speak]


def test_session_takes_a_shorter_piece_the_longer_it_waited_for_its_turn():
    def second_utterance(wait_s: float) -> str:
        session, engine = Session(), ToneEngine()
        session.receive(TextMessage("One two three four. " + "word " * 100), 0.0)
        (first,) = session.turn(0.0)
        assert isinstance(first, Speak)
        session.spoken(next(engine.speak(first.utterance, engine.voices[0], 1.0, bool)), 0.1)
        (second,) = session.turn(0.1 + wait_s)
        assert isinstance(second, Speak)
        return second.utterance.text

    assert len(second_utterance(0.0)) > 100
    assert len(second_utterance(0.9)) < 50
    assert len(second_utterance(1.2)) < 30
    assert 60 < len(second_utterance(5.0)) < 200, "the gap was heard: make up for it"


def test_session_tells_how_long_it_waited_for_its_turn():
    session, engine = Session(), ToneEngine()
    session.receive(TextMessage("Hello there, you. "), 0.0)
    (speak,) = session.turn(0.25)
    assert isinstance(speak, Speak)
    speech = next(engine.speak(speak.utterance, engine.voices[0], 1.0, bool))
    send = session.spoken(speech, 0.5)[0]
    assert isinstance(send, Send)
    assert isinstance(send.message, AudioMessage)
    assert send.message.timings is not None
    assert send.message.timings.queue_ms == 250


def test_session_asks_for_shorter_pieces_when_the_engine_is_slow():
    def second_utterance(seconds_of_work: float) -> str:
        session, engine = Session(), ToneEngine()
        session.receive(TextMessage("One two three four. " + "word " * 100), 0.0)
        (first,) = session.turn(0.0)
        assert isinstance(first, Speak)
        speech = next(engine.speak(first.utterance, engine.voices[0], 1.0, lambda: False))
        session.spoken(speech, seconds_of_work)
        (second,) = session.turn(seconds_of_work)
        assert isinstance(second, Speak)
        return second.utterance.text

    assert len(second_utterance(1.5)) < len(second_utterance(0.1)) / 2
