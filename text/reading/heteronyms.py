"""Words that sound differently by what they mean, where the tagger alone gets them wrong.

Rules see the words and tags of a text and correct the tag of one word. Most are grammar: a noun
straight after "will" is a verb. Some go by words nearby that give the meaning away; these answer
with a sense of `SENSES` in place of a tag.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from text.reading.letter_a import is_letter_a

SENSES = {
    ("lead", "METAL"): ("lˈɛd", "lˈɛd"),
    ("row", "QUARREL"): ("ɹˈW", "ɹˈW"),
    ("does", "DEER"): ("dˈOz", "dˈQz"),
    ("resume", "CURRICULUM"): ("ɹˈɛzəmˌA", "ɹˈɛzjʊmˌA"),
    ("polish", "SHINE"): ("pˈɑlɪʃ", "pˈɒlɪʃ"),
}
"""(word, sense) -> its American and British phonemes, which misaki's dictionaries do not have."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SUBJECTS = _words("i he she we they who")
_ADVERBS = _words("not n't never always also often still")
_HABITS = _words("every usually often always sometimes never daily")
_CLAUSE_ENDS = _words("when where while because if that which who and but , ; : . ! ? — …")
_FINITE = _words("VBP VBZ VBD MD")
_NO_NOUN_PHRASE = _FINITE | {"", ".", "CC", "IN", "TO"}
_OBJECT_STARTS = _words("DT PRP PRP$")

_METAL = _words(
    "pipe pipes paint poisoning metal zinc copper tin iron mercury cadmium bullet bullets battery"
    " batteries acid ore molten toxic solder"
)
_SHIP = _words("ship boat canoe stern deck waves sailor anchor hull")
_QUARREL = _words("terrible furious blazing heated huge argument neighbours diplomatic")
_BROADCAST = _words("broadcast streamed streaming stream perform performed performing recorded air")
_TINY = _words("detail details traces amounts quantities particles differences")
_FISH = _words("fish fishing lake river caught catch striped sea fillet grilled trout")


@dataclass(frozen=True, slots=True)
class _Place:
    """One word among the words and tags of a text."""

    words: Sequence[str]
    tags: Sequence[str]
    at: int

    def word(self, offset: int = 0) -> str:
        """The word `offset` further on, in lower case; empty outside the text."""
        at = self.at + offset
        return self.words[at].lower() if 0 <= at < len(self.words) else ""

    def tag(self, offset: int = 0) -> str:
        """Its tag."""
        at = self.at + offset
        return self.tags[at] if 0 <= at < len(self.tags) else ""

    def near(self, cues: frozenset[str]) -> bool:
        """Whether one of `cues` is within six words."""
        return any(self.word(offset) in cues for offset in range(-6, 7))

    def clause_has_finite_verb(self) -> bool:
        """Whether the clause has one, this word aside."""
        for step in (-1, 1):
            offset = step
            while self.tag(offset) and self.word(offset) not in _CLAUSE_ENDS:
                if self.tag(offset) in _FINITE:
                    return True
                offset += step
        return False


def retag(words: Sequence[str], tags: Sequence[str]) -> list[str]:
    """`tags` of `words` with those corrected that would give a heteronym the wrong sound."""
    return [_retag(_Place(words, tags, at)) for at in range(len(words))]


def _retag(place: _Place) -> str:
    by_meaning = _BY_MEANING.get(place.word())
    sense = by_meaning(place) if by_meaning else None
    return sense or _by_grammar(place)


def _by_grammar(place: _Place) -> str:
    tag, before = place.tag(), place.tag(-1)
    if tag in ("NN", "JJ"):
        helper = place.tag(-2) if place.word(-1) in _ADVERBS else before
        if helper in ("MD", "TO"):
            return "VB"
        if tag == "NN" and place.word(-1) in _SUBJECTS:
            return "VBP"
        plural_subject = before == "NNS" or place.tag(-2) == "CC"
        if plural_subject and place.tag(1) != "NN" and not place.clause_has_finite_verb():
            return "VBP"
    if tag in ("VB", "VBP") and before == "JJ" and place.tag(-2) in _OBJECT_STARTS:
        return "NN"
    return tag


def _a(place: _Place) -> str | None:
    """The letter, not the article: in a formula, or as a capital that no noun follows (plan A)."""
    if is_letter_a(place.words, place.at):
        return "NN"
    letter = place.words[place.at] == "A" and place.tag(-1) not in ("", ".")
    return "NN" if letter and place.tag(1) in _NO_NOUN_PHRASE else None


def _read(place: _Place) -> str | None:
    """The present tense is misaki's past (misaki#94); a habit is told in the present."""
    habit = place.tag() == "VBD" and place.word(-1) in ("i", "you", "we", "they")
    if place.tag() == "VBP" or (habit and place.near(_HABITS)):
        return "VB"
    return None


def _present(place: _Place) -> str | None:
    """As for read, but without guessing at habits."""
    return "VB" if place.tag() == "VBP" else None


def _live(place: _Place) -> str | None:
    return "RB" if place.word(-1) in _BROADCAST else None


def _minute(place: _Place) -> str | None:
    return "JJ" if place.word(1) in _TINY else None


def _lead(place: _Place) -> str | None:
    noun = place.tag().startswith(("NN", "JJ"))
    return "METAL" if noun and (place.near(_METAL) or place.word(-2) == "made") else None


def _bow(place: _Place) -> str | None:
    return "VB" if place.near(_SHIP) or place.word(-2) in ("take", "took", "taking") else None


def _row(place: _Place) -> str | None:
    after_article = place.word(-1) == "a" or place.word(-2) == "a"
    quarrel = place.near(_QUARREL) or place.word(1) in ("about", "over", "between")
    return "QUARREL" if after_article and quarrel and place.word(-1) != "in" else None


def _bass(place: _Place) -> str | None:
    return None if place.near(_FISH) else "JJ"


def _does(place: _Place) -> str | None:
    return "DEER" if place.tag() == "NNS" and place.tag(-1) in ("CD", "DT", "JJ") else None


def _resume(place: _Place) -> str | None:
    return "CURRICULUM" if place.tag() == "NN" and place.tag(-1) in _OBJECT_STARTS else None


def _polish(place: _Place) -> str | None:
    """A capital makes it the nation, but not where the verb starts a sentence."""
    return "SHINE" if place.tag().startswith("VB") else None


_BY_MEANING: dict[str, Callable[[_Place], str | None]] = {
    "a": _a,
    "read": _read,
    "reread": _present,
    "wound": _present,
    "live": _live,
    "minute": _minute,
    "lead": _lead,
    "bow": _bow,
    "row": _row,
    "bass": _bass,
    "does": _does,
    "resume": _resume,
    "polish": _polish,
}
