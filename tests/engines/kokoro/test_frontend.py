from engines.kokoro.frontend import EnglishFrontend
from text.espeak import Espeak


def test_words_and_sounds_keep_their_sources(espeak: Espeak) -> None:
    text = "It costs $3.50."
    spoken, phonemes = EnglishFrontend(espeak)(text, False)
    assert "three dollars" in spoken.text
    costs = {
        spoken.source(span).end
        for symbol, span in zip(phonemes.symbols, phonemes.sources, strict=True)
        if symbol == "k"
    }
    assert costs == {text.index("c") + 1}


def test_accents_differ(espeak: Espeak) -> None:
    frontend = EnglishFrontend(espeak)
    assert frontend("bath", False)[1].symbols == "bˈæθ"
    assert frontend("bath", True)[1].symbols == "bˈɑːθ"


def test_unknown_word_is_sounded_in_its_accent(espeak: Espeak) -> None:
    frontend = EnglishFrontend(espeak)
    american, british = (frontend("zorblattor", accent)[1].symbols for accent in (False, True))
    assert american
    assert american != british
