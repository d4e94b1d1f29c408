"""Mathematics in prose without delimiters: `3 × 7 = 21`, `x² ≥ 3`, `f(x) = 2x + 1`, `\\alpha`.

A run of terms and operators counts as mathematics only if it holds evidence that cannot well be
anything else, so that "A - B", "and/or" and "10-20" stay prose.
"""

from __future__ import annotations

import re

from core.types import Span
from text.formula.symbols import MARKS
from text.formula.tokens import SUBSCRIPTS, SUPERSCRIPTS, WORDS

_GREEK = "αβγδεζηθικλμνξπρστυφχψωϕϑϵΓΔΘΛΞΠΣΦΨΩ"
_NO_FUNCTIONS = frozenset({"mod", "sign", "span", "div", "inf", "sup", "max", "min", "arg", "deg"})
_FUNCTIONS = "|".join(sorted(WORDS - _NO_FUNCTIONS, key=len, reverse=True))
_MARKS = "".join(MARKS)
_ACCENTED = "ŷȳẏŵẑẋ"
"""Letters with an accent of mathematics that are no letters of a language on their own."""
_SETS = "ℝℕℤℚℂ∅∞"
_RAISED = f"[{SUPERSCRIPTS}{SUBSCRIPTS}]"
_GROUP = r"\{[^{}\n]{1,40}\}"
_RAISED_TO = rf"{_GROUP}|\([^()\n]{{1,40}}\)|[-+−]?(?:\d+|[A-Za-z](?![A-Za-z])|[{_GREEK}∞]|\*)"
_LOWERED_TO = rf"{_GROUP}|(?:\d+|[A-Za-z])(?!\w)"
_SCRIPT = rf"(?:{_RAISED}|\^(?:{_RAISED_TO})|_(?:{_LOWERED_TO}))"
_NUMBER = r"[½⅓⅔¼¾]|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SMALL_WORDS = "am|an|as|at|be|by|do|go|he|if|in|is|it|me|my|no|of|on|or|so|to|up|us|we"
_LETTERS = (
    rf"[A-Za-z](?![A-Za-z])|[A-Za-z]{{2,3}}(?={_SCRIPT})|(?<=\d)[a-z]{{2}}(?![A-Za-z])"
    rf"|(?!(?:{_SMALL_WORDS})\b)[a-z]{{2}}(?= [<>=≤≥≠] )|d[r-z](?!\w)"
    rf"|(?<=[=+*/−-] )(?!(?:{_SMALL_WORDS})\b)[a-z]{{2}}(?![A-Za-z])"
)
_CALL = r"[A-Za-z]['′]{0,3}\((?:[\w.+\-]{1,12}, ?){0,3}[\w.+\-]{1,12}\)"
_NOTATION = r"[OPEΘ]\([^()\n]{1,30}\)"
"""Calls that hold more than arguments: O(n log n), P(A | B)."""
_ATOM = (
    rf"(?:{_NUMBER}|{_NOTATION}|(?:lim|max|min|sup|inf){_SCRIPT} ?"
    rf"|(?:{_FUNCTIONS})(?=[ (\[²³⁻^_]|[{_GREEK}])|{_CALL}|{_LETTERS}"
    rf"|[{_GREEK}](?![α-ωά-ώ])|[{_SETS}{_ACCENTED}]"
    rf"|\|(?! )[^|\n]{{1,30}}(?<! )\||‖[^‖\n]{{1,30}}‖|[√∛∜∂∇Δ]|[∑∏∫∬∮]{_SCRIPT}{{0,2}} ?)"
)
_OPEN = r"[(\[√∛∜¬∀∃−±+\-]"
_INTERVAL = r"(?<=[∈∉] )[(\[][-−+]?[\w.∞]{1,8}, ?[-−+]?[\w.∞]{1,8}[)\]]"
_BEHIND = rf"(?:{_SCRIPT}|[{_MARKS}]|['′!°](?!\w)|[)\]])"
_TERM = rf"(?>{_INTERVAL}|(?:{_OPEN}{{0,3}}{_ATOM}{_BEHIND}{{0,6}}){{1,8}})"
_OPERATOR = r"(?:<=|>=|!=|==|->|=>|\*\*|[=≠≈≡∼≅∝<>≤≥≪≫+\-−±∓×·⋅∗*÷/∘⊕⊗∈∉⊂⊆⊃⊇∪∩∧∨→⇒⇔↔↦⟹⟺:])"
_NO_PROSE = f"√∛∜∂∇∑∏∫∬∮{_SETS}{_GREEK}{SUPERSCRIPTS}{SUBSCRIPTS}"
_BESIDE = (
    rf"(?<=[{_NO_PROSE}]) |(?<=sin|cos|tan|log|lim) |(?<=ln) | (?=d[r-z](?!\w))|(?<=/d[r-z]) (?=\()"
)
"""A space between two factors, after a sign that is not prose."""
_RUN = re.compile(
    rf"(?<![\w$\\#@./:%€£]){_TERM}(?:(?: ?{_OPERATOR} ?|{_BESIDE})(?:{_TERM}|…|\.\.\.)){{0,40}}+"
)
_GOES_ON = re.compile(r"[\w^_]|[(\[]\w")
_EVIDENCE = re.compile(
    "|".join(
        (
            rf"[≠≈≡≅∝≤≥≪≫×⋅÷√∛∜∑∏∫∬∮∞∂∇∈∉⊂⊆⊃⊇∪∩∧∨∀∃⇒⇔∓^{SUPERSCRIPTS}{SUBSCRIPTS}]",
            rf"\w ?= ?[\w(−\-√{_GREEK}]",
            r"\w ?[<>]=? ?\w",
            r"\w ?\*\*? ?\w",
            rf"\A[{_GREEK}]\Z",
            r"[\w)] ?\+ ?[\w(]",
            r"[\d)] [-−] [\w(]|[\w)] [-−] \d",
            r"(?<![A-Za-z])[a-zA-Z]['′]{0,3}\([\w, ]{1,12}\)",
            _NOTATION,
            rf"(?<![A-Za-z])(?:{_FUNCTIONS})\(",
            r"[A-Za-z]_[\w{]",
            r"\|[^|]+\||‖",
            rf"[{_MARKS}{_ACCENTED}]",
            rf"\w ?± ?[{_GREEK}]",
            r"\([-−]\w\)",
            r"\A\d+/[nxyz]\Z",
            r"\d/\d.*[=+]",
            r"(?<![A-Za-z])[nkm]!|\w! ?[=+*/−-]",
        )
    )
)
_COMMAND = r"\\(?:[A-Za-z]+|[{}|,;])"
_LATEX_RUN = re.compile(
    rf"{_COMMAND}(?:{_COMMAND}|\{{[^{{}}\n]{{0,200}}\}}|[{{}}()\[\]^_=+\-*/<>|!',.]?[ ]?"
    r"(?:(?<![A-Za-z])[A-Za-z](?![A-Za-z])|\d+|[{}()\[\]^_=+\-*/<>|]))*"
)


