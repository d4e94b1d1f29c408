import pytest

from text.reading.stress import audible, demoted, emphasised, spelled, unstressed, weight


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        (unstressed, "ˌʌndəstˈænd", "ʌndəstænd"),
        (demoted, "ˌʌndəstˈænd", "ʌndəstˌænd"),
        (demoted, "ænd", "ænd"),
        (audible, "ænd", "ˌænd"),
        (audible, "ðæt", "ðˌæt"),
        (audible, "kˈæt", "kˈæt"),
        (audible, "s", "s"),
        (emphasised, "ðæt", "ðˈæt"),
        (emphasised, "ˌIm", "ˈIm"),
        (emphasised, "ˌʌndəstˈænd", "ˌʌndəstˈænd"),
    ],
)
def test_stress_moves(change, before, after):
    assert change(before) == after


def test_last_letter_that_is_spelled_has_the_primary_stress():
    assert spelled(["ˈɛf", "bˈi", "ˈI"]) == "ˌɛfbˌiˈI"
    assert spelled(["bi", "si"]) == "bˈisi"


def test_diphthongs_weigh_twice():
    assert weight("bO") == 3
