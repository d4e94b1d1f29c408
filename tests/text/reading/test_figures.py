import pytest

from text.reading.endings import S
from text.reading.figures import Figures, read_figures


@pytest.mark.parametrize(
    ("word", "first", "words"),
    [
        ("7", True, "seven"),
        ("1,250", True, "one thousand two hundred fifty"),
        ("1984", True, "nineteen eighty four"),
        ("21st", True, "twenty first"),
        ("0.25", True, "zero point two five"),
        ("-3", True, "minus three"),
        ("1.2.3", True, "one two three"),
        ("737", False, "seven thirty seven"),
        ("101", False, "one O one"),
        ("400", False, "four hundred"),
        ("007", False, "zero zero seven"),
        ("12345", False, "one two three four five"),
        ("1234567890123456", True, "one two three four five six seven eight nine zero one two"
         " three four five six"),
    ],
)  # fmt: skip
def test_figures_are_read(word, first, words):
    assert read_figures(word, first) == Figures(tuple(words.split()), None)


def test_ending_of_figures_is_kept():
    assert read_figures("1980s", True) == Figures(("nineteen", "eighty"), S)


@pytest.mark.parametrize(("word", "first"), [("x", True), ("", True), ("-3", False), ("4x", True)])
def test_what_is_no_number_has_no_words(word, first):
    assert read_figures(word, first) is None
