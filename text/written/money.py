"""Rules for sums of money: $3.50 is "three dollars and fifty cents", €1.2 million, 50 USD."""

from __future__ import annotations

import re

from core.types import Span
from text.spoken import Said
from text.written.figures import NUMBER, number_words, sign_words
from text.written.numbers import MAGNITUDES, cardinal, plural
from text.written.rule import Words, rule, said

_CURRENCIES = {
    "$": ("dollar", "cent"),
    "US$": ("US dollar", "cent"),
    "C$": ("Canadian dollar", "cent"),
    "CA$": ("Canadian dollar", "cent"),
    "A$": ("Australian dollar", "cent"),
    "AU$": ("Australian dollar", "cent"),
    "HK$": ("Hong Kong dollar", "cent"),
    "NZ$": ("New Zealand dollar", "cent"),
    "R$": ("real", "centavo"),
    "€": ("euro", "cent"),
    "£": ("pound", "pence"),
    "¥": ("yen", ""),
    "₹": ("rupee", "paisa"),
    "₩": ("won", ""),
    "₽": ("ruble", "kopek"),
    "₿": ("bitcoin", ""),
    "₺": ("lira", ""),
    "₪": ("shekel", "agora"),
    "₫": ("dong", ""),
    "₱": ("peso", "centavo"),
    "₴": ("hryvnia", ""),
    "฿": ("baht", "satang"),
    "¢": ("cent", ""),
    "USD": ("US dollar", "cent"),
    "EUR": ("euro", "cent"),
    "GBP": ("British pound", "pence"),
    "JPY": ("Japanese yen", ""),
    "CHF": ("Swiss franc", "centime"),
    "CNY": ("Chinese yuan", ""),
    "INR": ("Indian rupee", "paisa"),
    "CAD": ("Canadian dollar", "cent"),
    "AUD": ("Australian dollar", "cent"),
    "SEK": ("Swedish krona", ""),
    "BTC": ("bitcoin", ""),
    "ETH": ("ether", ""),
}
_UNCOUNTED = frozenset({"pence", "yen", "won", "yuan", "baht", "satang", "ether", "dong", "real"})
_NOUN = re.compile(r"[ -][a-z]{3,}")
_SIGNS = "|".join(re.escape(sign) for sign in sorted(_CURRENCIES, key=len, reverse=True))
_SCALE = r"(?:(?P<scale>[  -]?(?:thousand|million|billion|trillion)\b|(?:mn|bn|[kKmMbBtT])(?!\w)))?"
_AMOUNT = rf"(?P<amount>{NUMBER}|\.\d\d?(?!\d))(?:(?P<dash>[-–—])(?:{_SIGNS})?(?P<high>{NUMBER}))?"
_BEFORE = r"(?P<before>(?<![\w)])[-−+±~≈])?"


@rule(
    rf"{_BEFORE}(?P<sign>{_SIGNS})(?:(?P<minus>[-−])|[  ])?{_AMOUNT}{_SCALE}"
    r"(?P<many>(?<=00)s(?!\w))?"
)
def money(match: re.Match[str]) -> Words:
    """$5, €3.50, £20–£30, $1.2 million, -$5, $-5, ~$20, $100s"""
    if match["many"]:
        return _hundreds(match)
    minus = [said(match, "minus", "minus")] if match["minus"] else []
    return [*sign_words(match, "before"), *minus, *_sum(match)]


@rule(rf"{_BEFORE}{_AMOUNT}{_SCALE}[  ]?(?P<sign>{_SIGNS})(?![\w$^\\])")
def money_after(match: re.Match[str]) -> Words:
    """5 €, 100 USD, 50¢"""
    return [*sign_words(match, "before"), *_sum(match)]


def _hundreds(match: re.Match[str]) -> list[Said]:
    """$100s: hundreds of dollars."""
    hundreds = plural(number_words(match["amount"]).removeprefix("one "))
    unit = _counted(_CURRENCIES[match["sign"]][0], is_one=False)
    return [said(match, "amount", hundreds), said(match, "many", f"of {unit}")]


def _sum(match: re.Match[str]) -> list[Said]:
    unit, hundredth = _CURRENCIES[match["sign"]]
    amount = match["amount"].replace(",", "")
    whole, _, part = amount.partition(".")
    in_parts = len(part) == 2 and hundredth and not match["high"] and not match["scale"]
    if in_parts and part != "00":
        return _whole_and_part(match, unit, hundredth, whole, part)
    words = [said(match, "amount", number_words(whole if in_parts else amount))]
    if match["high"]:
        words += [said(match, "dash", "to"), said(match, "high", number_words(match["high"]))]
    if match["scale"]:
        scale = match["scale"].lstrip(" \u00a0-")
        words.append(said(match, "scale", MAGNITUDES.get(scale, scale)))
    is_one = not match["high"] and not match["scale"] and amount in ("1", "1.00")
    is_one = is_one or _is_attribute(match)
    return [*words, said(match, "sign", _counted(unit, is_one=is_one))]


def _is_attribute(match: re.Match[str]) -> bool:
    """Whether a sum describes a noun: "a five dollar bill"."""
    before = match.string[max(0, match.start() - 3) : match.start()]
    is_counted = before in ("a ", "A ", " a ", "an ", "An ")
    return is_counted and _NOUN.match(match.string, match.end()) is not None


def _whole_and_part(
    match: re.Match[str], unit: str, hundredth: str, whole: str, part: str
) -> list[Said]:
    """Dollars and cents; without dollars only cents."""
    point = match.start("amount") + match["amount"].index(".")
    cents = Span(point + 1, match.end("amount"))
    count = part.lstrip("0")
    said_cents = Said(f"{cardinal(count)} {_counted(hundredth, is_one=count == '1')}", cents)
    if not whole.strip("0"):
        return [said_cents]
    return [
        Said(number_words(whole), Span(match.start("amount"), point)),
        said(match, "sign", _counted(unit, is_one=whole == "1")),
        Said("and", Span(point, point + 1)),
        said_cents,
    ]


def _counted(unit: str, *, is_one: bool) -> str:
    if is_one and unit == "pence":
        return "penny"
    noun = unit.rpartition(" ")[2]
    return unit if is_one or noun in _UNCOUNTED else plural(unit)
