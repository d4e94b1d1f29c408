import io
import sys
import wave

import av
import numpy as np
import pytest

from core.errors import BadInput
from wire.codecs import open_codec
from wire.formats import ELEVEN_FORMATS, OPENAI_FORMATS, AudioFormat, Coding, find_format

COMPRESSED = [
    name for name, audio in ELEVEN_FORMATS.items() if audio.coding in (Coding.MP3, Coding.OPUS)
]


def tone(rate_hz: int, seconds: float = 1.0) -> np.ndarray:
    at = np.arange(round(rate_hz * seconds)) / rate_hz
    return (np.sin(2 * np.pi * 440 * at) * 12000).astype("<i2")


def in_parts(audio: AudioFormat, samples: np.ndarray, length: int) -> list[bytes]:
    codec = open_codec(audio)
    parts = [
        codec.encode(samples[i : i + length].tobytes()) for i in range(0, len(samples), length)
    ]
    return [*parts, codec.finish()]


def decoded(data: bytes) -> tuple[np.ndarray, int]:
    with av.open(io.BytesIO(data)) as file:
        frames = [frame.to_ndarray()[0] for frame in file.decode(audio=0)]
        return np.concatenate(frames).astype(np.float64), file.streams.audio[0].rate


@pytest.mark.parametrize("name", COMPRESSED)
def test_compressed_stream_decodes_to_the_tone_that_went_in(name: str):
    audio = ELEVEN_FORMATS[name]
    heard, rate_hz = decoded(b"".join(in_parts(audio, tone(audio.rate_hz), 5000)))
    assert rate_hz == audio.rate_hz
    assert len(heard) / rate_hz == pytest.approx(1.0, abs=0.09)
    middle = heard[rate_hz // 4 : 3 * rate_hz // 4]
    loudest_hz = np.argmax(np.abs(np.fft.rfft(middle))) * rate_hz / len(middle)
    assert loudest_hz == pytest.approx(440, abs=3)


@pytest.mark.parametrize("name", ["mp3_44100_64", "mp3_44100_192", "opus_48000_32"])
def test_compressed_stream_has_the_bit_rate_that_was_asked_for(name: str):
    audio = ELEVEN_FORMATS[name]
    rng = np.random.default_rng(0)
    noise = (rng.standard_normal(audio.rate_hz * 4) * 3000).astype("<i2")
    size = sum(map(len, in_parts(audio, noise, 9000)))
    assert size * 8 / 4 == pytest.approx(audio.bit_rate, rel=0.25)


@pytest.mark.parametrize("name", COMPRESSED)
def test_compressed_stream_holds_back_a_tenth_of_a_second_at_most(name: str):
    audio = ELEVEN_FORMATS[name]
    codec = open_codec(audio)
    ready = b"".join(
        codec.encode(part.tobytes()) for part in np.split(tone(audio.rate_hz, 2.0), 20)
    )
    heard, rate_hz = decoded(ready)
    assert len(heard) / rate_hz > 1.85


@pytest.mark.parametrize(
    ("coding", "oracle"), [(Coding.MU_LAW, "pcm_mulaw"), (Coding.A_LAW, "pcm_alaw")]
)
def test_companded_samples_decode_as_near_as_the_law_allows(coding: Coding, oracle: str):
    """Against FFmpeg's decoder, and no worse than its encoder, for every sample there is."""
    samples = np.arange(-32768, 32768).astype("<i2")

    def context(mode: str) -> av.AudioCodecContext:
        made = av.CodecContext.create(oracle, mode)
        assert isinstance(made, av.AudioCodecContext)
        made.sample_rate, made.layout, made.format = 8000, "mono", "s16"
        return made

    def error_of(encoded: bytes) -> np.ndarray:
        frames = context("r").decode(av.Packet(encoded))
        values = np.concatenate([frame.to_ndarray()[0] for frame in frames])
        return np.abs(values.astype(int) - samples.astype(int))

    frame = av.AudioFrame.from_ndarray(samples[np.newaxis], format="s16", layout="mono")
    frame.sample_rate = 8000
    encoder = context("w")
    theirs = b"".join(bytes(p) for p in [*encoder.encode(frame), *encoder.encode(None)])
    ours = open_codec(AudioFormat(coding, 8000)).encode(samples.tobytes())
    assert len(ours) == len(samples)
    assert (error_of(ours) <= error_of(theirs)).all()


def test_companded_silence_is_the_law_s_own():
    assert open_codec(ELEVEN_FORMATS["ulaw_8000"]).encode(b"\0\0") == b"\xff"
    assert open_codec(ELEVEN_FORMATS["alaw_8000"]).encode(b"\0\0") == b"\xd5"


def test_pcm_is_passed_on():
    assert in_parts(ELEVEN_FORMATS["pcm_16000"], np.arange(5, dtype="<i2"), 2) == [
        b"\0\0\1\0",
        b"\2\0\3\0",
        b"\4\0",
        b"",
    ]


def test_wav_has_one_header_and_reads_as_what_went_in():
    data = b"".join(in_parts(OPENAI_FORMATS["wav"], tone(24000), 7000))
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (24000, 1, 2)
    assert data[44:] == tone(24000).tobytes()


@pytest.mark.parametrize("name", COMPRESSED)
def test_compressed_stream_takes_no_samples_for_nothing(name: str):
    audio = ELEVEN_FORMATS[name]
    codec = open_codec(audio)
    parts = [codec.encode(b""), codec.encode(tone(audio.rate_hz).tobytes()), codec.encode(b"")]
    heard, rate_hz = decoded(b"".join([*parts, codec.finish()]))
    assert len(heard) / rate_hz == pytest.approx(1.0, abs=0.09)


def test_wav_without_audio_still_has_its_header():
    assert len(open_codec(OPENAI_FORMATS["wav"]).finish()) == 44


def test_missing_library_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(BadInput, match="formats") as missing:
        open_codec(ELEVEN_FORMATS["mp3_44100_128"])
    assert missing.value.code == "format_unavailable"


def test_every_format_of_the_service_is_there():
    assert len(ELEVEN_FORMATS) == 7 + 2 + 7 + 5
    assert find_format("mp3_22050_32", ELEVEN_FORMATS) == AudioFormat(Coding.MP3, 22050, 32000)
    with pytest.raises(BadInput, match="pcm_8000"):
        find_format("pcm_1", ELEVEN_FORMATS)
