import gzip
import time
from bisect import bisect_right
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.types import Phonemes, Span
from text.espeak import Espeak
from text.g2p import G2P
from text.reading.espeak_phonemes import SYMBOLS

ORACLE = Path(__file__).parent / "data" / "g2p_oracle.tsv.gz"
ACCENTS = ("american", "british")
Reader = Callable[[str], Phonemes]


@pytest.fixture(scope="session")
def readers(espeak: Espeak) -> dict[str, G2P]:
    return {
        "american": G2P(False, partial(espeak.pronounce, language="en-us")),
        "british": G2P(True, partial(espeak.pronounce, language="en-gb")),
    }


@pytest.fixture(scope="session")
def american(readers) -> G2P:
    return readers["american"]


@pytest.fixture(scope="session")
def oracle() -> list[list[str]]:
    """Sentence, American words and British words, the words parted by bars."""
    lines = gzip.decompress(ORACLE.read_bytes()).decode().split("\n")
    return [line.split("\t") for line in lines]


def by_word(text: str, phonemes: Phonemes) -> list[str]:
    """The phonemes of each run of characters of `text` without white space."""
    starts = [0] if not text[0].isspace() else []
    starts += [at + 1 for at, (a, b) in enumerate(pairwise(text)) if a.isspace() > b.isspace()]
    words = [""] * len(starts)
    for symbol, span in zip(phonemes.symbols, phonemes.sources, strict=True):
        if not text[span.start : span.end].isspace():
            words[bisect_right(starts, span.start) - 1] += symbol
    return words


@pytest.mark.parametrize("accent", ACCENTS)
def test_words_of_2000_sentences_are_read_as_misaki_reads_them(readers, oracle, accent):
    assert len(oracle) == 2_000
    total = right = 0
    for fields in oracle:
        expected = fields[1 + ACCENTS.index(accent)].split("|")
        found = by_word(fields[0], readers[accent](fields[0]))
        total += len(expected)
        right += sum(a == b for a, b in zip(found, expected, strict=True))
    assert total > 15_000
    assert right / total >= 0.998


@pytest.mark.parametrize("accent", ACCENTS)
def test_every_phoneme_has_letters_of_its_own_word(readers, oracle, accent):
    for sentence, *_ in oracle[::5]:
        phonemes = readers[accent](sentence)
        for symbol, span in zip(phonemes.symbols, phonemes.sources, strict=True):
            written = sentence[span.start : span.end]
            assert written
            if not written.isspace():
                assert not any(char.isspace() for char in written), (symbol, written)


def test_all_letters_of_plain_words_have_a_phoneme(american):
    text = "She wrought lovely knights through eighteen psalms."
    covered = {at for span in american(text).sources for at in range(span.start, span.end)}
    assert covered == set(range(len(text)))


def test_stress_mark_has_the_letters_of_the_phoneme_that_it_stresses(american):
    phonemes = american("about")
    assert phonemes.symbols == "əbˈWt"
    assert phonemes.sources[2] == phonemes.sources[3] == Span(2, 4)


def test_punctuation_and_spaces_have_their_own_characters(american):
    text = 'Well,  "yes" (no).'
    phonemes = american(text)
    assert phonemes.symbols == "wˈɛl, “jˈɛs” (nˈO)."
    own = {
        symbol: text[span.start : span.end]
        for symbol, span in zip(phonemes.symbols, phonemes.sources, strict=True)
        if symbol in ",“”()."
    }
    assert own == {",": ",", "“": '"', "”": '"', "(": "(", ")": ")", ".": "."}
    assert phonemes.sources[5] == Span(5, 7)


def test_hyphen_and_outer_space_are_silent(american):
    phonemes = american(" well-known ")
    assert phonemes.symbols == "wˌɛlnˈOn"
    assert phonemes.sources[0].start == 1
    assert phonemes.sources[-1].end == 11


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("the apple", "ði ˈæpᵊl"),
        ("the pear", "ðə pˈɛɹ"),
        ("to eat", "tʊ ˈit"),
        ("to me", "tə mˌi"),
        ("a plan", "ɐ plˈæn"),
        ("plan A", "plˈæn ˈA"),
        ("this is a", "ðɪs ɪz ɐ"),
        ("I am here", "ˌI ɐm hˈɪɹ"),
        ("here I am", "hˈɪɹ ˌI æm"),
        ("come in", "kˈʌm ˈɪn"),
        ("in it", "ɪn ɪt"),
        ("We used to.", "wˌi jˈust tu."),
        ("We used it.", "wˌi jˈuzd ɪt."),
        ("NASA and the FBI", "nˈæsə ænd ði ˌɛfbˌiˈI"),
        ("rock & roll", "ɹˈɑk ænd ɹˈOl"),
        ("don’t", "dˈOnt"),
        ("B-52", "bˈi fˈɪfti tˈu"),
        ("T-shirt", "tˈiʃˌɜɹt"),
        ("Q-shirt", "kjˈuʃˌɜɹt"),
        ("by-the-apple", "bIðiˈæpᵊl"),
    ],
)
def test_words_depend_on_what_follows_and_how_they_are_written(american, text, symbols):
    assert american(text).symbols == symbols


def test_unknown_word_is_read_by_the_fallback():
    asked: list[str] = []

    def fallback(word: str) -> str:
        asked.append(word)
        return "blˈɔːɹptɪfaɪd"

    assert G2P(False, fallback)("A blorptified day.").symbols == "ɐ blˈɔɹptɪfId dˈA."
    assert asked == ["blorptified"]


def test_word_that_nobody_can_read_is_silent():
    phonemes = G2P(False, lambda _: "")("one 😀 two")
    assert phonemes.symbols == "wˈʌn tˈu"


@pytest.mark.parametrize("text", ["", " ", "\n", "'", "-'-"])
def test_nothing_to_say_has_no_phonemes(american, text):
    assert american(text) == Phonemes("", ())


@settings(deadline=None)
@given(st.text(max_size=60) | st.text(alphabet=" abcISU'’-.,3/&%\"“”(—\n", max_size=40))
def test_any_text_has_phonemes_of_the_vocabulary_with_sources_in_it(readers, text):
    for reader in readers.values():
        phonemes = reader(text)
        assert SYMBOLS.issuperset(phonemes.symbols)
        assert "  " not in phonemes.symbols
        assert phonemes.symbols == phonemes.symbols.strip()
        assert all(len(span) > 0 and span.end <= len(text) for span in phonemes.sources)


def test_endless_compound_takes_less_than_two_seconds(american):
    start_s = time.process_time()
    american("a-" * 2_000)
    assert time.process_time() - start_s < 2


def test_sentences_take_less_than_2_ms_each(american, oracle):
    sentences = [fields[0] for fields in oracle[::10]]
    start_s = time.process_time()
    for sentence in sentences:
        american(sentence)
    assert (time.process_time() - start_s) / len(sentences) < 0.002
