import numpy as np
import pytest

from core.types import Boundary, Mark, Span, Utterance
from engines.joins import REST_S, Rests, rests, settle, silence, voiced_range

RATE_HZ = 24000


def said(text: str, boundary: Boundary = Boundary.SENTENCE) -> Utterance:
    return Utterance(0, text, 0, boundary)


def tone(seconds: float, level: float = 0.5) -> np.ndarray:
    t = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    return (level * np.sin(2 * np.pi * 150 * t + 1)).astype(np.float32)


def test_pause_grows_with_the_boundary():
    word = rests(said("one", Boundary.WORD), 1.0).tail_s
    comma = rests(said("one,", Boundary.CLAUSE), 1.0).tail_s
    colon = rests(said("one:", Boundary.CLAUSE), 1.0).tail_s
    stop = rests(said('"One."'), 1.0).tail_s
    assert REST_S == word < comma < colon < stop


def test_paragraph_begins_after_a_longer_rest_than_a_line():
    plain, line, paragraph = (rests(said(s + "One."), 1.0).lead_s for s in (" ", "\n", "\n\n"))
    assert REST_S == plain < line < paragraph


def test_pauses_shrink_with_speed_but_stay_long_enough_to_join():
    assert rests(said("One."), 2.0).tail_s == pytest.approx(rests(said("One."), 1.0).tail_s / 2)
    assert rests(said("one", Boundary.WORD), 2.0).tail_s == REST_S


def test_voice_is_found_between_silences_with_its_soft_ends():
    quiet_tail = tone(0.05, level=0.005)  # 40 dB under the rest: a fading syllable
    samples = np.concatenate([np.zeros(4800), tone(0.5), quiet_tail, np.zeros(9600)])
    first, last = voiced_range(samples.astype(np.float32), RATE_HZ)
    assert 4800 - 240 <= first <= 4800
    assert 4800 + 13200 <= last <= 4800 + 13200 + 720


def test_silence_has_no_voice():
    assert voiced_range(np.zeros(5000, np.float32), RATE_HZ) == (0, 0)
    assert voiced_range(np.zeros(0, np.float32), RATE_HZ) == (0, 0)


@pytest.mark.parametrize(("rate_hz", "quantum"), [(24000, 80), (22050, 1)])
def test_settled_piece_lasts_whole_samples_on_the_wire_and_rests_at_both_ends(
    rate_hz: int, quantum: int
):
    samples, _ = settle(tone(0.4321), rate_hz, [], (3, 10001), Rests(0.01, 0.1))
    assert len(samples) % quantum == 0
    assert not samples[: round(0.01 * rate_hz)].any()
    assert not samples[-round(0.1 * rate_hz) :].any()
    assert len(samples) - (9998 + 0.11 * rate_hz) < quantum + 1


def test_settled_piece_has_no_step_that_the_voice_has_not():
    voice = tone(0.4)
    samples, _ = settle(voice, RATE_HZ, [], (0, len(voice)), Rests(0.01, 0.05))
    assert np.abs(np.diff(samples)).max() <= 1.01 * np.abs(np.diff(voice)).max()


def test_marks_move_with_the_voice_and_shrink_to_it():
    marks = [Mark(Span(0, 1), 0, 100), Mark(Span(1, 2), 100, 300), Mark(Span(2, 3), 300, 900)]
    _, moved = settle(tone(0.1), RATE_HZ, marks, (50, 800), Rests(0.01, 0.01))
    assert [(m.start_sample, m.end_sample) for m in moved] == [(240, 290), (290, 490), (490, 990)]


def test_silence_is_never_shorter_than_asked_and_fits_the_wire():
    assert len(silence(24000, 0.0101)) == 320
    assert len(silence(22050, 0.01)) in (220, 221)
