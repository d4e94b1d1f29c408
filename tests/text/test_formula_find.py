"""Delimiters are found, prices are not, and growing text is held exactly while it may matter."""

import time

import pytest

from text.formula.find import formula_at, open_formula, settled_at


def body(text: str, at: int = 0) -> str | None:
    formula = formula_at(text, at)
    return None if formula is None else text[formula.body.start : formula.body.end]


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        (r"\(a^2\) b", "a^2"),
        (r"\[x\]", "x"),
        ("$x$", "x"),
        ("$5$", "5"),
        ("$2x + 3$ is", "2x + 3"),
        ("$$\nx = 1\n$$", "\nx = 1\n"),
        (r"\begin{cases} 1 \\ 2 \end{cases}.", r"\begin{cases} 1 \\ 2 \end{cases}"),
        (r"\(unclosed", "unclosed"),
        ("\\(ends with its paragraph\n\n\\)", "ends with its paragraph"),
        (r"$x^2 + 1", "x^2 + 1"),
        (r"$\$5 + x$", r"\$5 + x"),
    ],
)
def test_formula_is_found_with_its_body(text, inner):
    assert body(text) == inner


@pytest.mark.parametrize(
    "text",
    [
        "$5 and $10",
        "$5-$10",
        "$5, or US$",
        "$100 in cash (US$)",
        "$HOME and $PATH",
        "$HOME/$USER",
        "$ x $",
        "$",
        "$$",
        "$$ in my pocket",
        "$20",
        r"\begin{itemize}",
        "plain",
    ],
)
def test_price_and_prose_are_no_formula(text):
    assert formula_at(text, 0) is None


@pytest.mark.parametrize(
    ("text", "position"),
    [
        (r"so \(a + b", 3),
        (r"so \(a\) and \[b", 13),
        ("so $x", 3),
        ("so $2x", 3),
        ("so $2 +", 3),
        ("so $$", 3),
        ("so $$x", 3),
        ("so $$x$", 3),
        ("so $", 3),
        ("so \\", 3),
        (r"so \beg", 3),
        (r"so \begin{ali", 3),
        (r"so \begin{align} x", 3),
        (r"\(a\) \(", 6),
        ("so <ma", 3),
        ("so <math display='block'><mi>x</mi>", 3),
    ],
)
def test_open_delimiter_is_reported(text, position):
    assert open_formula(text) == position


@pytest.mark.parametrize(
    "text",
    [
        "",
        r"\(a\)",
        "$x$ is",
        "$$x$$",
        "It costs $5",
        "It costs $5,000.50 a day, or $1.5M",
        "set $HOME first",
        "\\(left open\n\nand over",
        r"\begin{align} x \end{align}",
        "a $ b",
        "<math><mi>x</mi></math>",
        "a <math> b\n\nc",
        r"a \$x b",
    ],
)
def test_nothing_is_open_when_all_is_closed(text):
    assert open_formula(text) is None


def test_open_formula_begins_at_start():
    assert open_formula(r"\(a \(b", 3) == 4


@pytest.mark.parametrize(
    "unit",
    [
        "$",
        "$5 ",
        r"\(",
        r"\( ",
        "\\(\n\n",
        "$x",
        r"\begin{align}",
        "\\",
        "$$x\n\n",
        "\n",
        "$ ",
        "<math>",
    ],
)
def test_finding_is_linear(unit):
    text = unit * (1_000_000 // len(unit))
    began = time.process_time()
    open_formula(text)
    at = 0
    while at < len(text):
        formula = formula_at(text, at)
        at = formula.span.end if formula else at + 1
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("text", "position"),
    [
        (r"\(a. b\) c", 8),
        ("$a b$ c", 5),
        ("$x $y$", 3),
        ("$$a\n\nb", 3),
        ("\\(a\n\nb", 3),
        (r"\(a b", 6),
        ("$x b", 5),
        ("\\x", 1),
    ],
)
def test_an_open_delimiter_is_settled_where_more_text_cannot_change_it(text, position):
    assert settled_at(text, 0) == position
