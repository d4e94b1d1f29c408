import numpy as np
import pytest

from engines.kokoro.trim import voice_range

RATE = 24_000
HOP = 600
# Boundary, three sounds, a full stop, boundary: 10 + 4 + 4 + 4 + 12 + 10 frames.
FRAMES = np.array([10, 4, 4, 4, 12, 10])
SPOKEN = (0, 3)
FIRST, LAST, TOTAL = 10 * HOP, 22 * HOP, 44 * HOP


def tone(start: int, end: int, level: float = 0.5) -> np.ndarray:
    samples = np.zeros(TOTAL, np.float32)
    t = np.arange(end - start) / RATE
    samples[start:end] = level * np.sin(2 * np.pi * 220 * t)
    return samples


def test_silence_around_the_sounds_goes() -> None:
    start, end = voice_range(tone(FIRST, LAST), RATE, FRAMES, SPOKEN)
    assert start == FIRST
    assert end == LAST


def test_voice_in_the_punctuation_goes() -> None:
    junk = tone(LAST + 3000, LAST + 8000, 0.3)
    _, end = voice_range(tone(FIRST, LAST) + junk, RATE, FRAMES, SPOKEN)
    assert end <= LAST + 3000


def test_last_sound_rings_on_into_the_punctuation() -> None:
    ring = np.zeros(TOTAL, np.float32)
    fade = np.geomspace(1, 0.02, 3000)
    ring[LAST : LAST + 3000] = (tone(0, 3000)[:3000] * fade).astype(np.float32)
    _, end = voice_range(tone(FIRST, LAST) + ring, RATE, FRAMES, SPOKEN)
    assert end == pytest.approx(LAST + 3000, abs=240)


def test_first_sound_may_begin_before_its_token() -> None:
    start, _ = voice_range(tone(FIRST - 960, LAST), RATE, FRAMES, SPOKEN)
    assert start == FIRST - 960


def test_quiet_inside_the_first_token_goes() -> None:
    start, _ = voice_range(tone(FIRST + 1800, LAST), RATE, FRAMES, SPOKEN)
    assert FIRST + 1600 <= start <= FIRST + 1800


def test_noise_that_never_falls_is_cut_after_a_quarter_second() -> None:
    _, end = voice_range(tone(0, TOTAL), RATE, FRAMES, SPOKEN)
    assert end <= LAST + RATE // 4


def test_silence_has_no_voice() -> None:
    start, end = voice_range(np.zeros(TOTAL, np.float32), RATE, FRAMES, SPOKEN)
    assert start == end


def test_last_sound_ends_where_another_begins() -> None:
    samples = tone(FIRST, LAST) + tone(LAST + 2400, TOTAL, 0.3)
    fade = np.geomspace(1, 0.1, 2400).astype(np.float32)
    samples[LAST : LAST + 2400] = tone(0, 2400)[:2400] * fade
    _, end = voice_range(samples, RATE, FRAMES, SPOKEN)
    assert end == pytest.approx(LAST + 2400, abs=240)
