"""Learn text/letter_costs.json: how often each grapheme of English sounds each phoneme.

Expectation maximisation over all ways to cut the words of misaki's gold lexicons, American and
British, into the graphemes below; rare pairs are dropped, and what is left is stored as costs.
Takes about a minute: python -m bench.learn_letter_costs
"""

from __future__ import annotations

import json
import math
import random
from collections import defaultdict
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from text.letters import LONGEST_GRAPHEME, phonemes_of, spelling

CONSONANTS = """
b c d f g h j k l m n p q r s t v w x y z bb bt cc ch ck cqu cz dd dg dj ff ft gg gh gn gu kh kn
lf lk ll lm mb mm mn ng nn pb pf ph pn pp ps pt qu rh rr rrh sc sch sh ss st sw tch th tt wh wr zh
zz ce ci di ge gi si sci ssi ti xc xh xi
"""
VOWELS = """
a e i o u y aa ae ah ai aigh al ao ar arr au augh aw ay ayo ea eau ee ei eigh eo er err eu ew ewe
ey ear eer ere eir eh ia ie iew ier igh is ir irr oa oe oh oi ol oo oor or orr ou ough our ow oy
olo ue ui uo uoy ur urr uu uy ye yr yrrh eye
"""
GRAPHEMES = frozenset(CONSONANTS.split() + VOWELS.split())
GRAPHEMES |= {grapheme[:-1] + "E" for grapheme in GRAPHEMES if grapheme.endswith("e")}

VOWEL_PHONEMES = frozenset("AIOWYæɑɒɔəɛɜɪiuʊʌ")
LETTER_NAMES = {
    "b": "bi", "c": "si", "d": "di", "f": "ɛf", "g": "ʤi", "h": "Aʧ", "j": "ʤA", "k": "kA",
    "l": "ɛl", "m": "ɛm", "n": "ɛn", "p": "pi", "s": "ɛs", "t": "ti", "v": "vi", "z": "zi",
}  # fmt: skip
"""Names of letters with two phonemes, for abbreviations that are spelled (BBC)."""

SPELLED_COST = 65
SAMPLE = 60_000
ROUNDS = 10
RAREST = 3e-6
"""Pairs of a smaller probability are dropped: they are mistakes of the lexicons, or of ours."""

Edge = tuple[int, int, str, str]
"""Letters used, phonemes used, grapheme, group of phonemes."""
Probabilities = dict[tuple[str, str], float]


def may_sound(grapheme: str, pair: str) -> bool:
    """Whether one grapheme may sound these two phonemes; most pairs are two graphemes."""
    first, second = pair[0], pair[1]
    if pair in ("ks", "ɡz", "kʃ", "ɡʒ"):
        return grapheme[0] == "x"
    if pair == "ts":
        return grapheme in ("z", "zz")
    if pair in ("nj", "lj"):
        return False
    if first == "j":
        return grapheme[0] in "uew" and second in VOWEL_PHONEMES
    if first == "w":
        return grapheme[0] == "o" and second in VOWEL_PHONEMES
    if first == "ə":
        return second in "lmnɹ" and grapheme in ("l", "m", "n", "r", "rr", "ll")
    return False


def edges(letters: str, phonemes: str, i: int, j: int) -> Iterator[Edge]:
    """The ways on from letter `i` and phoneme `j`."""
    for length in range(1, min(LONGEST_GRAPHEME, len(letters) - i) + 1):
        grapheme = letters[i : i + length]
        if grapheme not in GRAPHEMES and length > 1:
            continue
        if length == 1 or grapheme == "gh":
            yield length, 0, grapheme, ""
        if j < len(phonemes):
            yield length, 1, grapheme, phonemes[j]
        if j + 1 < len(phonemes) and may_sound(grapheme, phonemes[j : j + 2]):
            yield length, 2, grapheme, phonemes[j : j + 2]


def expected_counts(letters: str, phonemes: str, p: Probabilities) -> Probabilities:
    """Forward-backward over all cuts of one word: how often each pair is expected in it."""
    width = len(phonemes) + 1
    size = width * (len(letters) + 1)
    forward = [0.0] * size
    forward[0] = 1.0
    taken = []
    for i in range(len(letters)):
        for j in range(width):
            here = i * width + j
            if forward[here] == 0.0:
                continue
            for length, count, grapheme, group in edges(letters, phonemes, i, j):
                weight = p.get((grapheme, group), 0.0)
                if weight:
                    there = here + length * width + count
                    forward[there] += forward[here] * weight
                    taken.append((here, there, weight, (grapheme, group)))
    total = forward[-1]
    counts: Probabilities = defaultdict(float)
    if total == 0.0:
        return counts
    backward = [0.0] * size
    backward[-1] = 1.0
    for here, there, weight, key in reversed(taken):
        passing = weight * backward[there]
        backward[here] += passing
        counts[key] += forward[here] * passing / total
    return counts


def training_words() -> list[tuple[str, str]]:
    """A fixed sample of (letters, phonemes) from the gold lexicons, British and American."""
    words = []
    for name in ("us_gold.json", "gb_gold.json"):
        lexicon = json.loads(files("misaki").joinpath("data", name).read_text("utf-8"))
        for word, entry in lexicon.items():
            sounds = entry if isinstance(entry, str) else entry["DEFAULT"]
            if word.isalpha() and word[1:] == word[1:].lower() and len(word) > 1 and sounds:
                words.append((spelling(word), "".join(map(phonemes_of, sounds))))
    random.Random(0).shuffle(words)
    return words[:SAMPLE]


def uniform(words: list[tuple[str, str]]) -> Probabilities:
    """Every pair of a grapheme and phonemes that some cut of some word has, equally likely."""
    keys = {
        edge[2:]
        for letters, phonemes in words
        for i in range(len(letters))
        for j in range(len(phonemes) + 1)
        for edge in edges(letters, phonemes, i, j)
    }
    return dict.fromkeys(keys, 1 / len(keys))


def learn(words: list[tuple[str, str]]) -> Probabilities:
    """Expectation maximisation: joint probabilities of graphemes and phonemes."""
    p = uniform(words)
    for round_ in range(ROUNDS):
        counts: Probabilities = defaultdict(float)
        for letters, phonemes in words:
            for key, count in expected_counts(letters, phonemes, p).items():
                counts[key] += count
        total = sum(counts.values())
        p = {key: count / total for key, count in counts.items() if count / total > 1e-8}
        print(f"round {round_ + 1} of {ROUNDS}: {len(p)} pairs", flush=True)
    return p


def main() -> None:
    """Learn the costs and write them beside text/letters.py."""
    costs: dict[str, dict[str, int]] = defaultdict(dict)
    for (grapheme, group), probability in sorted(learn(training_words()).items()):
        if probability > RAREST:
            costs[grapheme][group] = round(-10 * math.log(probability))
    for letter, name in LETTER_NAMES.items():
        costs[letter].setdefault(name, SPELLED_COST)
    path = Path(__file__).parent.parent / "text" / "letter_costs.json"
    path.write_text(json.dumps(costs, ensure_ascii=False, separators=(",", ":")), "utf-8")
    print(f"{sum(map(len, costs.values()))} costs, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
