"""How ElevenLabs' sockets take text, time, rubbish and keys."""

import sys
from typing import Any

import pytest

from core.errors import BadInput
from tests.fakes import ToneEngine
from tests.wire.eleven.opened import begin, multi, stream_input
from tests.wire.talk import Talk
from wire.eleven.conversation import KEY_PATIENCE_S
from wire.eleven.settings import parse_settings
from wire.eleven.sockets import MultiStreamInput, StreamInput


def test_text_waits_for_the_chunk_length_schedule():
    talk = stream_input()
    talk.send(text=" ", generation_config={"chunk_length_schedule": [60, 80]})
    talk.send(text="a word " * 8)  # 56 characters
    talk.wait(2.0)
    assert talk.frames == []
    talk.send(text="and now more. ")
    talk.wait(2.0)
    assert talk.chars() == ("a word " * 8 + "and now more. ").rstrip()
    talk.send(text="a word " * 11)  # 77
    talk.wait(20.0 - 2.0 - 0.1)
    assert len(talk.chars()) < 80


def test_default_schedule_waits_for_120_characters():
    talk = stream_input()
    begin(talk)
    talk.send(text="a word " * 17)  # 119
    talk.wait(2.0)
    assert talk.frames == []
    talk.send(text="a ")
    talk.wait(2.0)
    assert talk.frames


def test_speed_of_the_voice_settings_is_kept_in_range():
    settings = parse_settings({"output_format": "pcm_24000"}, 20.0, speed=1.3)
    for asked, used in ((1.1, 1.1), (0.1, 0.5), (9, 2.0), (10**400, 2.0), (None, 1.3)):
        talk = Talk(StreamInput(settings), ToneEngine())
        talk.send(text=" ", voice_settings={"speed": asked, "stability": None, "style": 0})
        talk.send(text="Hello.", flush=True)
        assert talk.speeds == [used]


@pytest.mark.parametrize(
    "frame",
    [
        "no json",
        "[]",
        "null",
        b"\x00",
        '{"text": 1}',
        '{"text": "a", "flush": "yes"}',
        '{"text": "a", "context_id": 7}',
        '{"text": "a", "voice_settings": []}',
        '{"text": "a", "voice_settings": {"speed": NaN}}',
        '{"text": "a", "voice_settings": {"speed": true}}',
        '{"text": "a", "generation_config": {"chunk_length_schedule": ["x"]}}',
        "[" * 100_000,
    ],
)
@pytest.mark.parametrize("socket", [stream_input, multi])
def test_frame_that_is_no_message_closes_with_the_service_s_error(socket: Any, frame: str):
    talk = socket()
    talk.send_frame(frame)
    (error,) = talk.frames
    assert error["error"] == "invalid_input_message"
    assert error["message"].startswith("Could not parse input message")
    assert talk.close is not None
    assert talk.close.code == error["code"] == 1008


def test_unknown_fields_are_ignored():
    talk = multi()
    talk.send(text="Hello.", context_id="c1", flush=True, seed=3, pronunciation=[{"a": 1}])
    assert talk.chars("c1") == "Hello."


def test_silent_stream_times_out_with_the_service_s_error():
    talk = stream_input()
    begin(talk)
    talk.wait(19.9)
    talk.send(text=" ")  # keeps it alive
    talk.wait(19.9)
    assert talk.close is None
    talk.wait(0.2)
    assert talk.frames[-1]["error"] == "input_timeout_exceeded"
    assert "20.0 seconds" in talk.frames[-1]["message"]
    assert talk.close is not None
    assert talk.close.code == 1008


def test_silent_context_ends_and_then_the_silent_connection():
    talk = multi(inactivity_timeout="5")
    talk.send(text="Hello", context_id="c1")
    talk.wait(5.1)
    assert talk.chars("c1") == "Hello"
    assert talk.finals("c1") == 1
    assert talk.close is None
    talk.wait(5.1)
    assert talk.close is not None
    assert talk.close.reason.startswith("Have not received a new text input")


def test_context_that_is_spoken_is_not_silent():
    talk = multi(inactivity_timeout="5")
    talk.holds = True
    talk.send(text="Hello there.", context_id="c1", flush=True)
    talk.wait(60.0)
    talk.settle()
    assert talk.chars("c1") == "Hello there."
    assert talk.finals("c1") == 0


