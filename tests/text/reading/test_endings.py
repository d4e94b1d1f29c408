import pytest

from text.reading.endings import ED, ING, S


@pytest.mark.parametrize(
    ("ending", "word", "stems"),
    [
        (S, "cats", ["cat"]),
        (S, "boxes", ["boxe", "box"]),
        (S, "berries", ["berrie", "berry"]),
        (S, "Mary's", ["Mary'", "Mary"]),
        (S, "glass", []),
        (S, "as", []),
        (ED, "walked", ["walke", "walk"]),
        (ED, "agreed", ["agree"]),
        (ED, "add", []),
        (ING, "making", ["mak", "make"]),
        (ING, "running", ["runn", "runne", "run"]),
        (ING, "panicking", ["panick", "panicke", "panic"]),
        (ING, "king", []),
    ],
)
def test_stems_are_those_that_the_spelling_allows(ending, word, stems):
    assert list(ending.stems(word)) == stems


@pytest.mark.parametrize(
    ("ending", "stem", "american", "british"),
    [
        (S, "kˈæt", "kˈæts", "kˈæts"),
        (S, "dˈɔɡ", "dˈɔɡz", "dˈɔɡz"),
        (S, "bˈʌs", "bˈʌsᵻz", "bˈʌsɪz"),
        (ED, "wˈɔk", "wˈɔkt", "wˈɔkt"),
        (ED, "kˈɔl", "kˈɔld", "kˈɔld"),
        (ED, "ˈɛnd", "ˈɛndᵻd", "ˈɛndɪd"),
        (ED, "wˈAt", "wˈAɾᵻd", "wˈAtɪd"),
        (ED, "ˈækt", "ˈæktᵻd", "ˈæktɪd"),
        (ING, "wˈAt", "wˈAɾɪŋ", "wˈAtɪŋ"),
        (ING, "kˈɔː", "kˈɔːɪŋ", None),
    ],
)
def test_sound_of_an_ending_depends_on_the_last_phoneme(ending, stem, american, british):
    assert ending.sound(stem, False) == american
    assert ending.sound(stem, True) == british
