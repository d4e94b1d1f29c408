"""The tool shows words beside their source, and reads and writes lines of JSON."""

import io
import json
import subprocess
import sys

import pytest

from text.__main__ import convert, main, show, utterances


def converted(*items):
    out = io.StringIO()
    convert(io.StringIO("\n".join(json.dumps(item) for item in items) + "\n\n"), out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_show_prints_each_word_with_its_span_and_source():
    out = io.StringIO()
    show(r"\(a^2\) is 21", out)
    rows = [line.split() for line in out.getvalue().splitlines()]
    assert rows == [
        ["a", "2-3", "'a'"],
        ["squared", "3-5", "'^2'"],
        ["is", "8-10", "'is'"],
        ["twenty-one", "11-13", "'21'"],
    ]


def test_text_becomes_words_with_spans():
    assert converted({"id": "a", "text": "It is 5."}) == [
        {
            "id": "a",
            "spoken": "It is five.",
            "words": [
                {"text": "It", "span": [0, 2]},
                {"text": "is", "span": [3, 5]},
                {"text": "five.", "span": [6, 8]},
            ],
        }
    ]


def test_chunks_are_one_text():
    [result] = converted({"id": 7, "chunks": ["\\", "(x^", "2\\)"]})
    assert result["spoken"] == "x squared"
    assert result["words"][1] == {"text": "squared", "span": [3, 5]}


def test_file_of_lines_is_read(tmp_path, capsys):
    path = tmp_path / "lines.jsonl"
    path.write_text('{"id": 1, "text": "1/2"}\n', encoding="utf-8")
    assert main(["--jsonl", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["spoken"] == "one half"


def test_tool_runs_as_a_module():
    command = [sys.executable, "-m", "text", "--jsonl", "-"]
    result = subprocess.run(
        command, input='{"id": 1, "text": "é 5"}\n', capture_output=True, text=True, check=True
    )
    assert json.loads(result.stdout)["spoken"] == "é five"


@pytest.mark.parametrize(
    "line", ["no JSON", "[]", "{}", '{"id": 1}', '{"id": 1, "text": 5}', '{"id": 1, "chunks": [5]}']
)
def test_line_that_is_no_item_is_an_error_that_names_it(line: str, capsys, tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_text(f'{{"id": 0, "text": "Hi."}}\n{line}\n', encoding="utf-8")
    assert main(["--jsonl", str(path)]) == 1
    assert "Line 2" in capsys.readouterr().err


def test_missing_file_is_an_error(capsys):
    assert main(["--jsonl", "no/such/file"]) == 1
    assert "no/such/file" in capsys.readouterr().err


def test_text_is_cut_as_a_session_cuts_it():
    chunks = ["First sentence is here. Sec", "ond one is \\(x^", "2\\). Third."]
    texts = [utterance.text for utterance in utterances(chunks)]
    assert texts == ["First sentence is here.", " Second one is \\(x^2\\).", " Third."]
