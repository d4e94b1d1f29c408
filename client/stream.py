"""Speak a text: play it, light up its words as they are heard, and say how fast it came.

python client/stream.py "Hello, world."
some-llm | python client/stream.py -
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import wave
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from client.captions import FRAMES_PER_S, Captions
from client.link import (
    CHUNKINGS,
    DEFAULT_URL,
    Link,
    StreamFailed,
    address,
    given,
    paced,
    standard_input,
)
from client.player import ClockPlayer, DevicePlayer, Player
from core.units import WIRE_RATE_HZ
from wire.messages import AudioMessage


@dataclass(slots=True)
class Outlets:
    """Where what arrives goes: to the ear, to the screen and to a file."""

    player: Player
    captions: Captions | None
    recording: wave.Wave_write | None
    samples: int = 0

    @property
    def audio_s(self) -> float:
        """Length of all that was taken."""
        return self.samples / WIRE_RATE_HZ

    def take(self, message: AudioMessage) -> None:
        """Play, show and record `message` after those before it."""
        self.player.write(message.pcm)
        if self.captions:
            self.captions.add(message.alignment, message.samples / WIRE_RATE_HZ)
        if self.recording:
            self.recording.writeframes(message.pcm)
        self.samples += message.samples

    async def draw(self, captions: Captions) -> None:
        """Keep the captions at what is heard, until cancelled."""
        while True:
            captions.show(self.player.heard_s())
            await asyncio.sleep(1 / FRAMES_PER_S)

    async def all_heard(self) -> None:
        """Return when all that was taken has been heard."""
        while True:
            left_s = self.audio_s - self.player.heard_s()
            if left_s <= 0:
                return
            await asyncio.sleep(max(left_s, 0.001))


async def stream(arguments: argparse.Namespace, console: Console) -> None:
    """Speak the text that the arguments name, and print the summary.

    Raises:
        StreamFailed: not all audio arrived.
    """
    link = Link(address(arguments.url, arguments.voice, arguments.speed), arguments.api_key)
    arrived: list[float] = []
    with ExitStack() as stack:
        outlets = _open_outlets(arguments, console, stack)
        async with asyncio.TaskGroup() as tasks:
            drawing = (
                tasks.create_task(outlets.draw(outlets.captions)) if outlets.captions else None
            )
            async for arrival in link.arrivals(_pieces(arguments)):
                arrived.append(arrival.at_s)
                outlets.take(arrival.message)
            if outlets.captions or not arguments.no_play:
                await outlets.all_heard()
            if drawing:
                drawing.cancel()
    if not arrived or link.first_sent_s is None:
        console.print("Nothing to say: the text is empty.")
        return
    ttfa_ms = (arrived[0] - link.first_sent_s) * 1000
    rtf = (arrived[-1] - link.first_sent_s) / outlets.audio_s
    console.print(
        f"TTFA {ttfa_ms:.0f} ms · audio {outlets.audio_s:.2f} s · RTF {rtf:.3f}"
        f" · underruns {outlets.player.underruns}"
    )


def _open_outlets(arguments: argparse.Namespace, console: Console, stack: ExitStack) -> Outlets:
    """Open what the arguments ask for; `stack` closes it."""
    recording = _record(arguments.wav, stack) if arguments.wav else None
    player = _open_player(arguments.no_play, console)
    stack.callback(player.close)
    captions = None if arguments.no_captions else stack.enter_context(Captions(console))
    return Outlets(player, captions, recording)


def _open_player(no_play: bool, console: Console) -> Player:
    if no_play:
        return ClockPlayer()
    try:
        return DevicePlayer()
    except Exception as error:  # PortAudio's own error type needs PortAudio to be imported
        cure = " (on Linux: apt install libportaudio2)" if isinstance(error, OSError) else ""
        console.print(f"No sound: {error}{cure}. Going on without; --wav FILE keeps the audio.")
        return ClockPlayer()


def _record(path: Path, stack: ExitStack) -> wave.Wave_write:
    file = stack.enter_context(path.open("wb"))
    recording = stack.enter_context(wave.Wave_write(file))
    recording.setparams((1, 2, WIRE_RATE_HZ, 0, "NONE", ""))
    return recording


def _pieces(arguments: argparse.Namespace) -> AsyncIterator[str]:
    text = standard_input() if arguments.text == "-" else given(arguments.text)
    return paced(text, arguments.chunk, arguments.rate)


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line; argparse ends the process with a usage line where it is wrong."""
    parser = argparse.ArgumentParser(
        prog="client/stream.py", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("text", metavar="TEXT|-", help="what to say; - reads standard input")
    parser.add_argument("--url", default=DEFAULT_URL, help="the server (default: %(default)s)")
    parser.add_argument("--api-key", metavar="KEY", help="where the server asks for one")
    parser.add_argument("--voice", help="id of a voice; /healthz of the server lists them")
    parser.add_argument("--speed", type=float, help="speaking rate, 0.5 to 2.0")
    parser.add_argument("--wav", type=Path, metavar="FILE", help="keep the audio as a WAV file")
    parser.add_argument(
        "--chunk", choices=CHUNKINGS, help="send in such pieces (default: all; words at a --rate)"
    )
    parser.add_argument(
        "--rate", type=_rate, metavar="WORDS_PER_S", help="send the pieces at this pace"
    )
    parser.add_argument("--no-play", action="store_true", help="leave the sound device alone")
    parser.add_argument("--no-captions", action="store_true", help="no captions")
    parsed = parser.parse_args(arguments)
    parsed.chunk = parsed.chunk or ("words" if parsed.rate else "all")
    return parsed


def _rate(text: str) -> float:
    rate = float(text)
    if not rate > 0:
        raise argparse.ArgumentTypeError("the rate must be more than 0 words a second")
    return rate


def main() -> int:
    """Exit status: 0 if all audio arrived, 1 if not, 130 after Ctrl-C."""
    arguments = parse_arguments()
    console = Console(highlight=False)
    status = 0
    try:
        asyncio.run(stream(arguments, console))
    except* (StreamFailed, OSError) as failed:
        for error in failed.exceptions:
            print(error, file=sys.stderr)
        status = 1
    except* KeyboardInterrupt:
        status = 130
    return status


if __name__ == "__main__":
    sys.exit(main())
