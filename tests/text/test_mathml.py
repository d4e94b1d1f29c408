"""MathML is said as the LaTeX that says the same; damage leaves its words to be heard."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.types import Span
from text.normalizer import normalize

_LEAVES = ["<mi>x</mi>", "<mn>12</mn>", "<mo>(</mo>", "<mo>|</mo>", "<mo>&sum;</mo>", "<mo>→</mo>"]
_NAMES = (
    "mrow mfrac msqrt mroot msup msub msubsup mover munder munderover mfenced mtable mtr mtd foo mi"
)
LEAVES = st.sampled_from([*_LEAVES, "<mi>abc</mi>", "<mtext> if </mtext>", "<mo/>", "x", "</mi>"])
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda name, parts, closes: f"<{name}>{''.join(parts)}" + f"</{name}>" * closes,
        st.sampled_from(_NAMES.split()),
        st.lists(inner, max_size=3),
        st.booleans(),
    ),
    max_leaves=12,
)


def said(mathml: str) -> str:
    return normalize(f"<math>{mathml}</math>").text


@pytest.mark.parametrize(
    ("mathml", "latex"),
    [
        ("<mfrac><mn>1</mn><mn>2</mn></mfrac>", r"\frac{1}{2}"),
        ("<msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><mn>9</mn>", "x^2 = 9"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x_i^2"),
        ("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", r"\sqrt{x + 1}"),
        ("<mroot><mn>8</mn><mn>3</mn></mroot>", r"\sqrt[3]{8}"),
        (
            "<munderover><mo>&#x2211;</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi>"
            "</munderover><msub><mi>a</mi><mi>i</mi></msub>",
            r"\sum_{i=1}^n a_i",
        ),
        (
            "<munder><mi>lim</mi><mrow><mi>x</mi><mo>→</mo><mn>0</mn></mrow></munder>"
            "<mi>f</mi><mo>&ApplyFunction;</mo><mo>(</mo><mi>x</mi><mo>)</mo>",
            r"\lim_{x \to 0} f(x)",
        ),
        ("<mover><mi>v</mi><mo>→</mo></mover>", r"\vec{v}"),
        ("<mfenced><mrow><mi>x</mi><mo>+</mo><mn>1</mn></mrow></mfenced>", "(x + 1)"),
        ("<mi>rate</mi><mo>&lt;</mo><mn>5</mn>", r"\text{rate} < 5"),
        ("<mi>x</mi><mtext> if </mtext><mi>y</mi>", r"x \text{ if } y"),
        ("<mtable><mtr><mtd>1</mtd><mtd>a<mi>b</mi></mtd></mtr></mtable>", "1, ab"),
        ("<mtr><mtd><mn>1</mn></mtd><mtd><mn>2</mn></mtd></mtr>", "1, 2"),
    ],
)
def test_mathml_is_said_as_latex(mathml, latex):
    assert said(mathml) == normalize(rf"\({latex}\)").text


def test_words_stand_for_the_elements_that_they_are_written_with():
    text = "Half: <math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"
    spoken = normalize(text)
    assert spoken.text == "Half: one half"
    spans = [spoken.source(Span(6, 9)), spoken.source(Span(10, 14))]
    assert [text[span.start : span.end] for span in spans] == ["1", "2"]


def test_a_source_in_latex_beside_the_formula_is_silent():
    assert said("<semantics><mi>x</mi><annotation>x^2</annotation></semantics>") == "x"


def test_mathml_that_never_ends_stays_text():
    assert normalize("<math><mn>1</mn> and more").text == "one and more"


@pytest.mark.parametrize("damaged", ["<mfrac><mn>1</mfrac>", "<msup><mn>1</mn>", "</mi><mn>1"])
def test_damage_leaves_the_rest_to_be_heard(damaged):
    assert said(damaged) == "one"


@given(st.lists(TREES, max_size=4).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_mathml_becomes_words_that_have_a_source(mathml):
    spoken = normalize(f"<math>{mathml}</math>")  # SpokenText refuses spans that go backwards
    assert all(
        len(spoken.source(Span(at, at + 1))) > 0 for at, c in enumerate(spoken.text) if c.isalpha()
    )
