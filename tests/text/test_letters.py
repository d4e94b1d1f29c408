import json
import timeit
from importlib.resources import files
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.types import Span
from text.letters import _share, learnt_costs, phonemes_of, share

# Cut by hand, one word a line, letters=phonemes; a plus between phonemes of the same letters.
CUT_BY_HAND = """
kn=n igh=ˈI t=t
r=ɹ i=ˈI de=d
th=θ r=ɹ ough=u
q=k u=w e=ˈɛ s=s ti=ʧ o=ə n=n
b=b o=ˈɑ x=k+s
t=t a=ˈA b=b le=ᵊ+l
b=b eau=j+ˈu t=ɾ i=ə f=f u=ᵊ l=l
u=j+ˈu se=z
m=m u=j+ˈu s=z i=ɪ c=k
e=ɪ x=ɡ+z a=ˈæ c=k t=t
a=ˈæ c=k ti=ʃ o=ə n=n
ps=s y=I ch=k o=ˈɑ l=l o=ə g=ʤ y=i
c=k ar=ˈɑː
w=w a=ˈɔ t=T e=ə r=ɹ
w=w a=ˈɔː t=t er=ə
n=n a=ˈA t=ʧ u=ə re=ɹ
is=ˈI l=l a=ə n=n d=d
d=d augh=ˈɔ t=ɾ e=ə r=ɹ
e=ə n=n ou=ˈʌ gh=f
rh=ɹ y=ˈɪ th=ð m=ə+m
d=d o=ˈO n'=n t=t
p=p i=ˈi zz=t+s a=ə
t=t o=ˈʌ ngue=ŋ
3=θ+ɹ+ˈi
m=m ea=ˈɛ s=ʒ u=ə re=ɹ
o=ˈO ce=ʃ a=ə n=n
b=b ir=ˈɜː d=d
b=b u=ˈʌ tt=ɾ er=ɚ
c=k a=æ f=f é=ˈeɪ
f=f u=j+ˈu e=ə l=l
hou=ˈW r=ə+ɹ
wh=w i=ˈɪ ch=ʧ
l=l i=ˈɪ tt=ɾ le=əl
w=w a=ˈɑ n=n t=t e=ᵻ d=d
b=b o=ˈɑ x=k+s e=ᵻ s=z
l=l a=ˈæ n=ŋ g=ɡ u=w a=ɪ ge=ʤ
m=m a=ə ch=ʃ i=ˈi ne=n
p=p eo=ˈi p=p le=ᵊ+l
e=ˈɛ dge=ʤ
l=l au=ˈæ gh=f
sc=s i=ˈI e=ə n=n ce=s
ph=f o=ˈO t=ɾ o=O
sh=ʃ i=ˈɪ p=p
ch=ʧ ur=ˈɜː ch=ʧ
c=k a=ˈæ tch=ʧ
s=s i=ˈɪ ng=ŋ
wr=ɹ i=ˈI te=t
l=l a=ˈæ mb=m
h=h eigh=ˈI t=t
eigh=ˈA t=t
s=s oo=ˈu n=n
b=b oo=ˈʊ k=k
b=b oa=ˈO t=t
ou=ˈW t=t
oi=ˈY l=l
j=ʤ u=ˈʌ dge=ʤ
th=ð e=ə
h=h a=ˈæ lf=f
w=w al=ˈɔ k=k
c=s i=ˈɪ t=ɾ y=i
g=ʤ i=ˈI a=ə n=n t=t
v=v i=ˈɪ si=ʒ o=ə n=n
s=s p=p e=ˈɛ ci=ʃ a=ᵊ l=l
o=w+ˈʌ ne=n
g=ɡ ue=ˈɛ ss=s
h=h ou=ˈW se=s
f=f a=ˈɑː th=ð er=ɐ
g=ɡ o=ˈəʊ
j=dʒ oy=ˈɔɪ
s=s t=t r=ɹ e=ˈɛ ng=ŋ th=θ
re=ɹ+ᵻ c=s ei=ˈi pt=t
B=b+ˌi B=b+ˌi C=s+ˈi
F=ˌɛ+f B=b+ˌi I=ˈI
""".strip().splitlines()

