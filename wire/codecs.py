"""From PCM to the bytes of an audio format, as a stream: what goes in comes out, a frame later."""

from __future__ import annotations

import struct
from functools import cache
from typing import Protocol

import numpy as np
import numpy.typing as npt

from core.errors import BadInput
from wire.formats import AudioFormat, Coding

_UNKNOWN_LENGTH = 0xFFFFFFFF
"""In a WAV header: until the stream ends."""

_CODECS = {Coding.MP3: ("mp3", "libmp3lame"), Coding.OPUS: ("ogg", "libopus")}
_OPTIONS = {
    Coding.MP3: {"write_xing": "0", "id3v2_version": "0"},  # nothing that is filled in at the end
    Coding.OPUS: {"page_duration": "20000"},  # microseconds; by default a page takes a second
}
_CODEC_OPTIONS = {
    Coding.MP3: {"reservoir": "0"},  # frames that lend each other bits wait for each other
    Coding.OPUS: {},
}


class Codec(Protocol):
    """Encodes one stream. Owned by its session."""

    def encode(self, pcm: bytes) -> bytes:
        """The bytes that are ready once `pcm` (s16le, mono, at the format's rate) was added."""

    def finish(self) -> bytes:
        """The bytes that were held back; the stream ends here."""


def open_codec(audio: AudioFormat) -> Codec:
    """A codec for a new stream.

    Raises:
        BadInput: the format needs PyAV, which is not installed (`format_unavailable`).
    """
    match audio.coding:
        case Coding.PCM:
            return _Verbatim()
        case Coding.WAV:
            return _Verbatim(_wav_header(audio.rate_hz))
        case Coding.MU_LAW:
            return _Law(_mu_law())
        case Coding.A_LAW:
            return _Law(_a_law())
        case Coding.MP3 | Coding.OPUS:
            return _Compressed(audio)


class _Verbatim:
    """PCM as it is, after a header if there is one."""

    def __init__(self, header: bytes = b"") -> None:
        self._header = header

    def encode(self, pcm: bytes) -> bytes:
        header, self._header = self._header, b""
        return header + pcm

    def finish(self) -> bytes:
        return self.encode(b"")


def _wav_header(rate_hz: int) -> bytes:
    """RIFF header of a stream of 16-bit mono whose length nobody knows yet."""
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate_hz, 2 * rate_hz, 2, 16)
    data = struct.pack("<4sI", b"data", _UNKNOWN_LENGTH)
    return struct.pack("<4sI4s", b"RIFF", _UNKNOWN_LENGTH, b"WAVE") + form + data


class _Law:
    """One of the two companding laws of ITU-T G.711, by a table of all 65,536 samples."""

    def __init__(self, table: npt.NDArray[np.uint8]) -> None:
        self._table = table

    def encode(self, pcm: bytes) -> bytes:
        codes: bytes = self._table[np.frombuffer(pcm, "<u2")].tobytes()
        return codes

    def finish(self) -> bytes:
        return b""


@cache
def _mu_law() -> npt.NDArray[np.uint8]:
    code = ~np.arange(256)
    exponent, mantissa = code >> 4 & 7, code & 15
    return _nearest(((mantissa * 8 + 132) << exponent) - 132, is_negative=code & 0x80 > 0)


@cache
def _a_law() -> npt.NDArray[np.uint8]:
    code = np.arange(256) ^ 0x55
    exponent, mantissa = code >> 4 & 7, code & 15
    steps = mantissa * 16 + np.where(exponent > 0, 264, 8)
    return _nearest(steps << np.maximum(exponent - 1, 0), is_negative=code & 0x80 == 0)


def _nearest(
    magnitudes: npt.NDArray[np.int64], is_negative: npt.NDArray[np.bool_]
) -> npt.NDArray[np.uint8]:
    """The code that decodes to the value nearest to each sample.

    Args:
        magnitudes: what each code decodes to, 16 bits wide; shape (256,).
        is_negative: which of them are negative; shape (256,).

    Returns:
        Codes by the sample's bit pattern as an unsigned number; shape (65536,).
    """
    values = np.where(is_negative, -magnitudes, magnitudes)
    codes = np.argsort(values, kind="stable")
    limits = (values[codes][1:] + values[codes][:-1]) / 2
    samples = np.arange(1 << 16, dtype=np.uint16).view(np.int16)
    return codes[np.searchsorted(limits, samples, side="right")].astype(np.uint8)


class _Sink:
    """A file that cannot be rewound: what a muxer has written since it was last asked."""

    def __init__(self) -> None:
        self._written = bytearray()

    def write(self, data: bytes) -> int:
        self._written += data
        return len(data)

    def take(self) -> bytes:
        written, self._written = bytes(self._written), bytearray()
        return written


class _Compressed:
    """MP3 frames or Ogg pages of Opus, by PyAV."""

    def __init__(self, audio: AudioFormat) -> None:
        try:
            import av
        except ImportError as error:
            message = "This format needs PyAV on the server: pip install -e '.[formats]'"
            raise BadInput("format_unavailable", message) from error
        container, codec = _CODECS[audio.coding]
        self._frame = av.AudioFrame.from_ndarray
        self._rate_hz = audio.rate_hz
        self._sink = _Sink()
        self._muxer = av.open(self._sink, "w", format=container, options=_OPTIONS[audio.coding])
        stream = self._muxer.add_stream(
            codec, rate=audio.rate_hz, layout="mono", options=_CODEC_OPTIONS[audio.coding]
        )
        assert isinstance(stream, av.AudioStream)  # it encodes audio
        stream.bit_rate = audio.bit_rate
        self._stream = stream

    def encode(self, pcm: bytes) -> bytes:
        if not pcm:
            return b""  # FFmpeg has no frame of no samples
        frame = self._frame(np.frombuffer(pcm, "<i2")[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = self._rate_hz
        self._muxer.mux(self._stream.encode(frame))
        return self._sink.take()

    def finish(self) -> bytes:
        self._muxer.mux(self._stream.encode(None))
        self._muxer.close()
        return self._sink.take()
