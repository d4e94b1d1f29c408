"""Number words against num2words, which is the oracle where it speaks American English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from core.types import Span
from text.written.numbers import cardinal, decimal, fraction, ordinal, roman, spelled, year
from text.written.units import unit_words


def american(words: str) -> str:
    return words.replace(",", "").replace(" and ", " ")


@given(st.integers(0, 10**36 - 1))
def test_cardinals_agree_with_num2words(number):
    assert cardinal(str(number)) == american(num2words(number))


@given(st.integers(0, 10**12))
def test_ordinals_agree_with_num2words(number):
    assert ordinal(str(number)) == american(num2words(number, to="ordinal"))


@given(st.integers(1100, 2099).filter(lambda number: number % 1000 >= 10))
def test_years_agree_with_num2words(number):
    expected = american(num2words(number, to="year")).replace("oh-", "oh ")
    assert year(str(number)) == expected


@given(st.integers(1, 3999))
def test_roman_numerals_are_read_back(number):
    values = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    signs = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
    numeral, rest = "", number
    for value, sign in zip(values, signs, strict=True):
        numeral += sign * (rest // value)
        rest %= value
    assert roman(numeral) == number


@pytest.mark.parametrize("letters", ["", "IIII", "VX", "IC", "ABC", "iv"])
def test_other_letters_are_no_roman_numeral(letters):
    assert roman(letters) is None


def test_leading_zeros_and_endless_numbers_are_spelled():
    assert cardinal("007") == "zero zero seven"
    assert cardinal("1" * 40) == spelled("1" * 40)


def test_decimals_spell_what_follows_the_point():
    assert decimal("12.050") == "twelve point zero five zero"


@pytest.mark.parametrize(
    ("over", "under", "words"),
    [
        ("1", "2", ("one", "half")),
        ("3", "2", ("three", "halves")),
        ("3", "4", ("three", "quarters")),
        ("1", "100", ("one", "hundredth")),
        ("5", "21", ("five", "twenty-firsts")),
    ],
)
def test_simple_fractions_have_names(over, under, words):
    assert fraction(over, under) == words


@pytest.mark.parametrize(("over", "under"), [("1", "1"), ("1", "0"), ("120", "80"), ("1", "365")])
def test_other_fractions_have_none(over, under):
    assert fraction(over, under) is None


def test_unit_words_know_their_part_of_the_symbol():
    words = unit_words("km/h", is_one=False)
    assert words is not None
    assert [(part.words, part.span) for part in words] == [
        ("kilometers", Span(0, 2)),
        ("per", Span(2, 3)),
        ("hour", Span(3, 4)),
    ]


@pytest.mark.parametrize(
    ("symbol", "one", "many"),
    [
        ("m²", "square meter", "square meters"),
        ("ft", "foot", "feet"),
        ("GHz", "gigahertz", "gigahertz"),
        ("N·m", "newton meter", "newton meters"),
        ("kg/m^3", "kilogram per cubic meter", "kilograms per cubic meter"),
        ("s⁻¹", "per second", "per second"),
        ("µs", "microsecond", "microseconds"),
    ],
)
def test_units_have_a_singular_and_a_plural(symbol, one, many):
    for is_one, expected in ((True, one), (False, many)):
        words = unit_words(symbol, is_one=is_one)
        assert words is not None
        assert " ".join(part.words for part in words) == expected


@pytest.mark.parametrize("symbol", ["", "xyz", "km/", "/h", "kmh"])
def test_what_is_no_unit_has_no_words(symbol):
    assert unit_words(symbol, is_one=False) is None
