"""ElevenLabs' two sockets, opened, with an exact engine behind them."""

from tests.fakes import ToneEngine
from tests.wire.talk import Talk
from wire.eleven.settings import parse_settings
from wire.eleven.sockets import MultiStreamInput, StreamInput


def stream_input(engine: ToneEngine | None = None, **query: str) -> Talk:
    settings = parse_settings({"output_format": "pcm_24000", **query}, 20.0)
    return Talk(StreamInput(settings), engine or ToneEngine())


def multi(engine: ToneEngine | None = None, **query: str) -> Talk:
    settings = parse_settings({"output_format": "pcm_24000", **query}, 20.0)
    return Talk(MultiStreamInput(settings), engine or ToneEngine())


def begin(talk: Talk) -> None:
    talk.send(text=" ", voice_settings=None)
