"""Units of measurement: `km/h` is "kilometers per hour", `m²` "square meters"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from core.types import Span
from text.spoken import Said
from text.written.listed import listed, table
from text.written.numbers import plural

_PREFIXES = table(
    "k kilo|M mega|G giga|T tera|P peta|E exa|h hecto|da deca|d deci|c centi|m milli|µ micro|"
    "μ micro|u micro|n nano|p pico|f femto|Ki kibi|Mi mebi|Gi gibi|Ti tebi"
)
_SCALED = table(
    "m meter|g gram|s second|A ampere|K kelvin|mol mole|cd candela|Hz hertz|N newton|Pa pascal|"
    "J joule|W watt|C coulomb|V volt|F farad|\u03a9 ohm|\u2126 ohm|T tesla|Wb weber|H henry|"
    "L liter|l liter|eV electron volt|B byte|b bit|bit bit|bps bit per second|Bps byte per second|"
    "Wh watt hour|cal calorie|Bq becquerel|Sv sievert|Gy gray|pc parsec|bar bar|Ah amp hour|"
    "VA volt ampere|FLOPS flops|t ton|M molar"
)
_PLAIN = table(
    "min minute|h hour|hr hour|hrs hour|sec second|d day|mi mile|ft foot|in inch|yd yard|lb pound|"
    "lbs pound|oz ounce|gal gallon|qt quart|mph mile per hour|kn knot|kph kilometer per hour|"
    "rpm revolution per minute|RPM revolution per minute|fps frame per second|FPS frame per second|"
    "ppm part per million|ppb part per billion|dpi dot per inch|dB decibel|atm atmosphere|"
    "psi pound per square inch|mmHg millimeter of mercury|ha hectare|ac acre|AU astronomical unit|"
    "ly light-year|px pixel|tbsp tablespoon|tsp teaspoon|rad radian|°C degree Celsius|"
    "°F degree Fahrenheit|ºC degree Celsius|ºF degree Fahrenheit|"
    "℃ degree Celsius|℉ degree Fahrenheit|° degree|°K kelvin|Å angstrom|"
    "Da dalton|kDa kilodalton|sr steradian|year year|yr year|yrs year|month month|mo month|wk week|"
    "week week|day day|night night|hour hour|minute minute|second second|person person|BTU BTU|"
    "MP megapixel|cc cubic centimeter|mcg microgram|user user|request request|req request|"
    "token token|tokens token"
)
_COMPOUND = {"fl oz": "fluid ounce"} | {
    f"{short} {symbol}": f"{word} {(_PLAIN | _SCALED).get(symbol, 'kilometer')}"
    for short, word in (("sq", "square"), ("cu", "cubic"))
    for symbol in ("ft", "in", "mi", "yd", "m", "km")
}
_PLAIN |= _COMPOUND | {symbol.replace(" ", ". "): name for symbol, name in _COMPOUND.items()}
SHORTENED = frozenset(listed("sq cu fl")) | frozenset(
    symbol for symbol, name in _PLAIN.items() if symbol.isalpha() and name != symbol and symbol[1:]
)
"""Units that may be written with a full stop: ft., oz."""
_UNCOUNTED = frozenset(listed("hertz flops"))
_IRREGULAR = {"foot": "feet", "inch": "inches", "henry": "henries", "person": "people"}
_LENGTHS = frozenset(listed("meter foot inch yard mile"))


_SYMBOLS = (
    {
        prefix + symbol: prefix_name + name
        for prefix, prefix_name in _PREFIXES.items()
        for symbol, name in _SCALED.items()
    }
    | _SCALED
    | _PLAIN
)
_POWERS = {
    "²": 2,
    "³": 3,
    "^2": 2,
    "^3": 3,
    "2": 2,
    "3": 3,
    "⁻¹": -1,
    "^-1": -1,
    "⁻²": -2,
    "^-2": -2,
}
_POWERS |= {"⁻³": -3, "^-3": -3}


def _any(symbols: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, symbols), key=len, reverse=True))


_NAME = rf"(?:(?:{_any(_PLAIN)}|(?:{_any(_PREFIXES)})?(?:{_any(_SCALED)}))(?![A-Za-zµμ]))"
_POWER = r"⁻?[²³¹]|\^-?[123]"
UNIT = rf"{_NAME}(?:{_POWER})?(?:[/·⋅*]{_NAME}(?:{_POWER}|[23](?![\w.]))?){{0,3}}"
"""Regular expression of a unit, compound or not; what follows must not be a letter or digit."""
_FACTOR = re.compile(rf"([/·⋅*]?)({_NAME})({_POWER}|[23])?")


@lru_cache(maxsize=1024)
def unit_words(symbol: str, *, is_one: bool) -> tuple[Said, ...] | None:
    """What a unit is called, with spans in `symbol`; None where it is not a unit.

    Args:
        symbol: as written after a number: `km/h`, `m²`, `m/s^2`, `N·m`.
        is_one: whether the number before it is 1, which takes the singular.
    """
    if not _WHOLE.fullmatch(symbol):
        return None
    said: list[Said] = []
    last_counted = max(_counted(symbol), default=None)
    for match in _FACTOR.finditer(symbol):
        operator, name, power = match[1], match[2], _POWERS.get(match[3] or "", 1)
        if operator == "/" or power < 0:
            said.append(Said("per", Span(match.start(), match.start() + 1)))
        words = _powered(_SYMBOLS[name], abs(power))
        if match.start() == last_counted and not is_one:
            words = _pluralised(words)
        said.append(Said(words, Span(match.start(2), match.end())))
    return tuple(said)


def is_word(symbol: str) -> bool:
    """Whether a unit is written out, so that prose has its plural: "a 30 day trial"."""
    return _SYMBOLS.get(symbol) == symbol


def _counted(symbol: str) -> list[int]:
    """Where the factors above the line begin; the last of them takes the plural."""
    found = []
    for match in _FACTOR.finditer(symbol):
        if match[1] == "/" or _POWERS.get(match[3] or "", 1) < 0:
            break
        found.append(match.start())
    return found


def _powered(name: str, power: int) -> str:
    if power == 1:
        return name
    is_length = any(name.endswith(length) for length in _LENGTHS)
    if is_length:
        return f"{'square' if power == 2 else 'cubic'} {name}"
    return f"{name} {'squared' if power == 2 else 'cubed'}"


def _pluralised(name: str) -> str:
    """The plural of the noun that is counted: "miles per hour", "seconds squared"."""
    noun, gap, rest = name, "", ""
    for tail in (" per ", " of ", " squared", " cubed", " Celsius", " Fahrenheit"):
        if tail in name:
            noun, gap, rest = name.partition(tail)
            break
    stem, space, last = noun.rpartition(" ")
    if any(last.endswith(word) for word in _UNCOUNTED):
        return name
    for singular, irregular in _IRREGULAR.items():
        if last.endswith(singular):
            return f"{stem}{space}{last.removesuffix(singular)}{irregular}{gap}{rest}"
    return f"{stem}{space}{plural(last)}{gap}{rest}"


_WHOLE = re.compile(UNIT)
