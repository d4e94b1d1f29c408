import base64
import io
import json

import av
import pytest

from tests.wire.eleven.opened import begin, stream_input
from wire.eleven.messages import encode_audio
from wire.messages import Alignment

ONE = Alignment(("a",), (0,), (20,))


def test_audio_that_its_codec_still_holds_is_null_and_its_times_are_not():
    frame = json.loads(encode_audio(b"", ONE, ONE, None, 100))
    assert frame["audio"] is None
    assert frame["alignment"] == {
        "chars": ["a"],
        "charStartTimesMs": [100],
        "charDurationsMs": [20],
    }
    assert "contextId" not in frame


def test_alignment_without_characters_is_null():
    frame = json.loads(encode_audio(b"x", ONE, Alignment((), (), ()), "c1", 0))
    assert frame["normalizedAlignment"] is None
    assert frame["contextId"] == "c1"


@pytest.mark.parametrize("name", ["mp3_44100_128", "opus_48000_64"])
def test_what_a_codec_held_back_comes_before_the_end(name: str):
    talk = stream_input(output_format=name)
    begin(talk)
    talk.send(text="Hello there, this is a test.")
    talk.send(text="")
    *_, rest, final = talk.frames
    assert rest["audio"]
    assert rest["alignment"] is rest["normalizedAlignment"] is None
    assert final["audio"] is None
    data = b"".join(base64.b64decode(frame["audio"] or "") for frame in talk.frames)
    with av.open(io.BytesIO(data)) as file:
        seconds = sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0))
    assert seconds >= len(talk.chars()) / 10
