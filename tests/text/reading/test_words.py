import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text.reading.words import Mark, split


def written(text):
    """What `text` is cut into: the pieces of each word, or the mark that is read."""
    return [
        token.mark
        if isinstance(token, Mark)
        else [text[piece.start : piece.end] for piece in token.pieces]
        for token in split(text)
    ]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Hi, you!", [["Hi"], ",", ["you"], "!"]),
        ('"Hi" (no)', ["“", ["Hi"], "”", "(", ["no"], ")"]),
        ("don't o’clock 'tis dogs'", [["don't"], ["o’clock"], ["'", "tis"], ["dogs", "'"]]),
        ("well-known", [["well", "-", "known"]]),
        ("and/or", [["and", "/", "or"]]),
        ("me--you — he", [["me"], "—", ["you"], "—", ["he"]]),
        ("a - b", [["a"], "—", ["b"]]),
        ("YouTube iPhone", [["You", "Tube"], ["i", "Phone"]]),
        ("B-52 7pm 3.5% -4", [["B", "-", "52"], ["7", "pm"], ["3.5", "%"], ["-4"]]),
        ("the U.S. won. So", [["the"], ["U.S."], ["won"], ".", ["So"]]),
        ("Mr. Ho", [["Mr."], ["Ho"]]),
        ("end.Next", [["end"], ".", ["Next"]]),
        ("[a] «b»", ["(", ["a"], ")", "“", ["b"], "”"]),
        ("Schrödinger’s हिन्दी", [["Schrödinger’s"], ["हिन्दी"]]),
    ],
)
def test_text_is_cut_into_words_and_marks(text, tokens):
    assert written(text) == tokens


@settings(deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="abA1.,'-/ \"(\n—", max_size=40))
def test_all_but_white_space_is_in_one_token_and_words_are_all_pieces(text):
    end = 0
    for token in split(text):
        assert not text[end : token.span.start].strip()
        assert len(token.span)
        end = token.span.end
        if not isinstance(token, Mark):
            at = token.span.start
            for piece in token.pieces:
                assert piece.start == at
                at = piece.end
            assert at == token.span.end
    assert not text[end:].strip()
