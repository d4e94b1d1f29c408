"""Judges an export: the graphs, run as the server runs them, against the `kokoro` package.

One thing is shared rather than compared sample by sample: the spectrum of the harmonic source. Its
phase is chaotic where a bin is nearly empty or nearly real, for PyTorch as well: its own float32
and float64 answers differ by 6 to 30 % in the samples. So the source is judged as complex numbers
against float64, then put into the reference; all else is the reference's own, end to end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import numpy as np
import numpy.typing as npt
import torch
from kokoro.model import KModel

from core.types import Float32, Int64
from core.units import KOKORO_HOP_SAMPLES
from engines.kokoro.decoder import DecoderModel
from engines.kokoro.prosody import Prosody, ProsodyModel, breath_noise

LENGTHS = (3, 30, 150, 510)
MAX_RELATIVE_ERROR = 1e-4
MIN_CORRELATION = 0.99
MAX_LOG_MEL_DB = 0.5

Array = npt.NDArray[np.floating]


@dataclass(frozen=True, slots=True)
class Parity:
    """How one sentence of an export compares with the reference.

    Attributes:
        precision: of the decoder.
        voice: name.
        tokens: phoneme symbols that went in.
        frames: that came out.
        durations_equal: whether every token lasts as long as in the reference.
        source_error: of the complex source spectrum, relative to the reference in float64.
        sample_error: of the samples, relative.
        correlation: of the waveforms.
        log_mel_db: mean distance of the log-mel spectra.
    """

    precision: str
    voice: str
    tokens: int
    frames: int
    durations_equal: bool
    source_error: float
    sample_error: float
    correlation: float
    log_mel_db: float

    @property
    def passed(self) -> bool:
        """Whether the export may be used."""
        if not self.durations_equal or not self.source_error <= MAX_RELATIVE_ERROR:
            return False
        if self.precision == "fp32":
            return self.sample_error <= MAX_RELATIVE_ERROR
        return self.correlation >= MIN_CORRELATION and self.log_mel_db <= MAX_LOG_MEL_DB


@dataclass(frozen=True, slots=True)
class Case:
    """One sentence to compare: `ids` int64 (T,) with boundary tokens, `style` float32 (1, 256)."""

    voice: str
    ids: Int64
    style: Float32


def cases(
    voices: dict[str, Float32], symbols: int, lengths: Sequence[int] = LENGTHS
) -> Iterator[Case]:
    """Random sentences of each length, the voices in turn; two voices for all but the longest."""
    random = np.random.default_rng(0)
    names = list(voices)
    turn = 0
    for length in lengths:
        for _ in range(1 if length == max(lengths) else 2):
            name = names[turn % len(names)]
            turn += 1
            ids = np.concatenate([[0], random.integers(1, symbols, length), [0]])
            yield Case(name, ids.astype(np.int64), voices[name][length - 1 : length])


class Judge:
    """The reference, beside an export in `model_dir`."""

    def __init__(self, network: KModel, model_dir: Path, device: str = "cpu") -> None:
        """`network` is in evaluation mode, float32; `device`, one of DEVICES, runs the export."""
        self._network = network
        generator = network.decoder.generator
        self._upsample = generator.f0_upsamp
        self._source = deepcopy(generator.m_source).double()
        self._stft = deepcopy(generator.stft)
        self._stft.window = self._stft.window.double()
        self._prosody = ProsodyModel(model_dir, device, 0)
        self._model_dir = model_dir
        self._device = device

    def compare(self, case: Case, precisions: Sequence[str]) -> list[Parity]:
        """How the export does on `case`, for each precision of its decoder."""
        half = case.style.shape[1] // 2
        prosody = self._prosody(case.ids, case.style[:, half:], 1.0)
        reference, frames = self._reference(case, prosody)
        equal = bool(np.array_equal(frames, prosody.frames))
        source = self._source_error(prosody)
        rows = []
        for precision in precisions:
            decoder = DecoderModel(self._model_dir, precision, self._device, 0)
            samples = decoder(prosody, case.style[:, :half])
            errors = _errors(samples, reference) if equal else (np.inf, 0.0, np.inf)
            rows.append(
                Parity(precision, case.voice, len(case.ids) - 2, int(prosody.frames.sum()), equal,
                       source, *errors)
            )  # fmt: skip
        return rows

    def _reference(self, case: Case, prosody: Prosody) -> tuple[Float32, Int64]:
        """Samples and durations of the package, given the export's source spectrum."""
        spectrum = torch.from_numpy(prosody.har.numpy())
        bins = spectrum.shape[1] // 2
        stft = self._network.decoder.generator.stft
        shared = (spectrum[:, :bins], spectrum[:, bins:])
        with mock.patch.object(stft, "transform", return_value=shared):
            samples, frames = self._network.forward_with_tokens(
                torch.from_numpy(case.ids)[None], torch.from_numpy(case.style.copy())
            )
        return samples.numpy(), frames.numpy()

    @torch.no_grad()
    def _source_error(self, prosody: Prosody) -> float:
        """Relative error of the export's source spectrum, given its pitch."""
        f0 = torch.from_numpy(prosody.f0.numpy().astype(np.float64))
        with _noise_of(self._source.l_linear.weight[0]), _float64():
            wave, _, _ = self._source(self._upsample(f0[:, None]).transpose(1, 2))
            magnitude, phase = self._stft.transform(wave.transpose(1, 2).squeeze(1))
        expected = magnitude.numpy() * np.exp(1j * phase.numpy())
        level, angle = np.split(prosody.har.numpy().astype(np.float64), 2, axis=1)
        return _relative(level * np.exp(1j * angle), expected)


