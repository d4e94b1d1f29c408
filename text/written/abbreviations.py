"""What abbreviations stand for, without their last full stop, and which of them end a sentence.

The reader expands them (text/written/names.py), the segmenter does not cut after them
(text/boundaries.py).
"""

from __future__ import annotations

from text.written.calendar import SHORT_MONTHS, WEEKDAYS
from text.written.listed import listed, table

TITLES = table(
    "Dr Doctor|Mr Mister|Mrs Missus|Ms Miz|Prof Professor|St Saint|Gov Governor|Sen Senator|"
    "Rep Representative|Gen General|Col Colonel|Capt Captain|Lt Lieutenant|Sgt Sergeant|"
    "Rev Reverend|Hon Honorable|Mt Mount|Ft Fort|Pres President|Maj Major|Cmdr Commander|"
    "Adm Admiral|Fr Father|Mx Mix|Messrs Messieurs"
)
"""A name follows: the full stop never ends a sentence."""
ALWAYS_TITLES = frozenset(listed("Dr Mr Mrs Ms Prof"))
BEFORE_NUMBERS = table(
    "No number|no number|Nos numbers|nos numbers|Fig figure|fig figure|Figs figures|figs figures|"
    "Eq equation|eq equation|Eqs equations|eqs equations|Sec section|sec section|Ch chapter|"
    "ch chapter|Vol volume|vol volume|p page|pp pages|pg page|Art article|art article|"
    "para paragraph|Tab table|Ex example|ex example|"
    "ver version|ca circa|c circa|Ref reference|ref reference|Def definition|Thm theorem|"
    "ext extension|Ext extension|Apt apartment|apt apartment"
)
"""Read out only where a number follows."""
WORDS = (
    SHORT_MONTHS
    | WEEKDAYS
    | table(
        "vs versus|approx approximately|etc et cetera|cf compare|Inc Incorporated|Ltd Limited|"
        "Co Company|Corp Corporation|Jr Junior|Sr Senior|Bros Brothers|Ave Avenue|Blvd Boulevard|"
        "Rd Road|dept department|Dept Department|est established|incl including|excl excluding|"
        "misc miscellaneous|avg average|max maximum|min minimum|temp temperature|"
        "resp respectively|Assn Association|Univ University|ed edition|eds editors|al al|"
        "viz namely|Esq Esquire|tel telephone|Tel telephone|govt government|intl international|"
        "wrt with respect to|Ph P H|abbr abbreviation|eg for example|ie that is"
    )
)
DOTTED = table(
    "e.g for example|i.e that is|a.k.a also known as|w.r.t with respect to|"
    "r.p.m revolutions per minute|m.p.h miles per hour|p.s P S|n.b note well|"
    "N.B note well|P.S P S|a.m AM|p.m PM|A.M AM|P.M PM|Ph.D PhD|M.Sc MSc|B.Sc BSc|"
    "v.s versus|q.v which see|"
    "E.g for example|I.e that is|s.t such that"
)
NOT_ENDING = frozenset(
    listed("e.g i.e E.g I.e eg ie viz a.k.a w.r.t vs cf approx v.s s.t incl resp avg")
)
"""No pause is heard for the full stop of these: the sentence goes on."""
REAL_WORDS = frozenset(
    listed("Sun Sat Mar Jun Co est al max min temp Wed ed Dec Mon no No art Art ex Ex c para apt")
    + listed("sec Tab May ref")
)
"""Abbreviations that, before a full stop that ends a sentence, are words of their own."""
