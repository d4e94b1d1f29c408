import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from rich.console import Console

from client.captions import Captions
from client.player import ClockPlayer, DevicePlayer
from client.playout import Playout
from wire.messages import Alignment


def test_playout_plays_from_the_first_arrival():
    playout = Playout()
    assert playout.heard_s(5.0) == 0
    playout.arrive(2.0, 10.0)
    assert playout.heard_s(10.5) == pytest.approx(0.5)
    assert playout.buffered_s(10.5) == pytest.approx(1.5)
    assert playout.heard_s(99.0) == 2.0


def test_playout_counts_a_stall_once_and_goes_on_after_it():
    playout = Playout()
    for seconds, now_s in ((1.0, 0.0), (1.0, 0.9), (1.0, 3.0), (1.0, 3.1)):
        playout.arrive(seconds, now_s)
    assert playout.underruns == 1
    assert playout.heard_s(3.5) == pytest.approx(2.5)


class FakeStream:
    """A sound device that asks for samples when the test says so."""

    def __init__(self, **settings: object) -> None:
        self.fill = settings["callback"]
        self.settings = settings
        self.time = 0.0
        self.is_open = True

    def start(self) -> None: ...
    def abort(self) -> None: ...

    def close(self) -> None:
        self.is_open = False

    def ask(self, frames: int, dac_s: float) -> np.ndarray:
        out = bytearray(2 * frames)
        self.fill(memoryview(out), frames, SimpleNamespace(outputBufferDacTime=dac_s), None)
        return np.frombuffer(out, "<i2")


@pytest.fixture
def device(monkeypatch: pytest.MonkeyPatch) -> DevicePlayer:
    module = ModuleType("sounddevice")
    module.RawOutputStream = FakeStream  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "sounddevice", module)
    return DevicePlayer()


def pcm(*samples: int) -> bytes:
    return np.array(samples, "<i2").tobytes()


def test_device_gets_every_sample_once_and_silence_where_there_is_none(device: DevicePlayer):
    stream = device._stream
    device.write(pcm(1, 2, 3))
    device.write(pcm(4))
    assert stream.ask(2, 0.0).tolist() == [1, 2]
    assert stream.ask(4, 0.0).tolist() == [3, 4, 0, 0]
    assert stream.settings["samplerate"] == 44100


def test_device_counts_an_underrun_only_when_audio_comes_after_it(device: DevicePlayer):
    stream = device._stream
    stream.ask(4, 0.0)
    device.write(pcm(1, 2))
    stream.ask(4, 0.0)
    stream.ask(4, 0.0)
    assert device.underruns == 0
    device.write(pcm(3))
    assert device.underruns == 1


def test_heard_time_is_behind_by_the_device_s_latency(device: DevicePlayer):
    stream = device._stream
    device.write(pcm(*range(4410)))
    stream.ask(4410, dac_s=0.5)
    stream.time = 0.25
    assert device.heard_s() == 0
    stream.time = 0.55
    assert device.heard_s() == pytest.approx(0.05)
    stream.time = 9.0
    assert device.heard_s() == pytest.approx(0.1)
    device.close()
    assert not stream.is_open


def test_clock_player_hears_what_was_written_at_its_pace():
    player = ClockPlayer()
    player.write(b"\0" * 88200)
    assert 0 <= player.heard_s() < 0.5
    assert player.underruns == 0
    player.close()


@pytest.fixture
def captions() -> Captions:
    captions = Captions(Console(width=20, force_terminal=True))
    captions.add(Alignment(tuple("Hi you"), (0, 100, 200, 300, 400, 500), (100,) * 6), 0.6)
    return captions


def styles(captions: Captions, heard_s: float) -> list[tuple[str, str]]:
    frame = captions.frame(heard_s)
    return [(frame.plain[span.start : span.end], str(span.style)) for span in frame.spans]


@pytest.mark.parametrize(
    ("heard_s", "said", "now", "to_come"),
    [
        (0.0, "", "", "Hi you"),
        (0.05, "", "Hi", " you"),
        (0.15, "", "Hi", " you"),
        (0.25, "Hi ", "", "you"),
        (0.35, "Hi ", "you", ""),
        (0.65, "Hi ", "you", ""),
    ],
)
def test_caption_lights_up_the_word_that_is_heard(
    captions: Captions, heard_s: float, said: str, now: str, to_come: str
):
    shown = styles(captions, heard_s)
    expected = [(said, "bold"), (now, "bold reverse"), (to_come, "dim")]
    assert shown == [(text, style) for text, style in expected if text]


def test_captions_of_a_second_chunk_follow_the_first(captions: Captions):
    captions.add(Alignment(tuple(" now"), (0, 50, 100, 150), (50,) * 4), 0.2)
    assert ("now", "bold reverse") in styles(captions, 0.66)


def test_captions_scroll_and_stay_small(captions: Captions):
    for _ in range(40):
        captions.add(Alignment(tuple(" word"), (0, 50, 100, 150, 200), (50,) * 5), 0.25)
    lines = captions.frame(8.0).plain.splitlines()
    assert 1 < len(lines) <= 6


def test_captions_do_not_let_text_move_the_cursor(captions: Captions):
    captions.add(Alignment(("\x1b", "[", "2", "J", "\ud800"), (0,) * 5, (0,) * 5), 0.1)
    frame = captions.frame(0.0).plain
    assert "\x1b" not in frame
    frame.encode()


def test_captions_print_the_whole_text_at_the_end():
    console = Console(width=40, record=True)
    with Captions(console) as captions:
        captions.add(Alignment(tuple("Hi you"), (0,) * 6, (0,) * 6), 0.6)
        captions.show(0.3)
    assert "Hi you" in console.export_text()