def test_engine_failure_is_told_and_closes_with_1011():
    engine = ToneEngine()
    talk = multi(engine)
    talk.holds = True
    talk.send(text="Hello.", context_id="c1", flush=True)
    talk.do(talk.conversation.failed(0, talk.now_s))
    talk.send_all()
    assert talk.of("c1")[0]["error"] == "engine_failure"
    assert talk.close is not None
    assert talk.close.code == 1011


def test_server_that_goes_away_speaks_what_it_has_of_every_context():
    talk = multi()
    talk.send(text="One", context_id="c1")
    talk.send(text="Two", context_id="c2")
    talk.do(talk.conversation.drain(talk.now_s))
    assert (talk.chars("c1"), talk.chars("c2")) == ("One", "Two")
    assert talk.close is not None
    assert talk.close.code == 1012


def test_server_that_goes_away_lets_an_ended_stream_close_normally():
    talk = stream_input()
    talk.holds = True
    talk.send(text="One two three. ")
    talk.send(text="")
    talk.do(talk.conversation.drain(talk.now_s))
    talk.settle()
    assert talk.chars() == "One two three. "
    assert talk.close is not None
    assert talk.close.code == 1000


def test_server_that_goes_away_says_nothing_more_of_an_interrupted_context():
    talk = multi()
    talk.send(text="Held back", context_id="c1")
    talk.holds = True
    talk.send(context_id="c1", close_context=True)
    talk.do(talk.conversation.drain(talk.now_s))
    talk.settle()
    assert [frame["isFinal"] for frame in talk.frames] == [True]
    assert talk.close is not None
    assert talk.close.code == 1012


def test_format_that_is_not_installed_is_told_and_closes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "av", None)
    for talk in (stream_input(output_format="mp3_44100_128"), multi(output_format="opus_48000_32")):
        talk.send(text="Hello.", flush=True)
        (error,) = talk.frames
        assert error["error"] == "format_unavailable"
        assert "PyAV" in error["message"]
        assert talk.close is not None
        assert talk.close.code == 1008


def test_auto_mode_waits_for_no_chunk_length():
    talk = stream_input(auto_mode="true")
    talk.send(text=" ", generation_config={"chunk_length_schedule": [500]})
    talk.send(text="One two three four ")
    talk.wait(1.0)
    assert talk.chars() == "One two three four"


def test_key_of_the_first_message_is_asked_for_once():
    keys: list[str | None] = []

    def authorize(key: str | None) -> None:
        keys.append(key)
        if key != "secret":
            raise BadInput("invalid_api_key", "No.")

    settings = parse_settings({"output_format": "pcm_24000"}, 20.0)
    for name in ("xi_api_key", "xi-api-key", "authorization"):
        talk = Talk(StreamInput(settings, authorize), ToneEngine())
        talk.send(text=" ", **{name: "secret"})
        talk.send(text="Hello.", flush=True)
        assert talk.chars() == "Hello."
    assert keys == ["secret"] * 3
    talk = Talk(MultiStreamInput(settings, authorize), ToneEngine())
    talk.send(text="Hello.", flush=True)
    assert [frame["error"] for frame in talk.frames] == ["invalid_api_key"]
    assert talk.close is not None
    assert talk.close.code == 1008


def test_stranger_who_sends_no_key_is_not_waited_for():
    settings = parse_settings({"inactivity_timeout": "180"}, 20.0)
    for kind in (StreamInput, MultiStreamInput):
        talk = Talk(kind(settings, authorize=lambda key: None), ToneEngine())
        talk.wait(KEY_PATIENCE_S - 0.1)
        assert talk.close is None
        talk.wait(0.2)
        assert [frame["error"] for frame in talk.frames] == ["invalid_api_key"]
        assert talk.close is not None


@pytest.mark.parametrize(
    "query",
    [
        {"output_format": "aac"},
        {"output_format": "wav"},
        {"inactivity_timeout": "soon"},
        {"inactivity_timeout": "nan"},
        {"inactivity_timeout": "inf"},
    ],
)
def test_settings_that_cannot_be_met_are_refused(query: dict[str, str]):
    with pytest.raises(BadInput):
        parse_settings(query, 20.0)
