"""Graph A: how long each token lasts, and the course of pitch, energy and harmonics."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.types import Float32, Int64
from core.units import KOKORO_HOP_SAMPLES
from engines.kokoro.manifest import CONTOUR, TEXT
from engines.runtime import Session, as_float32

_NOISE_SAMPLES = 1 << 18
"""The breath noise repeats after eleven seconds, which no one hears."""

_NOISE: Float32 = np.random.default_rng(0).standard_normal(_NOISE_SAMPLES, dtype=np.float32)


def breath_noise(samples: int) -> Float32:
    """The noise in every voice, always the same: the same request gives the same samples."""
    return np.resize(_NOISE, samples)


@dataclass(frozen=True, slots=True)
class Prosody:
    """What the decoder needs, for F frames of 25 ms.

    Attributes:
        frames: int64 of shape (T,): frames of each token, boundary tokens too; their sum is F.
        asr: float32 (F, 512): what is said.
        f0: float32 (1, 2 F): pitch in Hz.
        energy: float32 (1, 2 F).
        har: float32 (1, 22, 120 F + 1): magnitudes and phases of the harmonic source.
    """

    frames: Int64
    asr: Float32
    f0: Float32
    energy: Float32
    har: Float32

    def __post_init__(self) -> None:
        if len(self.asr) != int(self.frames.sum()):
            raise ValueError(f"{len(self.asr)} rows for {int(self.frames.sum())} frames")


class ProsodyModel:
    """The two graphs of A with the expansion from tokens to frames between them."""

    def __init__(self, model_dir: Path, device: str, threads: int) -> None:
        """Load both; see Session for arguments and errors."""
        # TensorRT has no float64 for the phase, and no exact float32 for the durations.
        device = "cuda" if device == "tensorrt" else device
        self._text = Session(model_dir / TEXT, device, threads)
        self._contour = Session(model_dir / CONTOUR, device, threads)

    def __call__(self, ids: Int64, style: Float32, speed: float) -> Prosody:
        """Prosody of `ids`.

        Args:
            ids: int64 (T,).
            style: float32 (1, 128), the prosody's half.
            speed: 2 is twice as fast.
        """
        pace = np.array([speed], np.float32)
        frames, d, asr = self._text.run({"ids": ids, "style": style, "speed": pace})
        noise = breath_noise(int(frames.sum()) * KOKORO_HOP_SAMPLES)
        rows = np.repeat(d, frames, axis=0)
        f0, energy, har = self._contour.run({"d": rows, "style": style, "noise": noise})
        return Prosody(
            frames.astype(np.int64, copy=False),
            np.repeat(as_float32(asr), frames, axis=0),
            as_float32(f0),
            as_float32(energy),
            as_float32(har),
        )
