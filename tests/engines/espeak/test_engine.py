from collections.abc import Callable
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.characters import char_times
from core.errors import BadInput
from core.types import Boundary, Speech, Utterance
from engines.espeak.engine import EspeakEngine
from engines.joins import REST_S, voiced_range
from tests.driver import Driver, assert_aligned
from text.espeak import Espeak, Synthesis, WordEvent
from text.normalizer import normalize

SENTENCES = [
    "The quick brown fox jumps over the lazy dog.",
    "She sells sea shells by the sea shore.",
    "How much wood would a woodchuck chuck, if a woodchuck could chuck wood?",
    "Knights and knaves knew psychology, though through rough bough.",
    "An expert fixed the boxes next to the exit.",
]


def speak(engine: EspeakEngine, text: str, speed: float = 1.0, voice: str = "en-us") -> Speech:
    utterance = Utterance(0, text, 0, Boundary.SENTENCE)
    (speech,) = engine.speak(utterance, engine.voice(voice), speed, lambda: False)
    return speech


class SpyEspeak:
    """espeak-ng, and what it last spoke."""

    def __init__(self, espeak: Espeak) -> None:
        self._espeak = espeak
        self.rate_hz = espeak.rate_hz
        self.languages = espeak.languages

    def synthesise(
        self, text: str, language: str, words_per_minute: int, cancelled: Callable[[], bool]
    ) -> Synthesis:
        self.spoken = self._espeak.synthesise(text, language, words_per_minute, cancelled)
        return self.spoken


@pytest.mark.parametrize("text", SENTENCES)
def test_word_starts_are_espeak_s_own_events(espeak: Espeak, text: str):
    spy = SpyEspeak(espeak)
    speech = speak(EspeakEngine(spy), text)  # type: ignore[arg-type]
    times = char_times(speech, text).bounds
    shift = round(REST_S * espeak.rate_hz) - voiced_range(spy.spoken.samples, espeak.rate_hz)[0]
    events = [event for event in spy.spoken.events if isinstance(event, WordEvent)]
    errors_ms = [abs(times[e.char] - e.sample - shift) * 1000 / espeak.rate_hz for e in events]
    assert len(events) >= len(text.split()) - 2  # "of the" is one word to espeak-ng
    assert np.median(errors_ms) <= 1
    assert max(errors_ms) <= 12  # the first word begins where it is heard, after its event


def test_every_letter_of_a_word_has_time_except_between_merged_words(espeak_engine: EspeakEngine):
    text = "Knights wrote xylophone songs."
    times = char_times(speak(espeak_engine, text), text)
    for char, lasts in zip(times.chars, np.diff(times.bounds), strict=True):
        assert lasts or char == " ", char


def test_letters_are_not_spread_evenly(espeak_engine: EspeakEngine):
    times = char_times(speak(espeak_engine, "strengths"), "strengths").bounds
    lengths = np.diff(times)[:-1]
    assert lengths.max() > 2 * lengths.min()


def test_comma_takes_the_pause_in_a_sentence(espeak_engine: EspeakEngine):
    text = "Yes, indeed"
    lengths = np.diff(char_times(speak(espeak_engine, text), text).bounds)
    assert lengths[3] + lengths[4] > 0.1 * 22050


def test_speech_rests_at_both_ends(espeak_engine: EspeakEngine):
    samples = speak(espeak_engine, "Hello there.").samples
    assert not samples[:200].any()
    assert not samples[-200:].any()
    assert np.abs(samples).max() > 0.1


def test_speed_changes_the_length(espeak_engine: EspeakEngine):
    slow, normal, fast = (
        len(speak(espeak_engine, SENTENCES[0], speed).samples) for speed in (0.5, 1.0, 2.0)
    )
    assert slow > 1.6 * normal
    assert normal > 1.6 * fast


def test_voices_differ(espeak_engine: EspeakEngine):
    american = speak(espeak_engine, "Bath water", voice="en-us").samples
    british = speak(espeak_engine, "Bath water", voice="en-gb").samples
    assert len(american) != len(british)


def test_unknown_voice_is_answered_with_the_list(espeak_engine: EspeakEngine):
    with pytest.raises(BadInput, match=r"en-us, .*en-gb") as raised:
        espeak_engine.voice("nobody")
    assert raised.value.code == "unknown_voice"


