"""What breaks a real client if it is otherwise, with frames as real clients send them."""

import base64
import json
from typing import Any

import pytest

from tests.wire.eleven.opened import begin, multi, stream_input
from wire.eleven.sockets import MAX_CONTEXTS, MAX_SPEAKING

SENTENCE = "Hello there, this is a streaming test. "


def pcm(frames: list[dict[str, Any]]) -> bytes:
    return b"".join(base64.b64decode(frame["audio"] or "") for frame in frames)


def test_python_sdk_hears_all_of_its_text_then_the_end_then_a_normal_close():
    talk = stream_input(model_id="eleven_flash_v2_5")
    first = {"chunk_length_schedule": [50]}
    talk.send(text=" ", try_trigger_generation=True, voice_settings=None, generation_config=first)
    for text in ("Hello there, ", " ", "my friend. "):
        talk.send(text=text, try_trigger_generation=True)
    assert talk.frames, "audio comes before the end of the text"
    talk.send(text="")
    assert talk.chars() == "Hello there,  my friend. "
    *audio, final = talk.frames
    assert final == {
        "audio": None,
        "isFinal": True,
        "normalizedAlignment": None,
        "alignment": None,
    }
    assert not any("message" in frame or frame["isFinal"] for frame in audio)
    assert len(pcm(audio)) == 2 * 2400 * len(talk.chars())
    assert talk.close is not None
    assert talk.close.code == 1000


def test_livekit_turn_ends_with_one_final_after_all_of_its_audio():
    talk = multi(auto_mode="true", sync_alignment="true", inactivity_timeout="180")
    talk.send(text=" ", voice_settings={}, context_id="c1")
    for _ in range(3):
        talk.send(text=SENTENCE, context_id="c1", flush=True)
    assert talk.finals("c1") == 0, "a flush is no end"
    talk.send(text="", context_id="c1", flush=True)
    talk.holds = True
    talk.send(text="More. ", context_id="c1", flush=True)
    talk.send(context_id="c1", close_context=True)
    assert talk.finals("c1") == 0, "its queued audio comes first"
    talk.settle()
    assert talk.chars("c1") == SENTENCE * 3 + "More. "
    assert talk.finals("c1") == 1
    assert talk.of("c1")[-1]["isFinal"] is True
    assert talk.of("c1")[-1]["audio"] is None
    assert talk.close is None


def test_pipecat_turn_starts_without_a_flush_and_keeps_its_words_apart():
    talk = multi(auto_mode="true")
    talk.send(text="")  # keep-alive before anything
    talk.send(text=" ", context_id="c1")
    talk.send(text="Hello there, this is a streaming test.", context_id="c1")
    assert talk.chars("c1") == SENTENCE
    talk.send(text="It goes on.", context_id="c1")
    talk.send(context_id="c1", flush=True)
    talk.send(context_id="c1", close_context=True)
    talk.send(text="", context_id="c1")
    assert talk.chars("c1") == SENTENCE + "It goes on. "
    assert talk.finals("c1") == 1
    talk.send(close_socket=True)
    assert talk.close is not None
    assert talk.close.code == 1000


@pytest.mark.parametrize("context", [{}, {"context_id": "c1"}, {"contextId": "c1"}])
@pytest.mark.parametrize("also", [{}, {"flush": True}, {"close_context": True}])
def test_keep_alive_flush_and_close_of_unknown_contexts_do_nothing(
    context: dict[str, Any], also: dict[str, Any]
):
    talk = multi()
    talk.send(text="", **context, **also)
    talk.send(**context, **also)
    talk.wait(1.0)
    assert (talk.frames, talk.close) == ([], None)


@pytest.mark.parametrize("message", [{"text": "", "flush": True}, {"flush": True}])
def test_flush_speaks_what_is_buffered_with_or_without_text(message: dict[str, Any]):
    talk = multi()
    talk.send(text="Short", context_id="c1")
    talk.wait(1.0)
    assert talk.frames == [], "less than the schedule wants is held back"
    talk.send(context_id="c1", **message)
    assert talk.chars("c1") == "Short"
    assert talk.finals("c1") == 0


def test_keep_alive_after_the_close_does_not_bring_a_context_back():
    talk = multi()
    talk.send(text="Hello.", context_id="c1", flush=True)
    talk.send(context_id="c1", close_context=True)
    before = list(talk.frames)
    talk.send(text="", context_id="c1")
    talk.send(context_id="c1", flush=True)
    talk.wait(5.0)
    assert talk.frames == before


def test_context_id_can_be_used_again_after_its_close():
    talk = multi()
    for _ in range(2):
        talk.send(text="Hello there.", context_id="c1", flush=True)
        talk.send(context_id="c1", close_context=True)
    assert talk.chars("c1") == "Hello there." * 2
    assert talk.finals("c1") == 2


