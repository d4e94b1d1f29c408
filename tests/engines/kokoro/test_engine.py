import itertools
from pathlib import Path

import numpy as np
import pytest
from onnxruntime import OrtValue

from core.errors import EngineFailure
from core.types import Boundary, Phonemes, Span, Speech, SpokenText, Utterance
from core.units import KOKORO_HOP_SAMPLES, KOKORO_RATE_HZ, resample_quantum
from engines.base import Engine
from engines.kokoro.engine import KokoroEngine
from tests.tiny_export import letters_as_phonemes

SENTENCE = "hello there, general. how are you?"
LONG = " ".join(f"{SENTENCE} it is word after word, and so on" for _ in range(12))


def speak(
    engine: KokoroEngine, text: str, voice: str = "af_heart", speed: float = 1.0
) -> list[Speech]:
    utterance = Utterance(0, text, 0, Boundary.SENTENCE)
    return list(engine.speak(utterance, engine.voice(voice), speed, lambda: False))


def test_kokoro_is_an_engine(engine: KokoroEngine) -> None:
    checked: Engine = engine
    assert checked.name == "kokoro"
    assert checked.voices[0].id == "af_heart"


def test_sentence_becomes_one_speech_with_a_mark_for_each_character(engine: KokoroEngine) -> None:
    (speech,) = speak(engine, SENTENCE)
    assert speech.last
    assert speech.rate_hz == KOKORO_RATE_HZ
    assert speech.chars == Span(0, len(SENTENCE))
    assert [mark.source.start for mark in speech.marks] == list(range(len(SENTENCE)))
    assert all(mark.end_sample > mark.start_sample for mark in speech.marks[:-1])


def test_speech_begins_and_ends_at_rest_and_fits_the_wire_rate(engine: KokoroEngine) -> None:
    (speech,) = speak(engine, SENTENCE)
    assert not speech.samples[:200].any()
    assert not speech.samples[-200:].any()
    assert np.abs(speech.samples).max() > 0.01
    assert len(speech.samples) % resample_quantum(KOKORO_RATE_HZ) == 0


def test_same_request_gives_same_samples(engine: KokoroEngine) -> None:
    (first,), (second,) = speak(engine, SENTENCE), speak(engine, SENTENCE)
    assert np.array_equal(first.samples, second.samples)
    assert first.marks == second.marks


def test_only_durations_and_samples_come_from_the_device_to_the_host(
    engine: KokoroEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[list[int]] = []
    fetch = OrtValue.numpy

    def spy(tensor: OrtValue) -> np.ndarray:
        fetched.append(tensor.shape())
        return fetch(tensor)

    monkeypatch.setattr(OrtValue, "numpy", spy)
    speak(engine, SENTENCE)
    (tokens,), (samples,) = fetched
    assert tokens == len(SENTENCE) + 2
    assert samples > tokens * KOKORO_HOP_SAMPLES


def test_speed_shortens_speech(engine: KokoroEngine) -> None:
    slow, normal, fast = (
        len(speak(engine, SENTENCE, speed=speed)[0].samples) for speed in (0.5, 1.0, 2.0)
    )
    assert slow > 1.7 * normal
    assert fast < 0.7 * normal


def test_long_text_is_split_between_words_and_loses_no_character(engine: KokoroEngine) -> None:
    pieces = speak(engine, LONG)
    assert len(pieces) > 1
    assert [piece.last for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert "".join(LONG[piece.chars.start : piece.chars.end] for piece in pieces) == LONG
    for piece in pieces[:-1]:
        assert LONG[piece.chars.end - 1] == " "
    heard = {i for piece in pieces for mark in piece.marks for i in range(*_ends(mark.source))}
    assert heard == set(range(len(LONG)))


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def test_silent_characters_have_no_mark_but_belong_to_a_piece(engine: KokoroEngine) -> None:
    (speech,) = speak(engine, "##ab#")
    assert speech.chars == Span(0, 5)
    assert [mark.source for mark in speech.marks] == [Span(2, 3), Span(3, 4)]


def test_one_character_that_is_said_as_two_words_has_one_mark(engine: KokoroEngine) -> None:
    (speech,) = speak(engine, "a 9 b")
    assert [mark.source.start for mark in speech.marks] == [0, 1, 2, 3, 4]
    lengths = [mark.end_sample - mark.start_sample for mark in speech.marks]
    assert lengths[2] == max(lengths)


def test_no_piece_ends_inside_a_number(engine: KokoroEngine) -> None:
    pieces = speak(engine, "9" * 60)
    assert len(pieces) > 1
    assert pieces[-1].chars.end == 60
    for before, after in itertools.pairwise(pieces):
        assert before.chars.end == after.chars.start
    owners = [mark.source.start for piece in pieces for mark in piece.marks]
    assert owners == list(range(60))


def test_number_that_is_longer_than_any_piece_is_spoken_whole(export_dir: Path) -> None:
    """All symbols of it have one source; each piece needs characters of its own."""
    number = f"3.{'14159' * 30}"

    def reads_number(text: str, british: bool) -> tuple[SpokenText, Phonemes]:
        symbols = "θɹˈi pˈYnt " + "wˈʌn fˈɔɹ " * 75
        spoken = SpokenText("x" * len(symbols), (Span(0, len(text)),) * len(symbols))
        return spoken, Phonemes(symbols, tuple(Span(i, i + 1) for i in range(len(symbols))))

    engine = KokoroEngine(export_dir, reads_number, device="cpu")
    pieces = speak(engine, number)
    assert len(pieces) > 1
    assert "".join(number[piece.chars.start : piece.chars.end] for piece in pieces) == number
    assert all(len(piece.chars) and piece.marks for piece in pieces)


@pytest.mark.parametrize("text", ["", "###", "...", " ", "\n\n"])
def test_text_without_a_sound_becomes_a_short_silence(engine: KokoroEngine, text: str) -> None:
    (speech,) = speak(engine, text)
    assert speech.last
    assert speech.chars == Span(0, len(text))
    assert len(speech.samples) > 0
    assert not speech.samples.any()


def test_cancelled_speech_ends_without_more_pieces(engine: KokoroEngine) -> None:
    utterance = Utterance(0, LONG, 0, Boundary.SENTENCE)
    heard: list[Speech] = []
    for speech in engine.speak(utterance, engine.voices[0], 1.0, lambda: bool(heard)):
        heard.append(speech)
    assert len(heard) == 1
    assert not heard[0].last
    assert not list(engine.speak(utterance, engine.voices[0], 1.0, lambda: True))


def test_british_voice_speaks_with_british_phonemes(export_dir: Path) -> None:
    asked: list[bool] = []

    def listening(text: str, british: bool) -> tuple[SpokenText, Phonemes]:
        asked.append(british)
        return letters_as_phonemes(text, british)

    engine = KokoroEngine(export_dir, listening, device="cpu")
    for voice in ("af_heart", "bf_emma", "bf_emma+af_heart"):
        speak(engine, "a", voice)
    assert asked == [False, True, True]


def test_symbol_that_the_model_lacks_is_a_failure_not_a_gap(engine: KokoroEngine) -> None:
    with pytest.raises(EngineFailure, match="'%'"):
        speak(engine, "ab%")


def test_blend_lies_between_its_voices(engine: KokoroEngine) -> None:
    alone = [speak(engine, SENTENCE, voice)[0].samples for voice in ("af_heart", "am_puck")]
    blended = speak(engine, SENTENCE, "af_heart:0.5+am_puck:0.5")[0].samples
    assert not any(np.array_equal(blended, samples) for samples in alone)