SYMBOLS = st.lists(
    st.sampled_from([*"AIOWYbdfhijklmnpstuvwzæðŋɑɔəɛɜɡɪɹɾʃʊʌʒʤʧθᵊᵻʔ", "ˈaɪ", "oʊ", "ɚ", "ˈ", "ː"])
    | st.text(max_size=3),
    max_size=30,
)


def cut(line: str) -> tuple[str, list[str], list[str]]:
    """The word of a line, its phonemes, and the letters of each phoneme."""
    pairs = [pair.split("=") for pair in line.split(" ")]
    phonemes = [phoneme for _, group in pairs for phoneme in group.split("+")]
    letters = [letters for letters, group in pairs for _ in group.split("+")]
    return "".join(letters for letters, _ in pairs), phonemes, letters


def quickest_s(action):
    """Seconds of the fastest of five runs: the others may have waited for the collector."""
    return min(timeit.repeat(action, number=1, repeat=5))


def test_share_agrees_with_words_cut_by_hand():
    right = total = 0
    for line in CUT_BY_HAND:
        word, phonemes, letters = cut(line)
        found = [word[span.start : span.end] for span in share(word, phonemes)]
        right += sum(a == b for a, b in zip(found, letters, strict=True))
        total += len(letters)
    assert len(CUT_BY_HAND) >= 60
    assert right / total >= 0.95


@settings(deadline=None)
@given(st.text(max_size=30) | st.from_regex(r"[a-z']{1,20}", fullmatch=True), SYMBOLS)
def test_spans_keep_the_order_and_cover_the_word(word, symbols):
    spans = share(word, symbols)
    assert len(spans) == len(symbols)
    for before, after in pairwise(spans):
        assert before.start <= after.start
        assert before.end <= after.end
        assert after.start <= before.end
    if spans:
        assert spans[0].start == 0
        assert spans[-1].end == len(word)
    if word:
        assert all(len(span) for span in spans)


def test_no_symbols_have_no_spans():
    assert share("word", ()) == ()


def test_stress_mark_of_its_own_belongs_to_the_phoneme_after_it():
    assert share("ago", ("ə", "ˈ", "ɡ", "O")) == (Span(0, 1), Span(1, 2), Span(1, 2), Span(2, 3))


def test_character_without_a_sound_takes_no_phoneme_from_a_letter():
    assert share("U.S.", ("j", "ˌu", "ˈɛ", "s")) == (Span(0, 2),) * 2 + (Span(2, 4),) * 2


def test_length_mark_of_its_own_belongs_to_the_phoneme_before_it():
    assert share("car", ("k", "ɑ", "ː")) == (Span(0, 1), Span(1, 3), Span(1, 3))


@pytest.mark.parametrize(
    ("misaki", "espeak"),
    [("O", "oʊ"), ("Q", "əʊ"), ("ʤ", "dʒ"), ("əɹ", "ɚ"), ("ɹ", "r"), ("ɾ", "T")],
)
def test_phoneme_is_the_same_however_it_is_spelled(misaki, espeak):
    assert phonemes_of(misaki) == phonemes_of("ˈ" + espeak) != ""


def test_thousand_letters_take_less_than_50_ms():
    word, symbols = "pneumonoultramicroscopic" * 42, ("n", "ˈu", "m", "ə") * 250
    assert quickest_s(lambda: _share.__wrapped__(word, symbols)) < 0.05


def test_longest_word_that_is_aligned_takes_less_than_50_ms():
    word, symbols = "abcdefgh" * 8, tuple("æbkdɛfɡh") * 8
    assert quickest_s(lambda: _share.__wrapped__(word, symbols)) < 0.05


def test_costs_are_small_on_disk_and_none_is_free():
    data = files("text").joinpath("letter_costs.json").read_bytes()
    assert len(data) < 60_000
    assert all(cost > 0 for prices in json.loads(data).values() for cost in prices.values())
    assert set("abcdefghijklmnopqrstuvwxyz") <= learnt_costs().keys()
