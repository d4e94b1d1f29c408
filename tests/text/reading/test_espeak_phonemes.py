import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.reading.espeak_phonemes import SYMBOLS, kokoro_phonemes


@pytest.mark.parametrize(
    ("ipa", "american"),
    [
        ("dʒˈeɪn", "ʤˈAn"),
        ("d^ʒˈe^ɪn", "ʤˈAn"),
        ("tʃˈaɪnɚ", "ʧˈInəɹ"),
        ("ɡˈoʊɾɪŋ", "ɡˈOTɪŋ"),
        ("bˈɜːd", "bˈɜɹd"),
        ("kəmplˈeɪnt ˈoːɹ", "kəmplˈAnt ˈɔɹ"),
        ("bˈʌʔn\u0329", "bˈʌtn"),
        ("ɹˈɪðm\u0329", "ɹˈɪðᵊm"),
        ("lˈɪɾəl", "lˈɪTᵊl"),
        ("məlˈæn", "məlˈæn"),
        ("lˈɒx", "lˈɒk"),
        (" bˈiː  fˈɪfti\n", "bˈi fˈɪfti"),
    ],
)
def test_american_phonemes_are_kokoros(ipa, american):
    assert kokoro_phonemes(ipa, british=False) == american


@pytest.mark.parametrize(
    ("ipa", "british"), [("ɡˈəʊ", "ɡˈQ"), ("bˈeəd", "bˈɛːd"), ("bˈɜːd", "bˈɜːd"), ("dˈeɪ", "dˈA")]
)
def test_british_phonemes_are_kokoros(ipa, british):
    assert kokoro_phonemes(ipa, british=True) == british


@given(st.text(), st.booleans())
def test_nothing_but_kokoros_symbols_comes_out(ipa, british):
    assert SYMBOLS.issuperset(kokoro_phonemes(ipa, british))
