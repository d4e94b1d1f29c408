import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from core.types import Mark, Span, Speech, SpokenText
from wire.audio import MAX_CHUNK_S, AudioEncoder, to_pcm16
from wire.messages import Alignment

CHARS = st.sampled_from("ab .") | st.characters()
RATES = st.sampled_from([22050, 24000])


def speech(samples: np.ndarray, rate_hz: int, length: int, marks: tuple[Mark, ...] = ()) -> Speech:
    return Speech(samples.astype(np.float32), rate_hz, Span(0, length), marks)


def voice(rate_hz: int, seconds: float, seed: int) -> np.ndarray:
    """Noise between two rests of 10 ms, a whole number of samples on the wire."""
    n = round(seconds * rate_hz) // 80 * 80
    rest = rate_hz // 100
    samples = np.random.default_rng(seed).standard_normal(n) * 0.2
    samples[:rest] = samples[n - rest :] = 0
    return samples


@pytest.mark.parametrize("rate_hz", [22050, 24000])
def test_pieces_resample_to_the_samples_of_one_stream(rate_hz: int):
    pieces = [voice(rate_hz, seconds, seed) for seed, seconds in enumerate((0.31, 1.7, 0.05, 0.9))]
    encoder = AudioEncoder()
    sent = b"".join(
        message.pcm
        for piece in pieces
        for message in encoder.encode(speech(piece, rate_hz, 3), "abc")
    )
    whole = soxr.resample(np.concatenate(pieces).astype(np.float32), rate_hz, 44100)
    difference = np.frombuffer(sent, "<i2").astype(int) - to_pcm16(whole)
    assert np.abs(difference).max() <= 2


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.tuples(CHARS, st.sampled_from([0, 0, 1, 30, 400])), min_size=1).filter(
        lambda chars: any(lasts for _, lasts in chars)
    ),
    RATES,
)
def test_chunks_partition_characters_and_samples(chars: list[tuple[str, int]], rate_hz: int):
    """Characters last nothing, a moment, or longer than a chunk may be."""
    text = "".join(char for char, _ in chars)
    ends = np.cumsum([80 * lasts for _, lasts in chars]).tolist()
    marks = tuple(
        Mark(Span(i, i + 1), end - 80 * chars[i][1], end)
        for i, end in enumerate(ends)
        if chars[i][1]
    )
    piece = speech(np.zeros(ends[-1]), rate_hz, len(text), marks)
    messages = list(AudioEncoder().encode(piece, text))
    assert "".join(char for m in messages for char in m.alignment.chars) == text
    assert sum(m.samples for m in messages) == ends[-1] * 44100 // rate_hz
    longest = max(MAX_CHUNK_S, max(80 * lasts for _, lasts in chars) / rate_hz) * 44100
    for message in messages:
        assert 0 < message.samples <= longest + 2  # a sample at 22,050 Hz is two
        assert message.alignment.chars


def test_chunk_ends_before_a_word_where_one_begins():
    samples = voice(24000, 1.5, 0)
    text = "aaa bbb ccc"
    step = len(samples) // len(text)
    marks = tuple(Mark(Span(i, i + 1), i * step, (i + 1) * step) for i in range(len(text)))
    messages = list(AudioEncoder().encode(speech(samples, 24000, len(text), marks), text))
    assert ["".join(m.alignment.chars) for m in messages] == ["aaa bbb", " ccc"]


def test_times_do_not_drift_over_an_hour():
    encoder = AudioEncoder()
    piece = speech(np.zeros(24080), 24000, 3)  # 44,247 samples: 1003.33 ms
    clock_ms = 0
    for _ in range(3600):
        for message in encoder.encode(piece, "a b"):
            clock_ms += sum(message.alignment.durations_ms)
    assert clock_ms == pytest.approx(3600 * 44247 / 44.1, abs=0.5)


def test_speech_that_ends_between_two_samples_is_refused():
    with pytest.raises(ValueError, match="samples on the wire"):
        list(AudioEncoder().encode(speech(np.zeros(24001), 24000, 1), "a"))


def test_pcm_is_clipped_not_wrapped():
    assert to_pcm16(np.array([-2, -1, 0, 1, 2], np.float32)).tolist() == [
        -32767,
        -32767,
        0,
        32767,
        32767,
    ]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.integers(5, 200), min_size=1, max_size=12),
    st.sampled_from([8000, 16000, 22050, 24000, 32000, 48000]),
    RATES,
)
def test_other_rates_do_not_drift_whatever_the_pieces(
    hundredths: list[int], wire_rate_hz: int, rate_hz: int
):
    encoder = AudioEncoder(wire_rate_hz)
    heard_s = sent = 0.0
    for i, length in enumerate(hundredths):
        piece = voice(rate_hz, length / 100, i)
        messages = list(encoder.encode(speech(piece, rate_hz, 3), "abc"))
        sent += sum(message.samples for message in messages)
        heard_s += len(piece) / rate_hz
        assert abs(sent - heard_s * wire_rate_hz) <= 0.5 + 1e-6


@pytest.mark.parametrize("wire_rate_hz", [8000, 24000, 48000])
def test_other_rates_sound_the_same(wire_rate_hz: int):
    at = np.arange(24000) / 24000
    samples = np.sin(2 * np.pi * 500 * at) * np.hanning(24000) * 0.5
    (message,) = AudioEncoder(wire_rate_hz).encode(speech(samples, 24000, 1), "a")
    expected = soxr.resample(samples.astype(np.float32), 24000, wire_rate_hz)
    difference = np.frombuffer(message.pcm, "<i2").astype(int) - to_pcm16(expected)
    assert np.abs(difference).max() <= 2


def test_message_times_what_was_said_beside_what_was_written():
    said = SpokenText("two", (Span(0, 1),) * 3)
    marks = (Mark(Span(0, 1), 0, 2400),)
    piece = Speech(np.zeros(2400, np.float32), 24000, Span(0, 1), marks, spoken=said)
    (message,) = AudioEncoder(24000, with_spoken=True).encode(piece, "2")
    assert message.alignment == Alignment(("2",), (0,), (100,))
    assert message.spoken == Alignment(("t", "w", "o"), (0, 33, 67), (33, 34, 33))


def test_words_of_two_utterances_stay_apart_in_what_was_said():
    text = " 2 b"
    said = SpokenText("two b", (*[Span(1, 2)] * 3, Span(2, 3), Span(3, 4)))
    marks = (Mark(Span(1, 2), 240, 2640), Mark(Span(3, 4), 2640, 4800))
    piece = Speech(np.zeros(4800, np.float32), 24000, Span(0, 4), marks, spoken=said)
    (message,) = AudioEncoder(24000, with_spoken=True).encode(piece, text)
    assert message.spoken is not None
    assert "".join(message.spoken.chars) == " two b"
    assert message.spoken.durations_ms[0] == message.alignment.durations_ms[0] == 10
