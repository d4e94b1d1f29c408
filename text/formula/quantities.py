"""Units and chemical formulas, which look like products of letters but are read otherwise."""

from __future__ import annotations

import re

from text.formula.say import Speech, is_operator, only, say
from text.formula.tree import Fraction, Letter, Node, Number, Operator, Prose, Row, Scripts, Styled
from text.spoken import Said
from text.written.listed import listed
from text.written.units import unit_words

_MAX_UNIT_ITEMS = 6
_PLAIN_UNITS = frozenset(
    listed(
        "kg mg cm mm km ms kHz Hz MHz GHz kJ kW MW kPa Pa MPa mol eV keV MeV nm pm mL kN km/h m/s "
        "m/s^2 m^2 m^3 cm^2 cm^3 kg/m^3 g/mol J/K N/m rad/s W/m^2 kg·m/s kg·m^2 N·m J/kg"
    )
)
"""Units that are recognised when they stand in italics, as single letters after a space."""
_AFTER_POWERS = frozenset(listed("m g s J W V N K"))
"""Those that are variables after other numbers: 10⁻⁹ m."""
_ELEMENT = re.compile(r"[A-Z][a-z]?|\S")
_REACTIONS = ("to", "rightleftharpoons")
_ELEMENTS = frozenset(
    listed("H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Ti Cr Mn Fe Co Ni Cu Zn Br Ag I")
    + listed("Sn Ba Pt Au Hg Pb U")
)


def unit_at(items: tuple[Node, ...], at: int, number: Number) -> tuple[list[Said], int] | None:
    """The unit that begins with `items[at]` after `number`, and the index where it ends."""
    is_one = number.digits == "1"
    apart = _PLAIN_UNITS | _AFTER_POWERS if isinstance(items[at - 1], Scripts) else _PLAIN_UNITS
    for end in range(min(len(items), at + _MAX_UNIT_ITEMS), at, -1):
        part = items[at:end]
        symbol = _joined(part)
        if not symbol:
            continue
        stands_apart = part[0].span.start > items[at - 1].span.end and symbol in apart
        is_upright = _is_upright(part[symbol[0] == "µ" and len(part) > 1])
        words = unit_words(symbol, is_one=is_one) if stands_apart or is_upright else None
        if words is not None:
            span = part[0].span.union(part[-1].span)
            return [Said(said.words, span) for said in words], end
    return None


def is_chemical(items: tuple[Node, ...]) -> bool:
    """Whether a row is a formula or reaction such as H_2O: elements, some with a count."""
    terms: list[Node] = [item for item in items if not isinstance(item, Number | Operator)]
    signs = [item for item in items if isinstance(item, Operator)]
    marked = [item for item in terms if isinstance(item, Scripts) and _is_marked(item)]
    if not marked or not all(is_operator(sign, "+", *_REACTIONS) for sign in signs):
        return False
    names = _names(terms)
    if len(names) == 1 and not (names[0] in ("H", "O", "N") or names[0][1:]):
        return False
    return all(name in _ELEMENTS for name in names)


def say_chemical(items: tuple[Node, ...]) -> Speech:
    """ "H two O" """
    for item in items:
        if isinstance(item, Scripts):
            yield from say(item.base)
            for script in (item.sub, item.sup):
                yield from say(script) if script is not None else ()
        elif is_operator(item, "to"):
            yield Said("yields", item.span)
        else:
            yield from say(item)


def temperature_scale(node: Node | None) -> str | None:
    """Celsius or Fahrenheit, where the letter after a degree sign says so."""
    letter = only(node.body) if isinstance(node, Styled) else node
    text = letter.text.strip() if isinstance(letter, Prose) else None
    if isinstance(letter, Letter):
        text = letter.name
    return {"C": "Celsius", "F": "Fahrenheit"}.get(text or "")


def _joined(items: tuple[Node, ...]) -> str | None:
    """The unit that some nodes spell, as text/written/units.py knows it; None where they can't."""
    symbols = [_spelled(item) for item in items]
    if any(symbol is None for symbol in symbols):
        return None
    text = ""
    for index, symbol in enumerate(symbols):
        gap = index and items[index - 1].span.end < items[index].span.start
        if gap and text[-1:] not in "/·µ" and symbol not in ("/", "·"):
            text += "·"
        text += str(symbol).strip()
    return text


def _spelled(node: Node) -> str | None:
    match node:
        case Prose():
            return node.text.strip().replace(" ", "·") or None
        case Letter():
            return {"mu": "µ", "omega": "Ω"}.get(
                node.name, node.name if len(node.name) == 1 else None
            )
        case Styled(style="roman") | Styled(style=""):
            return _joined(node.body.items)
        case Row():
            return _joined(node.items)
        case Scripts(sub=None, sup=Row() as sup):
            base, power = _spelled(node.base), _power(sup)
            return None if base is None or power is None else f"{base}^{power}"
        case Fraction():
            over, under = _joined(node.numerator.items), _joined(node.denominator.items)
            return None if over is None or under is None else f"{over}/{under}"
        case Operator() if node.sign in ("/", "cdot"):
            return "/" if node.sign == "/" else "·"
    return None


def _power(sup: Row) -> str | None:
    number = sup.items[-1] if sup.items else None
    if not isinstance(number, Number) or len(sup.items) > 2:
        return None
    sign = "-" if len(sup.items) == 2 and is_operator(sup.items[0], "-") else ""
    return sign + number.digits


def _is_upright(node: Node) -> bool:
    """Whether a unit begins with roman type, as units should."""
    match node:
        case Prose() | Styled(style="roman"):
            return True
        case Fraction():
            return bool(node.numerator.items) and _is_upright(node.numerator.items[0])
        case Scripts():
            return _is_upright(node.base)
        case Row():
            return bool(node.items) and _is_upright(node.items[0])
    return False


def _is_marked(node: Scripts) -> bool:
    """Whether an index is a count of atoms, or a power a charge as in `Fe^{3+}`."""
    if isinstance(only(node.sub), Number):
        return True
    charge = node.sup.items if node.sup is not None else ()
    return len(charge) == 2 and isinstance(charge[0], Number) and is_operator(charge[1], "+", "-")


def _symbols(node: Node) -> list[str] | None:
    """The symbols of elements that a node spells, of which the first may be half of one."""
    match node:
        case Letter():
            return [node.name]
        case Prose():
            return _ELEMENT.findall(node.text) or None
        case Styled(style="roman"):
            return _names(list(node.body.items))
    return None


def _names(items: list[Node]) -> list[str]:
    """The symbols of elements in a row, a capital and a small letter joined to one."""
    names: list[str] = []
    for item in items:
        for name in _symbols(item.base if isinstance(item, Scripts) else item) or [""]:
            if name.islower() and names:
                names[-1] += name
            else:
                names.append(name)
    return names
