import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadInput
from wire.messages import (
    Alignment,
    AudioMessage,
    ErrorMessage,
    StreamQuery,
    TextMessage,
    Timings,
    decode_client,
    decode_server,
    encode_client,
    encode_server,
    parse_query,
)

AUDIO = AudioMessage(b"\x01\x00\xff\x7f", Alignment(("a", "\ud800"), (0, 3), (3, 2)))


@given(st.text(st.characters(exclude_categories=())), st.booleans())
def test_client_message_survives_the_wire(text: str, flush: bool):
    assert decode_client(encode_client(TextMessage(text, flush))) == TextMessage(text, flush)


def test_client_message_ignores_unknown_fields():
    frame = '{"text": "a", "voice_settings": {"stability": 1}, "flush": false}'
    assert decode_client(frame) == TextMessage("a")


@pytest.mark.parametrize(
    ("frame", "code", "advice"),
    [
        ("", "invalid_json", "Send"),
        ("hello", "invalid_json", "Send"),
        ('{"text": "a"', "invalid_json", "Send"),
        ("[" * 100_000, "invalid_json", "Send"),
        ('["text"]', "invalid_message", "an array"),
        ("null", "invalid_message", "null"),
        ("3.5", "invalid_message", "a number"),
        ("true", "invalid_message", "a boolean"),
        ('"text"', "invalid_message", "a string"),
        ("{}", "missing_text", '{"text": "Hello, "}'),
        ('{"text": null}', "invalid_text", "null"),
        ('{"text": 7}', "invalid_text", "a number"),
        ('{"text": ["a"]}', "invalid_text", "an array"),
        ('{"text": {"a": 1}}', "invalid_text", "an object"),
        ('{"text": "a", "flush": "yes"}', "invalid_flush", "true or false"),
        ('{"text": "a", "flush": 1}', "invalid_flush", "true or false"),
    ],
)
def test_bad_client_message_gets_a_code_and_advice(frame: str, code: str, advice: str):
    with pytest.raises(BadInput) as raised:
        decode_client(frame)
    assert raised.value.code == code
    assert advice in raised.value.message


@pytest.mark.parametrize(
    ("message", "is_end"),
    [(TextMessage(""), True), (TextMessage("", flush=True), False), (TextMessage("a"), False)],
)
def test_only_empty_text_without_flush_is_the_end(message: TextMessage, is_end: bool):
    assert message.is_end is is_end


def test_audio_message_has_exactly_the_protocol_s_fields():
    assert json.loads(encode_server(AUDIO)) == {
        "audio": "AQD/fw==",
        "alignment": {
            "chars": ["a", "\ud800"],
            "char_start_times_ms": [0, 3],
            "char_durations_ms": [3, 2],
        },
    }


def test_error_message_has_exactly_the_protocol_s_fields():
    frame = encode_server(ErrorMessage("some_code", "Some sentence."))
    assert json.loads(frame) == {"error": "some_code", "message": "Some sentence."}


@pytest.mark.parametrize("message", [AUDIO, ErrorMessage("code", "Sentence.")])
def test_server_message_survives_the_wire(message: AudioMessage | ErrorMessage):
    assert decode_server(encode_server(message)) == message


def test_timings_are_sent_only_to_who_asked():
    timings = Timings(1, 2, 3, 4, 5, 6, 7)
    message = AudioMessage(AUDIO.pcm, AUDIO.alignment, timings)
    assert decode_server(encode_server(message)) == AUDIO
    assert decode_server(encode_server(message, with_timings=True)) == message


@pytest.mark.parametrize(
    "frame", ["{}", "[]", '{"audio": "?", "alignment": {}}', '{"error": "x"}', '{"audio": 3}']
)
def test_client_refuses_what_the_server_would_not_send(frame: str):
    with pytest.raises(BadInput):
        decode_server(frame)


def test_query_names_voice_speed_and_timings_and_ignores_the_rest():
    assert parse_query({}) == StreamQuery(None, None, False)
    query = {"voice": "af_heart", "speed": "1.5", "timings": "1", "model_id": "x"}
    assert parse_query(query) == StreamQuery("af_heart", 1.5, True)
    assert parse_query({"voice": "", "timings": "0"}) == StreamQuery(None, None, False)


@pytest.mark.parametrize("speed", ["fast", "", "nan", "inf", "0.49", "2.01", "-1"])
def test_query_refuses_a_speed_out_of_range(speed: str):
    with pytest.raises(BadInput, match=r"0\.5 to 2\.0"):
        parse_query({"speed": speed})
