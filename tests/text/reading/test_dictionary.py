import json
from importlib.resources import files

import pytest

from text.reading.dictionary import Dictionary


@pytest.mark.parametrize("name", ["us_gold", "us_silver", "gb_gold", "gb_silver"])
def test_finds_what_the_parsed_file_has(name):
    dictionary = Dictionary(name)
    parsed = json.loads(files("misaki").joinpath("data", f"{name}.json").read_text("utf-8"))
    entries = list(parsed.items())
    for word, entry in [*entries[:50], *entries[::37], *entries[-50:]]:
        assert dictionary.get(word) == (entry if isinstance(entry, dict) else {"DEFAULT": entry})


def test_capital_is_tried_away_and_on():
    gold = Dictionary("us_gold")
    assert gold.get("Table") == gold.get("table") is not None
    assert gold.get("london") == gold.get("London") is not None
    assert gold.get("TABLE") is None


@pytest.mark.parametrize("word", ["", '"', "\\", "zzzzz", "a\n", "\ud800", "😀", "DEFAULT"])
def test_what_is_no_word_has_no_entry(word):
    assert Dictionary("us_gold").get(word) is None
