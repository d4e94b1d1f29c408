import pytest

from core.types import Span, SpokenText
from engines.espeak.engine import EspeakEngine
from engines.espeak.respelling import respelled
from tests.engines.espeak.test_engine import speak
from text.espeak import Espeak
from text.normalizer import normalize


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("a squared plus b squared", "eigh squared plus b squared"),
        ("A is a set.", "eigh is a set."),
        ("a dog and a cat", "a dog and a cat"),
        ("from a to b", "from eigh to b"),
        ("the nth xi", "the enth zai"),
        ("", ""),
    ],
)
def test_what_espeak_ng_would_misread_is_spelled_otherwise(text: str, read: str):
    assert respelled(SpokenText.verbatim(text)).text == read


def test_a_word_spelled_otherwise_keeps_its_source():
    spoken = respelled(SpokenText.verbatim("the xi a."))
    assert spoken.text == "the zai eigh."
    assert spoken.source(Span(4, 7)) == Span(4, 6)
    assert spoken.source(Span(8, 12)) == Span(7, 8)
    assert spoken.source(Span(12, 13)) == Span(8, 9)


def test_the_letter_is_heard_in_a_formula(espeak: Espeak):
    read = respelled(normalize(r"\(a^2\)")).text
    assert espeak.pronounce(read, "en-us").startswith("ˈeɪ")


def test_other_languages_read_numbers_in_their_own_words(espeak_engine: EspeakEngine):
    german = speak(espeak_engine, "Es sind 21.", voice="de")
    words = speak(espeak_engine, "Es sind einundzwanzig.", voice="de")
    assert len(german.samples) == pytest.approx(len(words.samples), rel=0.1)
