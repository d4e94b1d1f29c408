import pytest

from text.reading.letter_a import is_letter_a


@pytest.mark.parametrize(
    "text",
    ["a squared", "a equals b", "a is one", "a plus b", "a , b", "a . Then", "a", "a to b"],
)
def test_a_is_the_letter_where_no_noun_follows(text: str):
    assert is_letter_a(text.split(), 0)


@pytest.mark.parametrize("text", ["a dog", "a plus sign", "a prime number", "a big tree"])
def test_a_is_the_article_before_a_noun(text: str):
    assert not is_letter_a(text.split(), 0)


def test_a_at_the_end_of_unfinished_text_is_the_article():
    assert not is_letter_a(["this", "is", "a"], 2)
