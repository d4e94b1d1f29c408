"""The official Python SDKs of ElevenLabs and OpenAI, unmodified, against our server."""

import asyncio
import base64
import io
import wave
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, TypeVar

import av
import numpy as np
import openai
import pytest
from elevenlabs.client import ElevenLabs
from elevenlabs.core.api_error import ApiError

from serving.keys import Key, Keyring
from tests.fakes import ToneEngine
from tests.serving.running import Running, running

TEXT = "Hello there, my friend. This is the second sentence, and it is longer. "
T = TypeVar("T")

# ElevenLabs' SDK reads attributes that websockets has since renamed.
pytestmark = pytest.mark.filterwarnings("ignore:ConnectionClosed:DeprecationWarning")


@pytest.fixture
async def server() -> AsyncIterator[Running]:
    async with running(ToneEngine(), Keyring([Key("ann", "secret")])) as server:
        yield server


def eleven(server: Running, key: str = "secret") -> ElevenLabs:
    client = ElevenLabs(api_key=key, base_url=f"http://127.0.0.1:{server.port}")
    # The SDK speaks TLS to any host; this is its own attribute for the address.
    client.text_to_speech._ws_base_url = f"ws://127.0.0.1:{server.port}"  # type: ignore[attr-defined]
    return client


def words() -> Iterator[str]:
    for word in TEXT.split():
        yield word + " "


async def away(call: Callable[[], T]) -> T:
    """A blocking call beside the server."""
    return await asyncio.wait_for(asyncio.to_thread(call), 30)


def seconds(audio: bytes) -> float:
    with av.open(io.BytesIO(audio)) as file:
        return sum(frame.samples / frame.sample_rate for frame in file.decode(audio=0))


async def test_elevenlabs_realtime_hears_the_whole_text(server: Running):
    sdk = eleven(server).text_to_speech

    def call() -> list[bytes]:
        return list(sdk.convert_realtime("tone", text=words(), output_format="pcm_24000"))

    parts = await away(call)
    assert len(parts) > 1, "it is streamed"
    # The SDK sends what its chunker makes of the words: the same characters, spaces besides.
    assert len(b"".join(parts)) / 2 / 2400 == pytest.approx(len(TEXT), abs=3)


async def test_elevenlabs_realtime_gets_mp3_by_default(server: Running):
    sdk = eleven(server).text_to_speech
    parts = await away(lambda: list(sdk.convert_realtime("tone", text=words())))
    assert seconds(b"".join(parts)) == pytest.approx(len(TEXT) / 10, abs=0.4)


async def test_elevenlabs_stream_and_convert_hear_the_same(server: Running):
    sdk = eleven(server).text_to_speech

    def call(method: Any) -> bytes:
        return b"".join(method("tone", text=TEXT, output_format="pcm_24000"))

    streamed = await away(lambda: call(sdk.stream))
    assert len(streamed) == len(TEXT) * 2 * 2400
    assert np.abs(np.frombuffer(streamed, "<i2")).max() > 10_000
    assert await away(lambda: call(sdk.convert)) == streamed


@pytest.mark.parametrize("name", ["mp3_22050_32", "opus_48000_64"])
async def test_elevenlabs_stream_in_compressed_formats(server: Running, name: Any):
    sdk = eleven(server).text_to_speech
    parts = await away(lambda: list(sdk.stream("tone", text=TEXT, output_format=name)))
    assert seconds(b"".join(parts)) == pytest.approx(len(TEXT) / 10, abs=0.2)


async def test_elevenlabs_timestamps_cover_the_text_and_the_audio(server: Running):
    sdk = eleven(server).text_to_speech

    def call() -> Any:
        return sdk.convert_with_timestamps("tone", text=TEXT, output_format="pcm_24000")

    answer = await away(call)
    alignment = answer.alignment
    assert "".join(alignment.characters) == TEXT
    ends_s = alignment.character_end_times_seconds
    assert alignment.character_start_times_seconds[1:] == ends_s[:-1]
    assert ends_s[-1] == pytest.approx(
        len(base64.b64decode(answer.audio_base_64)) / 48000, abs=2e-3
    )
    assert "".join(answer.normalized_alignment.characters) == TEXT


