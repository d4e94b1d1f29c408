import asyncio
import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
from rich.console import Console

from client import player as client_player
from client import stream as client_stream
from client.captions import Captions
from client.player import ClockPlayer, DevicePlayer, Player
from client.playout import Playout
from client.stream import Outlets
from wire.messages import Alignment, AudioMessage

RATE_HZ = 44100


def test_playout_plays_from_the_first_arrival():
    playout = Playout()
    assert playout.heard_s(5.0) == 0
    playout.arrive(2 * RATE_HZ, 10.0)
    assert playout.heard_s(10.5) == pytest.approx(0.5)
    assert playout.buffered_s(10.5) == pytest.approx(1.5)
    assert playout.heard_s(99.0) == 2.0


def test_playout_counts_a_stall_once_and_goes_on_after_it():
    playout = Playout()
    for now_s in (0.0, 0.9, 3.0, 3.1):
        playout.arrive(RATE_HZ, now_s)
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


ODD = (1601, 1601, 7) * 3
"""Samples of messages whose lengths in seconds add up to more than the quotient of their sum."""


def taken(player: Player) -> Outlets:
    """Outlets that took messages of ODD lengths."""
    outlets = Outlets(player, captions=None, recording=None)
    for samples in ODD:
        outlets.take(AudioMessage(bytes(2 * samples), Alignment(("a",), (0,), (0,))))
    assert sum(samples / RATE_HZ for samples in ODD) > sum(ODD) / RATE_HZ
    return outlets


async def test_client_ends_when_a_device_has_sounded_messages_of_odd_lengths(device: DevicePlayer):
    outlets = taken(device)
    for frames in (1000, 999, 1, *[4096] * 10):
        device._stream.ask(frames, 0.0)
    device._stream.time = 9.0
    await asyncio.wait_for(outlets.all_heard(), 2)


async def test_client_ends_when_the_clock_has_passed_messages_of_odd_lengths(
    monkeypatch: pytest.MonkeyPatch,
):
    now_s = 1.1
    monkeypatch.setattr(client_player, "perf_counter", lambda: now_s)
    outlets = taken(ClockPlayer())
    now_s = 99.0
    await asyncio.wait_for(outlets.all_heard(), 2)


def test_client_without_portaudio_names_the_package_that_brings_it(
    monkeypatch: pytest.MonkeyPatch,
):
    def missing() -> DevicePlayer:
        raise OSError("PortAudio library not found")

    monkeypatch.setattr(client_stream, "DevicePlayer", missing)
    console = Console(width=200, record=True)
    assert isinstance(client_stream._open_player(False, console), ClockPlayer)
    assert "PortAudio library not found (on Linux: apt install libportaudio2)." in (
        console.export_text()
    )


@pytest.mark.parametrize(
    ("arguments", "chunk"),
    [
        ([], "all"),
        (["--rate", "20"], "words"),
        (["--rate", "20", "--chunk", "chars"], "chars"),
        (["--rate", "20", "--chunk", "all"], "all"),
    ],
)
def test_rate_sends_words_unless_other_pieces_are_asked_for(arguments: list[str], chunk: str):
    assert client_stream.parse_arguments(["Hi.", *arguments]).chunk == chunk


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