def plain_formula_at(text: str, at: int, end: int) -> tuple[Span | None, int]:
    """The formula in plain notation that begins at `at` and ends before `end`, if one does.

    The second value says how far it looked: if nothing was found, nothing begins before there,
    so that a caller who goes from left to right looks at each character once.
    """
    run = _RUN.match(text, at, min(end, at + MAX_LENGTH))
    if run is None:
        return None, at
    is_cut = run.end() == at + MAX_LENGTH or _GOES_ON.match(text, run.end(), end)
    if is_cut or not _EVIDENCE.search(run[0]):
        return None, run.end()
    last = _balanced_end(text, at, run.end())
    return (Span(at, last), run.end()) if last > at else (None, at + 1)


def latex_at(text: str, at: int, end: int) -> Span | None:
    """The LaTeX that begins with a command at `at`, outside all delimiters."""
    run = _LATEX_RUN.match(text, at, min(end, at + MAX_LENGTH))
    return Span(at, len(run[0].rstrip(" ,.")) + at) if run else None


MAX_LENGTH = 400
"""Longest formula in plain notation; the rest of a longer one is read on its own."""


def _balanced_end(text: str, start: int, end: int) -> int:
    """Where a run ends without what belongs to the prose around it: a bracket, an exclamation."""
    opened: list[int] = []
    if text[end - 1] == "!" and text[end - 2].isdecimal():
        end -= 1  # "Call 911!" exclaims
    for at in range(start, end):
        if text[at] in "([":
            opened.append(at)
        elif text[at] in ")]":
            if not opened:
                return at
            opened.pop()
    return start if opened[:1] == [start] else end