def test_cancelled_utterance_stops_at_once(espeak_engine: EspeakEngine):
    asked = 0

    def cancelled() -> bool:
        nonlocal asked
        asked += 1
        return asked > 3

    utterance = Utterance(0, "A long sentence, and more of it. " * 100, 0, Boundary.SENTENCE)
    voice = espeak_engine.voices[0]
    assert list(espeak_engine.speak(utterance, voice, 1.0, cancelled)) == []
    assert asked < 10


@pytest.mark.parametrize("text", [" ", "\n\n", "…", "\0", "\ud800", "​"])
def test_nothing_to_say_becomes_a_short_silence(espeak_engine: EspeakEngine, text: str):
    speech = speak(espeak_engine, text)
    assert not speech.samples.any()
    assert 0 < len(speech.samples) < 22050


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=()), min_size=1, max_size=120))
def test_any_text_is_spoken_and_timed(espeak_engine: EspeakEngine, text: str):
    assert len(char_times(speak(espeak_engine, text), text).chars) == len(text)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text() | st.sampled_from([*SENTENCES, " 21 ", "\\(x^2\\)", "$5. ", "😀", "e.g. "]),
            st.booleans(),
        ),
        max_size=8,
    )
)
def test_alignment_invariants_hold_for_any_text_split_and_flush(
    espeak_engine: EspeakEngine, messages: list[tuple[str, bool]]
):
    driver = Driver(espeak_engine)
    driver.send(" ")
    for text, flush in messages:
        if text or flush:
            driver.send(text, flush)
    driver.send("")
    assert_aligned(driver.audio, "".join(text for text, _ in messages))


def test_joins_have_no_click(espeak_engine: EspeakEngine):
    driver = Driver(espeak_engine)
    driver.send(" ")
    driver.send(" ".join(SENTENCES))
    driver.send("")
    pcm = np.frombuffer(b"".join(message.pcm for message in driver.audio), "<i2").astype(int)
    steps = np.abs(np.diff(pcm))
    ends = np.cumsum([len(s.samples) * 44100 // s.rate_hz for s in driver.speech])[:-1]
    assert len(ends) >= 5
    for end in ends:
        assert steps[end - 50 : end + 50].max() <= 2, "the join is not at rest"
    chunk_ends = np.cumsum([message.samples for message in driver.audio])[:-1]
    at_chunks = max(steps[end - 1] for end in chunk_ends)
    assert at_chunks <= np.quantile(steps, 0.9999)


def last_pitch_hz(samples: np.ndarray) -> float:
    """The pitch of the last voiced 36 ms, by autocorrelation; the voice speaks below 200 Hz."""
    for end in range(len(samples), 800, -200):
        window = samples[end - 800 : end]
        correlation = np.correlate(window, window, "full")[799:]
        lag = 22050 // 300 + int(correlation[22050 // 300 : 22050 // 60].argmax())
        if np.abs(window).max() > 0.05 and 22050 / lag < 200:
            return 22050 / lag
    raise AssertionError("there is no voice")


def test_voice_does_not_fall_where_a_clause_goes_on(espeak_engine: EspeakEngine):
    def ending(boundary: Boundary) -> float:
        utterance = Utterance(0, "We all go home", 0, boundary)
        voice = espeak_engine.voices[0]
        (speech,) = espeak_engine.speak(utterance, voice, 1.0, lambda: False)
        return last_pitch_hz(speech.samples)

    assert ending(Boundary.WORD) > 1.1 * ending(Boundary.SENTENCE)


def test_events_of_a_synthesis_are_in_order(espeak: Espeak):
    synthesis = espeak.synthesise("One, two. Three of the 3.5 kids!", "en-us", 175, lambda: False)
    assert all(a.sample <= b.sample for a, b in pairwise(synthesis.events))


def test_emoji_are_named_where_that_was_asked_for(espeak: Espeak):
    naming = EspeakEngine(espeak, partial(normalize, emoji="name"))
    assert len(speak(naming, "Fine 😀.").samples) > 1.5 * len(
        speak(EspeakEngine(espeak), "Fine 😀.").samples
    )
