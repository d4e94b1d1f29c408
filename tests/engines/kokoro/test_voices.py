from pathlib import Path

import numpy as np
import pytest

from core.errors import BadInput
from engines.kokoro.voices import VoiceBank, is_british

NAMES = ("af_heart", "bm_george", "ef_dora")


@pytest.fixture
def bank(tmp_path: Path) -> VoiceBank:
    styles = np.arange(3 * 5 * 256, dtype="<f4").reshape(3, 5, 256)
    styles.tofile(tmp_path / "voices.bin")
    return VoiceBank(tmp_path / "voices.bin", NAMES, 5)


def row(voice: int, index: int) -> np.ndarray:
    return np.arange(3 * 5 * 256, dtype=np.float32).reshape(3, 5, 256)[voice, index]


def test_style_row_is_number_of_symbols_minus_one(bank: VoiceBank) -> None:
    style = bank.style(bank.voice("bm_george"), 4)
    assert style.shape == (1, 256)
    assert np.array_equal(style[0], row(1, 3))


def test_blend_weighs_styles_by_their_share(bank: VoiceBank) -> None:
    style = bank.style(bank.voice("af_heart:3 + bm_george:1"), 1)
    assert np.allclose(style[0], 0.75 * row(0, 0) + 0.25 * row(1, 0))


def test_blend_without_weights_is_even(bank: VoiceBank) -> None:
    style = bank.style(bank.voice("af_heart+bm_george"), 1)
    assert np.allclose(style[0], (row(0, 0) + row(1, 0)) / 2)


def test_first_voice_of_a_blend_chooses_the_accent(bank: VoiceBank) -> None:
    assert is_british(bank.voice("bm_george+af_heart"))
    assert not is_british(bank.voice("af_heart+bm_george"))
    assert not is_british(bank.voice("ef_dora"))


def test_voices_are_described(bank: VoiceBank) -> None:
    assert [voice.name for voice in bank.voices] == [
        "Heart (female)", "George (male)", "Dora (female)",
    ]  # fmt: skip
    assert [voice.language for voice in bank.voices] == ["en-US", "en-GB", "en-US"]


def test_unknown_voice_is_answered_with_the_list(bank: VoiceBank) -> None:
    with pytest.raises(BadInput, match="af_heart, bm_george, ef_dora") as error:
        bank.voice("af_heart:0.5+nobody:0.5")
    assert error.value.code == "unknown_voice"


@pytest.mark.parametrize(
    "voice_id",
    ["af_heart:", "af_heart:x", "af_heart:-1", "af_heart:0", "af_heart:nan", "af_heart:inf"],
)
def test_bad_weight_is_answered_with_an_example(bank: VoiceBank, voice_id: str) -> None:
    with pytest.raises(BadInput, match=r"af_heart:0.6\+bf_emma:0.4") as error:
        bank.voice(voice_id)
    assert error.value.code == "bad_voice"


@pytest.mark.parametrize("voice_id", ["", "+", "af_heart+", "AF_HEART"])
def test_name_that_is_no_voice_is_unknown(bank: VoiceBank, voice_id: str) -> None:
    with pytest.raises(BadInput) as error:
        bank.voice(voice_id)
    assert error.value.code == "unknown_voice"
