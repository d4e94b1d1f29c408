"""What each sign and command of mathematics means and is called.

LaTeX's names are the keys; text/formula/aliases.py maps other spellings to them.
"""

from __future__ import annotations

from text.formula.tree import Role
from text.written.listed import listed, table

GREEK = listed(
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma "
    "tau upsilon phi chi psi omega"
)

LETTERS: dict[str, str] = {
    **{name: name for name in GREEK},
    **{name.capitalize(): name for name in GREEK},
    **{f"var{name}": name for name in ("epsilon", "theta", "pi", "rho", "sigma", "phi", "kappa")},
    **table(
        "infty infinity|partial partial|nabla del|hbar h bar|ell l|imath i|jmath j|aleph aleph|"
        "emptyset the empty set|ldots dot dot dot|cdots dot dot dot|dots dot dot dot|"
        "dotsc dot dot dot|dotsb dot dot dot|vdots dot dot dot|ddots dot dot dot|top true|"
        "bot false|therefore therefore|because because|square square|Box square|"
        "blacksquare end of proof|qed end of proof|checkmark check|star star|wp p|degree degrees|"
        "pounds pounds|euro euros|$ dollars|# number|& and|_ underscore"
    ),
}

_RELATIONS = table(
    "= equals|ne does not equal|< is less than|> is greater than|le is less than or equal to|"
    "ge is greater than or equal to|ll is much less than|gg is much greater than|"
    "approx is approximately|equiv is equivalent to|sim is similar to|cong is congruent to|"
    "propto is proportional to|perp is perpendicular to|parallel is parallel to|in in|"
    "notin not in|ni contains|subset is a proper subset of|subseteq is a subset of|"
    "nsubseteq is not a subset of|supset is a proper superset of|supseteq is a superset of|"
    "mid divides|nmid does not divide|to to|gets gets|implies implies|"
    "impliedby is implied by|iff if and only if|mapsto maps to|leftrightarrow corresponds to|"
    "rightleftharpoons is in equilibrium with|uparrow up|downarrow down|vdash proves|"
    "models models|prec precedes|succ succeeds|coloneqq is defined as|"
    "triangleq is defined as|doteq approaches|asymp is asymptotic to|pmod mod|choose choose|"
    "over over"
)
_TIMES = table(
    "times times|cdot times|* times|ast star|div divided by|/ over|circ composed with|"
    "bullet dot|otimes tensor|odot circle dot|wedge and|vee or|cap intersect|cup union|"
    "setminus minus|bmod mod|rtimes semidirect product|bowtie join"
)
_SIGNS = table(
    "+ plus|- minus|pm plus or minus|mp minus or plus|oplus direct sum|ominus circle minus"
)
_PREFIXES = table(
    "neg not|forall for all|exists there exists|nexists there does not exist|angle angle|"
    "triangle triangle|Re the real part of|Im the imaginary part of"
)
_POSTFIXES = table("! factorial|% percent|° degrees|‰ per mille")
_PAUSES = {",": ",", ";": ";", ".": ".", "?": "?", ":": ",", "quad": ",", "qquad": ","}

OPERATORS: dict[str, tuple[str, Role]] = {
    sign: (words, role)
    for role, table in (
        (Role.RELATION, _RELATIONS),
        (Role.TIMES, _TIMES),
        (Role.SIGN, _SIGNS),
        (Role.PREFIX, _PREFIXES),
        (Role.POSTFIX, _POSTFIXES),
        (Role.PAUSE, _PAUSES),
    )
    for sign, words in table.items()
}

FUNCTIONS: dict[str, str] = table(
    "sin sine|cos cosine|tan tangent|cot cotangent|sec secant|csc cosecant|arcsin arc sine|"
    "arccos arc cosine|arctan arc tangent|sinh hyperbolic sine|cosh hyperbolic cosine|"
    "tanh hyperbolic tangent|coth hyperbolic cotangent|log log|lg log|ln the natural log|"
    "exp the exponential|det the determinant|dim the dimension|ker the kernel|rank the rank|"
    "tr the trace|deg the degree|gcd the greatest common divisor|"
    "lcm the least common multiple|arg the argument|Pr the probability|Var the variance|"
    "Cov the covariance|div the divergence|grad the gradient|curl the curl|sgn the sign|"
    "sign the sign|hom hom|span the span|diag the diagonal matrix"
)
BARE_FUNCTIONS = frozenset(
    listed("sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth log lg hom")
)
"""Those that need no "of" before an argument without brackets: "sine x"."""

