"""What is written becomes what is said: the tables of cases, and what holds for any text."""

import gc
import json
import re
import sys
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.types import Span, SpokenText
from text.normalizer import normalize

DATA = Path(__file__).parent / "data"
CASES = [
    json.loads(line)
    for table in ("maths.jsonl", "text.jsonl")
    for line in (DATA / table).read_text(encoding="utf-8").splitlines()
]
SPANNED = [case for case in CASES if "spans" in case]
_PIECES = r"""
    \frac { } ^ _ $ $$ \( \) \[ \] ( ) | 1 12.5 a x² # @ * ** ` ~ & \\ \begin{cases} \end{cases}
    \text \left \right \sqrt \sum \not \mathrm \vec \SI % °C km 3:30 2024-01-01 ٣ ² ½ ' ’ Dr. e.g.
    IV 中文 שלום <b> ]( 1/2 f'(x) http://a.com/ 😀 👨‍👩‍👧 1️⃣ 🥇 - – . , .. …
    <math> </math> <mi> </mi> <mfrac> <msup> <mroot> <mo> &lt; x̄ 0x1f 5–10k :)
"""
_INVISIBLE = (" ", "\n", "\n\n", "\0", "\u0301", "\u200d", "\ufe0f", "\ud800", "\u202e")
FRAGMENTS = st.sampled_from([*_PIECES.split(), *_INVISIBLE])
DAMAGED = st.lists(FRAGMENTS, max_size=16).map("".join)
UNICODE = st.text(st.characters(), max_size=60)


def word_spans(spoken: SpokenText) -> list[list[int]]:
    spans = [spoken.source(Span(*match.span())) for match in re.finditer(r"\S+", spoken.text)]
    return [[span.start, span.end] for span in spans]


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_text_is_said(case):
    assert normalize(case["text"]).text == case["spoken"]


@pytest.mark.parametrize("case", SPANNED, ids=[case["text"] for case in SPANNED])
def test_words_stand_for_their_source(case):
    assert word_spans(normalize(case["text"])) == case["spans"]


def test_tables_are_as_large_as_promised():
    sizes = {
        table: len((DATA / table).read_text(encoding="utf-8").splitlines())
        for table in ("maths.jsonl", "text.jsonl")
    }
    assert min(sizes.values()) >= 250
    assert len(SPANNED) * 3 >= len(CASES)


def check(text: str, spoken: SpokenText) -> None:
    """What G2P and the aligner rely on; SpokenText itself checks that spans never go backwards."""
    assert all(span.end <= len(text) for span in spoken.sources)
    for character in spoken.text:
        kind = unicodedata.category(character)
        assert kind[0] == "L" or kind in ("Mn", "Mc") or character in " .,;:!?—…()\"“”'-", character
    assert spoken.text == spoken.text.strip()
    assert not re.search(r"  | [,.;:!?]", spoken.text)
    for word in re.finditer(r"[^\W_]+", spoken.text):
        assert len(spoken.source(Span(*word.span()))) > 0, word


@given(text=st.one_of(UNICODE, DAMAGED), emoji=st.sampled_from(["drop", "name"]))
@settings(max_examples=600, deadline=None)
def test_any_text_becomes_words_with_spans_in_order(text, emoji):
    check(text, normalize(text, emoji=emoji))


@given(st.lists(st.sampled_from(["bread", "water", "don't", "house", "running"]), min_size=1))
def test_ordinary_words_keep_a_source_for_each_letter(words):
    text = " ".join(words)
    assert normalize(text) == SpokenText.verbatim(text)


def test_curly_apostrophe_becomes_a_plain_one_in_place():
    assert normalize("don’t") == SpokenText.verbatim("don't")


def test_soft_hyphen_is_silent_and_parts_nothing():
    spoken = normalize("soft\u00adware")
    assert spoken.text == "software"
    assert spoken.sources[4] == Span(5, 6)


def test_typeface_is_not_heard():
    assert normalize("𝗯𝗼𝗹𝗱 \\(𝑥\\)").text == "bold x"


def test_emoji_are_dropped_unless_their_names_are_wanted():
    text = "Hi 😀 👨‍👩‍👧 🇫🇷!"
    assert normalize(text).text == "Hi!"
    named = normalize(text, emoji="name").text
    assert named == "Hi grinning face family man woman girl France!"


def test_line_end_is_a_pause_unless_the_sentence_goes_on():
    assert normalize("one line\nand on").text == "one line and on"
    assert normalize("one line\nThe next").text == "one line, The next"
    assert normalize("Title\n\nText").text == "Title. Text"
    assert normalize("An item\n").text == "An item."


def test_unclosed_formula_is_spoken_to_its_end():
    assert normalize(r"So \(x^2 + 1").text == "So x squared plus one"


def test_prose_in_a_formula_in_prose_ends_somewhere():
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(200)
    try:
        spoken = normalize(r"\(" + r"\text{" * 60 + "so" + "}" * 60 + r"\)")
    finally:
        sys.setrecursionlimit(limit)
    assert spoken.text.endswith("so")


_UNITS = r"""
    $ { ^ 1 ( [ ]( | \ - _ a * ` <a <!-- 😀 1- 1-1a a- A. 1, 1. x² @a #a /a C:\ http://a a+ (a+ x=
    \frac \frac12 \sqrt \begin{cases} \left( \text{$ \(| \({ \(x^ \(( \(\sqrt \(\text{ \(a_1 \(|a|
    <math> <math><mi>a
"""
ADVERSARIAL = [*_UNITS.split(), "$x$ ", " 000", "\n", "1 ", "a + b ", "\\(\\frac12 "]


def cpu_time_s(text: str) -> float:
    """Without the collector, which looks at the objects of all tests that ran before."""
    gc.disable()
    try:
        began = time.process_time()
        normalize(text)
        return time.process_time() - began
    finally:
        gc.enable()


@pytest.mark.parametrize("unit", ADVERSARIAL)
def test_time_grows_in_proportion_to_length(unit):
    short, long = (unit * (length // len(unit)) for length in (4_000, 32_000))
    short_s, long_s = (min(cpu_time_s(text) for _ in range(2)) for text in (short, long))
    assert long_s < 8 * 3 * short_s + 0.1


@pytest.mark.parametrize(
    "unit",
    [
        "The product of three and seven is 21, and it costs $5. ",
        *("$", "{", "^", "1", "("),
    ],
)
def test_a_million_characters_take_less_than_five_seconds(unit):
    assert cpu_time_s(unit * (1_000_000 // len(unit))) < 5


def test_a_sentence_takes_about_a_millisecond():
    sentences = [case["text"] for case in CASES if len(case["text"]) > 20]
    began = time.process_time()
    for sentence in sentences:
        normalize(sentence)
    assert (time.process_time() - began) / len(sentences) < 0.003


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        (" > 5 holds", "greater than five holds"),
        (" * y", "times y"),
        (" 2. Then", "two. Then"),
        ("2. Then", "two, Then"),
        ("So\n  2. Then", "So. two, Then"),
    ],
)
def test_a_text_that_begins_with_a_space_does_not_begin_a_line(text, spoken):
    assert normalize(text).text == spoken
