"""Whether a lone "a" is the article or the letter: "a dog", but "a squared" and "from a to b"."""

from __future__ import annotations

from collections.abc import Sequence

_AFTER_A_LETTER = {
    *("squared", "cubed", "equals", "times", "over", "is", "does", "to", "of", "in", "sub"),
    *("transpose", "choose", "and", "or"),
}
"""No noun phrase goes on like this after an article."""

_BETWEEN_LETTERS = {"plus", "minus", "prime", "dot", "cross", "star", "bar", "hat"}
"""These may be nouns ("a plus sign"), but not with a letter after them."""

_PAUSES = set(",;:.!?—…")


def is_letter_a(words: Sequence[str], at: int) -> bool:
    """Whether `words[at]`, an "a", is the letter, for all that the words around it show.

    Args:
        words: a text's words and punctuation marks, in order.
        at: which of them.
    """
    following = words[at + 1].lower() if at + 1 < len(words) else ""
    if not following:  # the text may go on with a noun
        return len(words) == 1
    if following in _AFTER_A_LETTER or following in _PAUSES:
        return True
    third = words[at + 2] if at + 2 < len(words) else ""
    return following in _BETWEEN_LETTERS and len(third) == 1
