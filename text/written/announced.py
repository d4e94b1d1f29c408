"""Words that say how the number after them is read; nobody pauses between the two."""

from __future__ import annotations

from text.written.calendar import MONTHS, SHORT_MONTHS
from text.written.listed import listed

BEFORE_ROMAN = frozenset(
    listed("Chapter chapter Part part Section section Volume volume Book book Act act Scene scene")
    + listed("Article article Phase phase Type type Level level War Figure figure Table table")
    + listed("Appendix Class class Stage stage Grade grade Mark Bowl Step Title Unit Lesson")
    + listed("Schedule Annex Theorem Lemma Round Group Division Vatican Tier Factor Rocky Fantasy")
    + listed("Windsor Apollo Episode")
)
SOVEREIGNS = frozenset(
    listed("Henry Louis Elizabeth George Charles James Edward Richard William Philip Paul John")
    + listed("Benedict Pius Leo Gregory Innocent Clement Napoleon Nicholas Alexander Catherine")
    + listed("Frederick Ivan Ferdinand Francis Mary Urban Boniface Julius Sixtus Ramesses Ptolemy")
    + listed("Christian Gustav Haakon Otto Wilhelm Albert Leopold Alfonso Pedro Juan Carlos Felipe")
    + listed("Margrethe Harald")
)
"""Their Roman numerals are ordinals."""
BEFORE_CODE = frozenset(listed("extension ext code PIN pin room Room flight"))
_BEFORE_YEAR = listed(
    "in In since Since by By until before after year from From c ca of during around circa early "
    "late mid and to"
)
BEFORE_YEAR = frozenset({*MONTHS, *SHORT_MONTHS, *_BEFORE_YEAR})
BEFORE_VERSION = frozenset(
    listed("version Version Python Ubuntu Java macOS iOS Android Node PHP Ruby Go CUDA Postgres")
    + listed("PostgreSQL release v")
)
BEFORE_LABEL = frozenset(listed("Apt apt Unit unit Suite suite Gate gate Seat seat Flat flat"))

ANNOUNCING = BEFORE_ROMAN | SOVEREIGNS | BEFORE_CODE | BEFORE_YEAR | BEFORE_VERSION | BEFORE_LABEL
