"""Other spellings of the signs of mathematics: Unicode, ASCII digraphs, synonyms of commands."""

from __future__ import annotations

from text.formula.symbols import GREEK
from text.written.listed import listed

_PAIRS = """
    ∞ infty  ∂ partial  ∇ nabla  ℏ hbar  ℓ ell  ∅ emptyset  … dots  ⋯ cdots  ... dots
    ∴ therefore  ∵ because  ⊤ top  ∆ Delta  µ mu  ς sigma  ϕ phi  ϑ theta  ϵ epsilon
    ≠ ne  ≤ le  ≥ ge  ≪ ll  ≫ gg  ≈ approx  ≡ equiv  ∼ sim  ≅ cong  ∝ propto  ⊥ perp  ∣ mid
    ∈ in  ∉ notin  ∋ ni  ⊂ subset  ⊆ subseteq  ⊃ supset  ⊇ supseteq
    → to  ← gets  ⇒ implies  ⇐ impliedby  ⇔ iff  ⟹ implies  ⟺ iff  ↔ leftrightarrow
    ↦ mapsto  ⇌ rightleftharpoons  ↑ uparrow  ↓ downarrow  ≔ coloneqq
    × times  · cdot  ⋅ cdot  ∗ ast  ÷ div  ∘ circ  • bullet  ⊗ otimes  ∧ wedge  ∨ vee
    ∩ cap  ∪ cup  ∖ setminus  − -  – -  ± pm  ∓ mp  ⊕ oplus  ∥ ‖  ⟨ langle  ⟩ rangle
    ¬ neg  ∀ forall  ∃ exists  ∄ nexists  ∠ angle  △ triangle  √ sqrt  ∛ cbrt  ∜ qdrt
    ∑ sum  ∏ prod  ∫ int  ∬ iint  ∭ iiint  ∮ oint  ⋃ bigcup  ⋂ bigcap
    -> to  => implies  <= le  >= ge  != ne  == =  := coloneqq  <-> leftrightarrow  <=> iff  ** ^
    neq ne  leq le  geq ge  leqslant le  geqslant ge  lt <  gt >  simeq approx  approxeq approx
    owns ni  subsetneq subset  supsetneq supset  land wedge  lor vee  lnot neg
    rightarrow to  longrightarrow to  leftarrow gets  longmapsto mapsto  leadsto to
    hookrightarrow to  twoheadrightarrow to  xrightarrow to  rightharpoonup to
    Rightarrow implies  Longrightarrow implies  Leftarrow impliedby
    Leftrightarrow iff  Longleftrightarrow iff
    centerdot cdot  intercal top  colon :  mod bmod  smallsetminus setminus
    varlimsup limsup  varliminf liminf  vert |  Vert ‖
    tfrac frac  dfrac frac  cfrac frac  dbinom binom  tbinom binom
"""
_LISTED = listed(_PAIRS)

ALIASES: dict[str, str] = {
    **dict(zip("αβγδεζηθικλμνξοπρστυφχψω", GREEK, strict=True)),
    **dict(zip("ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", map(str.capitalize, GREEK), strict=True)),
    **dict(zip(_LISTED[::2], _LISTED[1::2], strict=True)),
}
"""Each spelling to the name that text/formula/symbols.py has it under."""