BIGS: dict[str, str] = table(
    "sum the sum|prod the product|coprod the coproduct|int the integral|"
    "iint the double integral|iiint the triple integral|oint the contour integral|"
    "bigcup the union|bigcap the intersection|bigoplus the direct sum|"
    "bigotimes the tensor product|bigwedge the conjunction|bigvee the disjunction|"
    "lim the limit|limsup the limit superior|liminf the limit inferior|max the maximum|"
    "min the minimum|sup the supremum|inf the infimum|argmax the arg max|argmin the arg min"
)

ACCENTS: dict[str, tuple[str, str]] = {
    "vec": ("vector", ""),
    "overrightarrow": ("vector", ""),
    "hat": ("", "hat"),
    "widehat": ("", "hat"),
    "bar": ("", "bar"),
    "overline": ("", "bar"),
    "tilde": ("", "tilde"),
    "widetilde": ("", "tilde"),
    "dot": ("", "dot"),
    "ddot": ("", "double dot"),
    "dddot": ("", "triple dot"),
    "check": ("", "check"),
    "breve": ("", "breve"),
}
MARKS = {
    "\u0302": "hat",
    "\u0303": "tilde",
    "\u0304": "bar",
    "\u0305": "bar",
    "\u0307": "dot",
    "\u0308": "ddot",
    "\u20d7": "vec",
}
"""Characters that combine with the letter before them, to the accent that they are."""
STYLES: dict[str, str] = {
    "mathrm": "roman",
    "operatorname": "roman",
    "operatorname*": "roman",
    "mathbf": "bold",
    "boldsymbol": "bold",
    "bm": "bold",
    "pmb": "bold",
    "mathbb": "blackboard",
    "mathcal": "",
    "mathscr": "",
    "mathfrak": "",
    "mathsf": "",
    "mathit": "",
    "mathtt": "",
    "mathop": "",
    "mathbin": "",
    "mathrel": "",
    "mathord": "",
    "underline": "",
    "boxed": "",
    "fbox": "",
    "cancel": "",
    "bcancel": "",
    "phantom": "",
    "ensuremath": "",
    "smash": "",
}
"""Commands that leave their argument to be read; the value is the style that it gets."""
PROSE = frozenset(listed("text textrm textit textbf textsf texttt textnormal mbox hbox intertext"))

SKIPPED: dict[str, int] = {
    **dict.fromkeys(
        listed(
            "displaystyle textstyle scriptstyle scriptscriptstyle limits nolimits nonumber notag "
            "hline left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr "
            "bigm Bigm centering rm bf it cal mathstrut strut par noindent toprule midrule "
            "bottomrule hfill hphantom relax protect"
        ),
        0,
    ),
    **dict.fromkeys(listed("label tag color hspace vspace begin end vphantom ref eqref"), 1),
    "textcolor": 1,
    "colorbox": 1,
}
"""Commands that say nothing, and how many arguments they take with them."""

OPENERS: dict[str, str] = {
    **{"(": ")", "[": ")", "lbrack": ")", "langle": ">", "lbrace": "}", "lnull": "rnull"},
    **{"lfloor": "floor", "lceil": "ceil", "lvert": "|", "lVert": "‖", "⌊": "floor", "⌈": "ceil"},
}
CLOSERS: dict[str, str] = {
    **{")": ")", "]": ")", "rbrack": ")", "rangle": ">", "rbrace": "}", "rnull": "rnull"},
    **{"rfloor": "floor", "rceil": "ceil", "rvert": "|", "rVert": "‖", "⌋": "floor", "⌉": "ceil"},
}
"""Signs to the kind of closing bracket; `(` and `[` may close each other, as in [0, 1)."""

BLACKBOARD: dict[str, str] = table(
    "R the real numbers|N the natural numbers|Z the integers|Q the rational numbers|"
    "C the complex numbers|P the probability|E the expected value"
)
BLACKBOARD_SIGNS = dict(zip("ℝℕℤℚℂℙ𝔼", "RNZQCPE", strict=True))

CALLABLE = frozenset(
    listed("f g h F G H N P O E Q W T L p u v w phi psi gamma zeta sigma pi theta omega delta")
)
"""Letters before a bracket that name a function rather than a factor."""