@contextmanager
def _float64() -> Iterator[None]:
    """New tensors are float64."""
    torch.set_default_dtype(torch.float64)
    try:
        yield
    finally:
        torch.set_default_dtype(torch.float32)


@contextmanager
def _noise_of(weight: torch.Tensor) -> Iterator[None]:
    """The reference draws the noise that the server uses.

    The server has one noise for the sum of all harmonics; spread along `weight`, the noises of the
    harmonics sum to just that.
    """

    def draw(like: torch.Tensor) -> torch.Tensor:
        noise = torch.from_numpy(breath_noise(like.shape[1])).to(like.dtype)
        spread: torch.Tensor = noise[:, None] * weight / weight.norm()
        return spread[None, :, : like.shape[2]]

    with mock.patch.object(torch, "randn_like", draw):
        yield


def _errors(samples: Float32, reference: Float32) -> tuple[float, float, float]:
    """Relative error, correlation and log-mel distance."""
    correlation = float(np.corrcoef(samples, reference)[0, 1])
    return _relative(samples, reference), correlation, log_mel_distance_db(samples, reference)


def _relative(values: npt.NDArray[np.inexact], expected: npt.NDArray[np.inexact]) -> float:
    """|values - expected| / |expected|, Euclidean."""
    return float(np.linalg.norm(values - expected) / np.linalg.norm(expected))


def log_mel_distance_db(samples: Float32, reference: Float32) -> float:
    """Mean absolute difference of 80-band mel spectra in dB, floored 80 dB under the loudest.

    Windows of 1024 samples every 256, at 24 kHz.
    """
    a, b = _mel_power(samples), _mel_power(reference)
    floor = b.max() * 1e-8
    return float(np.abs(10 * np.log10(np.maximum(a, floor) / np.maximum(b, floor))).mean())


def _mel_power(samples: Float32, size: int = 1024, hop: int = 256, bands: int = 80) -> Array:
    """Power in mel bands: (windows, bands)."""
    padded = np.pad(samples.astype(np.float64), size // 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop] * np.hanning(size)
    power = np.abs(np.fft.rfft(windows)) ** 2
    hertz = np.fft.rfftfreq(size, 1 / (40 * KOKORO_HOP_SAMPLES))
    mel = 2595 * np.log10(1 + hertz / 700)
    centres = np.linspace(0, mel[-1], bands + 2)
    width = centres[1] - centres[0]
    filters = np.maximum(0, 1 - np.abs(mel[:, None] - centres[None, 1:-1]) / width)
    return np.asarray(power @ filters)
