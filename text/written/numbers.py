"""Numerals as American English words: 123 is "one hundred twenty-three".

Written here rather than taken from num2words, which needs 0.1 ms for each number and says "and";
it is the oracle of the tests.
"""

from __future__ import annotations

import re

from text.written.listed import listed, table

_UNITS = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = listed("zero ten twenty thirty forty fifty sixty seventy eighty ninety")
_SCALES = listed(
    "thousand million billion trillion quadrillion quintillion sextillion septillion octillion "
    "nonillion decillion"
)
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
MAGNITUDES = table(
    "k thousand|K thousand|m million|M million|mn million|b billion|B billion|bn billion|"
    "t trillion|T trillion"
)
"""The letters behind a number that multiply it: 10k, $5M."""
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_ROMAN_NUMERAL = re.compile(r"(?=.)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")

MAX_CARDINAL_DIGITS = 3 * (len(_SCALES) + 1)
"""Longer numerals are read digit by digit: nobody follows their scale."""


def cardinal(digits: str) -> str:
    """A whole number; one with a leading zero, or a very long one, digit by digit."""
    if len(digits) > MAX_CARDINAL_DIGITS or (len(digits) > 1 and digits[0] == "0"):
        return spelled(digits)
    if len(digits) <= 3:
        return _below_thousand(int(digits))
    groups = [int(digits[max(0, end - 3) : end]) for end in range(len(digits), 0, -3)]
    words = [
        _below_thousand(group) + (f" {_SCALES[power - 1]}" if power else "")
        for power, group in enumerate(groups)
        if group
    ]
    return " ".join(reversed(words))


def ordinal(digits: str) -> str:
    """The ordinal of a whole number: "twenty-first"."""
    words = cardinal(digits)
    cut = max(words.rfind(" "), words.rfind("-")) + 1
    head, last = words[:cut], words[cut:]
    if last in _ORDINALS:
        return head + _ORDINALS[last]
    return head + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


def spelled(digits: str) -> str:
    """Digit by digit: "one two three"."""
    return " ".join(_UNITS[int(digit)] for digit in digits)


def decimal(digits: str) -> str:
    """A number that may have a point: "three point one four"."""
    whole, point, fraction = digits.partition(".")
    words = cardinal(whole or "0")
    return f"{words} point {spelled(fraction)}".rstrip() if point else words


def year(digits: str) -> str:
    """A year of four digits: "nineteen eighty-four", "two thousand five", "nineteen oh one"."""
    century, rest = digits[:2], digits[2:]
    if digits[1:] == "000" or (digits[1] == "0" and digits[2] == "0"):
        return cardinal(digits)
    if rest == "00":
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {_tens_or_oh(rest)}"


def clock_minutes(digits: str) -> str:
    """Two digits of minutes: "oh five", "thirty"."""
    return _tens_or_oh(digits)


def fraction(numerator: str, denominator: str) -> tuple[str, str] | None:
    """The words of a simple fraction, for its two numerals: "two", "thirds"; or None."""
    if not _has_ordinal_form(denominator) or len(numerator) > 2 or numerator.startswith("0"):
        return None
    names = {"2": ("half", "halves"), "4": ("quarter", "quarters")}
    part = ordinal(denominator).removeprefix("one ")
    one, many = names.get(denominator, (part, part + "s"))
    return cardinal(numerator), one if numerator == "1" else many


def roman(numeral: str) -> int | None:
    """The value of a Roman numeral in capitals, or None where it is not well formed."""
    if not _ROMAN_NUMERAL.fullmatch(numeral):
        return None
    values = [_ROMAN[letter] for letter in numeral]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))


def plural(words: str) -> str:
    """The plural of an English noun phrase, by its last word: "century" is "centuries"."""
    if words.endswith(("s", "x", "z", "ch", "sh")):
        return words + "es"
    if words.endswith("y") and words[-2] not in "aeiou":
        return words[:-1] + "ies"
    return words + "s"


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _below_hundred(rest)
    head = f"{_UNITS[hundreds]} hundred"
    return f"{head} {_below_hundred(rest)}" if rest else head


def _below_hundred(number: int) -> str:
    if number < 20:
        return _UNITS[number]
    tens, unit = divmod(number, 10)
    return f"{_TENS[tens]}-{_UNITS[unit]}" if unit else _TENS[tens]


def _tens_or_oh(digits: str) -> str:
    return f"oh {_UNITS[int(digits[1])]}" if digits[0] == "0" else cardinal(digits)


def _has_ordinal_form(denominator: str) -> bool:
    if denominator in ("100", "1000", "1000000"):
        return True
    return (
        not denominator.startswith("0") and 2 <= int(denominator[:3]) <= 99 and len(denominator) < 3
    )
