import pytest

from text.reading.lexicon import Following, Lexicon

VOWEL = Following(vowel=True)
CONSONANT = Following(vowel=False)
PAUSE = Following()


@pytest.fixture(scope="module")
def american() -> Lexicon:
    return Lexicon(british=False)


@pytest.fixture(scope="module")
def british() -> Lexicon:
    return Lexicon(british=True)


@pytest.mark.parametrize(
    ("word", "tag", "phonemes"),
    [
        ("cats", "NNS", "kˈæts"),
        ("boxes", "NNS", "bˈɑksᵻz"),
        ("berries", "NNS", "bˈɛɹiz"),
        ("texted", "VBD", "tˈɛkstᵻd"),
        ("googled", "VBD", "ɡˈuɡᵊld"),
        ("vlogging", "VBG", "vlˈɑɡɪŋ"),
        ("James's", "NNP", "ʤˈAmzᵻz"),
        ("advocates'", "NNS", "ˈædvəkəts"),
        ("theying", "VBG", "ðˌAɪŋ"),
    ],
)
def test_regular_forms_follow_from_their_stem(american, word, tag, phonemes):
    assert american(word, tag, CONSONANT, True) == phonemes


def test_british_ending_has_no_reduced_vowel(british):
    assert british("boxes", "NNS", CONSONANT, True) == "bˈɒksɪz"


@pytest.mark.parametrize(
    ("word", "tag", "phonemes"),
    [
        ("Table", "NN", "tˈAbᵊl"),
        ("TABLE", "NN", "tˈAbᵊl"),
        ("Polish", "JJ", "pˈOlɪʃ"),
        ("polish", "NN", "pˈɑlɪʃ"),
        ("and", "CC", "ænd"),
        ("And", "CC", "ˌænd"),
        ("AND", "CC", "ˈænd"),
    ],
)
def test_capitals_tell_words_apart_and_add_stress_where_there_is_none(
    american, word, tag, phonemes
):
    assert american(word, tag, CONSONANT, True) == phonemes


@pytest.mark.parametrize("word", ["U.S.", "U.S", "US"])
def test_initials_are_spelled(american, word):
    assert american(word, "NNP", CONSONANT, True) == "jˌuˈɛs"


def test_capitals_without_a_word_are_spelled(american):
    assert american("XQZ", "NN", CONSONANT, True) == "ˌɛkskjˌuzˈi"


def test_proper_name_in_capitals_is_spelled_unless_it_has_stress(american):
    assert american("WITH", "NNP", CONSONANT, True) == "dˌʌbᵊljuˌItˌiˈAʧ"
    assert american("TABLE", "NNP", CONSONANT, True) == "tˈAbᵊl"


@pytest.mark.parametrize(
    ("word", "tag", "following", "phonemes"),
    [
        ("the", "DT", VOWEL, "ði"),
        ("the", "DT", CONSONANT, "ðə"),
        ("the", "DT", PAUSE, "ðə"),
        ("to", "TO", VOWEL, "tʊ"),
        ("to", "TO", CONSONANT, "tə"),
        ("to", "TO", PAUSE, "tu"),
        ("a", "DT", CONSONANT, "ɐ"),
        ("A", "NN", CONSONANT, "ˈA"),
        ("an", "DT", VOWEL, "ɐn"),
        ("am", "VBP", CONSONANT, "ɐm"),
        ("am", "VBP", PAUSE, "æm"),
        ("AM", "NN", CONSONANT, "ˌAˈɛm"),
        ("I", "PRP", CONSONANT, "ˌI"),
        ("I", "NN", CONSONANT, "ˈI"),
        ("by", "IN", CONSONANT, "bI"),
        ("by", "RB", CONSONANT, "bˈI"),
        ("in", "IN", CONSONANT, "ɪn"),
        ("in", "IN", PAUSE, "ˈɪn"),
        ("in", "RP", CONSONANT, "ˈɪn"),
        ("vs.", "IN", CONSONANT, "vˈɜɹsəs"),
        ("used", "VBD", Following(vowel=False, to=True), "jˈust"),
        ("used", "VBN", Following(vowel=False, to=True), "jˈuzd"),
        ("used", "VBD", CONSONANT, "jˈuzd"),
        ("could", "MD", CONSONANT, "kʊd"),
        ("could", "MD", PAUSE, "kˈʊd"),
        ("that", "DT", CONSONANT, "ðˈæt"),
        ("that", "IN", CONSONANT, "ðæt"),
        ("record", "VB", CONSONANT, "ɹəkˈɔɹd"),
        ("record", "NN", CONSONANT, "ɹˈɛkəɹd"),
        ("lead", "METAL", CONSONANT, "lˈɛd"),
    ],
)
def test_word_depends_on_its_tag_and_on_what_follows(american, word, tag, following, phonemes):
    assert american(word, tag, following, True) == phonemes


@pytest.mark.parametrize(
    ("figures", "phonemes"),
    [
        ("12", "twˈɛlv"),
        ("1984", "nˌIntˈin ˈATi fˈɔɹ"),
        ("2nd", "sˈɛkənd"),
        ("3.5", "θɹˈi pYnt fˈIv"),
        ("-5", "mˈInəs fˈIv"),
        ("80s", "ˈATiz"),
    ],
)
def test_figures_are_words(american, figures, phonemes):
    assert american(figures, "CD", CONSONANT, True).translate({ord("ɾ"): "T"}) == phonemes


def test_symbols_are_said(american):
    assert american("%", "NN", CONSONANT, True) == "pəɹsˈɛnt"


def test_curly_apostrophe_is_a_straight_one(american):
    assert american("don’t", "RB", CONSONANT, True) == american("don't", "RB", CONSONANT, True)


@pytest.mark.parametrize("word", ["blorptified", "日本", "😀", "#", "x" * 1_000])
def test_unknown_word_is_none(american, word):
    assert american(word, "NN", CONSONANT, True) is None