async def test_elevenlabs_streamed_timestamps_run_through(server: Running):
    sdk = eleven(server).text_to_speech

    def call() -> list[Any]:
        chunks = sdk.stream_with_timestamps("tone", text=TEXT, output_format="pcm_24000")
        return list(chunks)

    chunks = await away(call)
    assert len(chunks) > 1
    chars = [char for chunk in chunks for char in chunk.alignment.characters]
    starts_s = [s for chunk in chunks for s in chunk.alignment.character_start_times_seconds]
    assert "".join(chars) == TEXT
    assert starts_s == pytest.approx([i / 10 for i in range(len(TEXT))], abs=2e-3)


async def test_elevenlabs_lists_voices_and_models(server: Running):
    sdk = eleven(server)
    search = await away(sdk.voices.search)
    assert [voice.voice_id for voice in search.voices] == ["tone", "other"]
    assert search.has_more is False
    assert len((await away(sdk.voices.get_all)).voices) == 2
    assert (await away(lambda: sdk.voices.get("other"))).name == "Other tone"
    (model,) = await away(sdk.models.list)
    assert model.model_id == "tone"


async def test_elevenlabs_hears_of_a_wrong_key_and_an_unknown_voice(server: Running):
    for client, voice, status, code in (
        (eleven(server, "wrong"), "tone", 401, "invalid_api_key"),
        (eleven(server), "nobody", 404, "voice_not_found"),
    ):
        sdk = client.text_to_speech
        with pytest.raises(ApiError) as error:
            await away(lambda sdk=sdk, voice=voice: list(sdk.stream(voice, text=TEXT)))
        assert error.value.status_code == status
        assert error.value.body["detail"]["status"] == code
        with pytest.raises(ApiError) as error:
            await away(lambda sdk=sdk, voice=voice: list(sdk.convert_realtime(voice, text=words())))
        assert error.value.status_code == 1008


def openai_client(server: Running, key: str = "secret") -> openai.OpenAI:
    return openai.OpenAI(api_key=key, base_url=f"http://127.0.0.1:{server.port}/v1", max_retries=0)


@pytest.mark.parametrize("name", ["mp3", "opus", "wav", "pcm"])
async def test_openai_streams_speech(server: Running, name: Any):
    speech = openai_client(server).audio.speech.with_streaming_response

    def call() -> bytes:
        with speech.create(
            model="tts-1", voice="tone", input=TEXT, response_format=name
        ) as response:
            return b"".join(response.iter_bytes())

    audio = await away(call)
    if name == "pcm":
        assert len(audio) == len(TEXT) * 2 * 2400
    elif name == "wav":
        with wave.open(io.BytesIO(audio)) as file:
            assert file.getframerate() == 24000
        assert len(audio) == 44 + len(TEXT) * 2 * 2400
    else:
        assert seconds(audio) == pytest.approx(len(TEXT) / 10, abs=0.2)


async def test_openai_passes_the_speed_on_and_hears_of_errors(server: Running):
    client = openai_client(server)
    await away(
        lambda: client.audio.speech.create(model="x", voice="other", input="Hi there.", speed=1.5)
    )
    assert isinstance(server.engine, ToneEngine)
    assert server.engine.spoken == [("Hi there.", "other", 1.5)]
    with pytest.raises(openai.BadRequestError) as error:
        await away(lambda: client.audio.speech.create(model="x", voice="nobody", input="Hi."))
    assert error.value.code == "unknown_voice"
    wrong = openai_client(server, "wrong")
    with pytest.raises(openai.AuthenticationError):
        await away(lambda: wrong.audio.speech.create(model="x", voice="tone", input="Hi."))
    server.engine.failing.add("fail")
    with pytest.raises(openai.InternalServerError, match="its log says why"):
        await away(lambda: client.audio.speech.create(model="x", voice="tone", input="fail"))
