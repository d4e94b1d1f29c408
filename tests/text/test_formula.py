"""Formulas: damage, depth, and where each part of the tree lies in the source."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.types import Span
from text.formula.parse import parse
from text.formula.plain import plain_formula_at
from text.formula.speak import speak
from text.formula.symbols import ACCENTS, BIGS, FUNCTIONS, LETTERS, OPERATORS, STYLES
from text.formula.tokens import tokens
from text.formula.tree import Fence, Fraction, Row, Scripts, Table
from text.normalizer import normalize


def tree(source: str) -> Row:
    return parse(source, Span(0, len(source)))


def said(source: str) -> str:
    return normalize(rf"\({source}\)").text


def test_numerator_and_denominator_know_their_source():
    fraction = tree(r"\frac{a+1}{b}").items[0]
    assert isinstance(fraction, Fraction)
    assert (fraction.numerator.span, fraction.denominator.span) == (Span(6, 9), Span(11, 12))


def test_power_lights_up_with_its_caret():
    scripts = tree("x^2").items[0]
    assert isinstance(scripts, Scripts)
    assert scripts.sup is not None
    assert scripts.sup.span == Span(1, 3)


def test_bracket_that_never_closes_is_closed_by_its_surroundings():
    fraction = tree(r"\frac{(a}{b}").items[0]
    assert isinstance(fraction, Fraction)
    bracket = fraction.numerator.items[0]
    assert isinstance(bracket, Fence)
    assert bracket.close == ""
    assert len(fraction.denominator.items) == 1


def test_table_ends_with_its_environment():
    row = tree(r"\begin{matrix} a & b \\ c \end{matrix} d")
    assert isinstance(row.items[0], Table)
    assert [len(cells) for cells in row.items[0].rows] == [2, 1]
    assert len(row.items) == 2


@pytest.mark.parametrize(
    "source", ["{" * 5000, "x^" * 5000, r"\sqrt" * 5000, "(" * 5000, "|a" * 5000]
)
def test_depth_is_bounded_whatever_the_formula(source):
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(400)
    try:
        speak(source, Span(0, len(source)))
    finally:
        sys.setrecursionlimit(limit)


@pytest.mark.parametrize("damage", ["", "}", r"\end{cases}", "{", r"\left(", "^", r"\frac{"])
def test_damage_leaves_the_rest_of_the_formula_to_be_heard(damage):
    assert "a plus b" in said(f"a + b {damage}")
    assert "a" in said(f"{damage} a + b")


@given(st.text(alphabet=r"abc123{}()[]|^_&\$!'=+-*/<>, " + "²√∑∫π\n", max_size=40))
def test_tokens_cover_any_text_in_order(source):
    found = tokens(source, Span(0, len(source)))
    assert "".join(source[token.span.start : token.span.end] for token in found) == source


@pytest.mark.parametrize("name", sorted({*LETTERS, *OPERATORS, *FUNCTIONS, *BIGS}))
def test_every_symbol_is_said(name):
    sign = "\\" + name if name.isalpha() or name in "#&_$%" else name
    spoken = normalize(rf"\(a {sign} b\)").text
    assert spoken not in ("a b", "a", "b", "")


@pytest.mark.parametrize("name", sorted({*ACCENTS, *(STYLES.keys() - {"operatorname*"})}))
def test_every_accent_and_style_says_its_argument(name):
    assert "x" in said(rf"\{name}{{x}}")


@pytest.mark.parametrize(
    "prose",
    [
        "A - B",
        "plan A/B",
        "10-20",
        "1 1 1",
        "I am",
        "vitamin C",
        "word - word",
        "C:\\x",
        "and/or",
        "e.g. this",
    ],
)
def test_prose_is_not_taken_for_mathematics(prose):
    assert plain_formula_at(prose, 0, len(prose))[0] is None


def test_plain_formula_leaves_the_bracket_of_the_sentence():
    formula, _ = plain_formula_at("x = 5) is", 0, 9)
    assert formula == Span(0, 5)


@pytest.mark.parametrize(
    "chunks",
    [["\\", "(a^2\\)"], ["\\(a^", "2\\)"], ["$", "a^2$"], ["$a^2", "$"], ["\\(a^2\\", ")"]],
)
def test_formula_split_over_chunks_is_the_same_formula(chunks):
    assert normalize("".join(chunks)).text == "a squared"
