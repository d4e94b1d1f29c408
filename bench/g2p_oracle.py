"""Write tests/text/data/g2p_oracle.tsv.gz: how `misaki.en` reads the sentences of g2p_corpus.py.

Run from the root of the repository with the export extra (kokoro brings misaki.en, and torch which
that imports): python -m bench.g2p_oracle. No spaCy model is needed: misaki is given the tags of
text/reading/tagger.py for the tokens of spaCy's blank English tokeniser.

Each line holds a sentence, its American and its British phonemes; these are one field per word
(what white space parts), joined with "|".
"""

from __future__ import annotations

import gzip
from pathlib import Path

import spacy
from misaki import en
from misaki.espeak import EspeakFallback

from bench.g2p_corpus import corpus
from text.reading.tagger import Tagger

OUTPUT = Path("tests/text/data/g2p_oracle.tsv.gz")

PUNCTUATION_TAGS = {
    **dict.fromkeys([".", "!", "?"], "."),
    **dict.fromkeys([";", ":", "—", "–", "--", "...", "…"], ":"),
    **dict.fromkeys("([{", "-LRB-"),
    **dict.fromkeys(")]}", "-RRB-"),
    **dict.fromkeys("'‘’", "POS"),
    ",": ",",
    "/": "SYM",
    "“": "``",
    "”": "''",
    "$": "$",
    "#": "#",
}


class TaggedG2P(en.G2P):  # type: ignore[misc]  # misaki has no types
    """misaki's English G2P with HanTa's tags in place of a spaCy model's."""

    def __init__(self, british: bool, tagger: Tagger) -> None:
        """Set what en.G2P sets, but for the model that it would download."""
        self.version = None
        self.british = british
        self.unk = ""
        self.fallback = EspeakFallback(british)
        self.lexicon = en.Lexicon(british)
        self.nlp = spacy.blank("en")
        self._tagger = tagger

    def tokenize(self, text: str, tokens: object, features: object) -> list[en.MToken]:
        """The tokens of spaCy's rules, with Penn tags."""
        found: list[en.MToken] = super().tokenize(text, tokens, {})
        at = 0
        for token, tag in zip(found, self._tagger.tag_parts([t.text for t in found]), strict=True):
            token.tag = PUNCTUATION_TAGS.get(token.text, tag)
            before, after = text[at - 1 : at], text[at + 1 : at + 2]
            if token.text == '"':
                token.tag = "``" if before in ("", *" (—-") and after.strip() else "''"
            elif token.text == "-":
                token.tag = "HYPH" if before.strip() and after.strip() else ":"
            at += len(token.text) + len(token.whitespace)
        return found


def by_word(g2p: TaggedG2P, sentence: str) -> list[str]:
    """The phonemes of each word of `sentence`."""
    words = [""]
    for token in g2p(sentence)[1]:
        words[-1] += token.phonemes or ""
        if token.whitespace:
            words.append("")
    return words


def main() -> None:
    """Ask misaki, and write what it says."""
    tagger = Tagger()
    american, british = TaggedG2P(False, tagger), TaggedG2P(True, tagger)
    lines = []
    for sentence in corpus():
        readings = (by_word(american, sentence), by_word(british, sentence))
        if any(len(words) != len(sentence.split()) for words in readings):
            raise ValueError(f"words were merged or split: {sentence}")
        lines.append("\t".join([sentence, *("|".join(words) for words in readings)]))
    OUTPUT.write_bytes(gzip.compress("\n".join(lines).encode(), mtime=0))
    print(f"{len(lines)} sentences, {OUTPUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