def test_context_id_that_is_used_again_waits_for_what_it_named_before():
    talk = multi()
    talk.holds = True
    for text in ("One two three.", "Four five six.", "Seven eight nine."):
        talk.send(text=text, context_id="c1", flush=True)
        talk.send(context_id="c1", close_context=True)
    talk.send(text="Another voice.", context_id="c2", flush=True)
    assert len(talk.waiting) == 2, "one voice under each name"
    talk.settle()
    assert talk.chars("c1") == "One two three.Four five six.Seven eight nine."
    ends = [frame["isFinal"] for frame in talk.of("c1")].index(True)
    first = "".join(c for frame in talk.of("c1")[:ends] for c in frame["alignment"]["chars"])
    assert first == "One two three."
    assert talk.finals("c1") == 3


def test_context_that_waits_for_its_name_can_be_interrupted():
    talk = multi()
    talk.holds = True
    talk.send(text="One two three.", context_id="c1", flush=True)
    talk.send(context_id="c1", close_context=True)
    talk.send(text="Nobody hears this. ", context_id="c1")
    talk.send(context_id="c1", close_context=True)
    talk.settle()
    assert talk.chars("c1") == "One two three."
    assert talk.finals("c1") == 2
    assert talk.said == ["One two three."]


def test_message_can_open_a_context_flush_it_and_close_it():
    talk = multi()
    talk.send(text="Hello world.", context_id="c1", flush=True, close_context=True)
    assert talk.chars("c1") == "Hello world."
    assert talk.finals("c1") == 1


def test_context_that_is_closed_and_still_speaks_takes_no_place():
    talk = multi()
    talk.holds = True
    for i in range(MAX_SPEAKING):
        talk.send(text="Hello", context_id=f"c{i}", flush=True, close_context=True)
        assert talk.close is None
    talk.send(text="Hello", context_id="one more")
    talk.settle()
    assert talk.frames[-1]["error"] == "max_active_conversations"


def test_interrupted_context_falls_silent_at_once_and_others_go_on():
    talk = multi(auto_mode="true")
    talk.holds = True
    talk.send(text="One two three. Four five six. Seven eight nine.", context_id="c1")
    talk.send(text="Another voice speaks.", context_id="c2")
    talk.speak_next()
    talk.speak_next()
    talk.send(context_id="c1", close_context=True)
    assert talk.cancelled == [0]
    talk.settle()
    assert [frame["isFinal"] for frame in talk.of("c1")] == [True]
    talk.send(context_id="c2", flush=True)
    talk.settle()
    assert talk.chars("c2") == "Another voice speaks. "


def test_contexts_are_spoken_at_the_same_time_and_do_not_mix():
    talk = multi()
    talk.holds = True
    for i in range(MAX_CONTEXTS):
        talk.send(text=f"This is context {i}.", context_id=f"c{i}", flush=True)
    assert len(talk.waiting) == MAX_CONTEXTS
    talk.settle()
    for i in range(MAX_CONTEXTS):
        assert talk.chars(f"c{i}") == f"This is context {i}."


def test_too_many_contexts_close_the_connection_with_an_error():
    talk = multi()
    for i in range(MAX_CONTEXTS + 1):
        talk.send(text="Hello", context_id=f"c{i}")
    assert talk.frames[-1]["error"] == "max_active_conversations"
    assert talk.frames[-1]["code"] == 1008
    assert talk.close is not None
    assert talk.close.code == 1008
    assert len(talk.close.reason.encode()) <= 123


def test_times_restart_in_every_message_by_default():
    talk = multi()
    talk.send(text=SENTENCE * 3, context_id="c1", flush=True)
    starts = [frame["alignment"]["charStartTimesMs"][0] for frame in talk.frames]
    assert len(starts) > 1
    assert set(starts) == {0}


def test_times_run_through_a_context_with_sync_alignment():
    talk = multi(sync_alignment="true")
    talk.send(text=SENTENCE * 3, context_id="c1", flush=True)
    end_ms = 0
    for frame in talk.frames:
        for key in ("alignment", "normalizedAlignment"):
            times = frame[key]
            assert times["charStartTimesMs"][0] == end_ms
            assert len(times["chars"]) == len(times["charDurationsMs"])
        end_ms += sum(frame["alignment"]["charDurationsMs"])
    assert end_ms == pytest.approx(len(SENTENCE * 3) * 100, abs=1)


def test_message_s_times_last_as_long_as_its_audio():
    talk = stream_input()
    begin(talk)
    talk.send(text=SENTENCE * 4, flush=True)
    for frame in talk.frames:
        lasts_ms = len(base64.b64decode(frame["audio"])) / 2 / 24
        assert sum(frame["alignment"]["charDurationsMs"]) == pytest.approx(lasts_ms, abs=1)


def test_frames_stay_far_below_what_clients_take():
    talk = stream_input(output_format="pcm_48000")
    begin(talk)
    talk.send(text=SENTENCE * 20, flush=True)
    assert max(len(json.dumps(frame)) for frame in talk.frames) < 1 << 18
