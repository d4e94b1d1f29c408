"""Graph A: how long each token lasts, and the course of pitch, energy and harmonics."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.types import Float32, Int64
from core.units import KOKORO_HOP_SAMPLES
from engines.kokoro.manifest import CONTOUR, TEXT
from engines.runtime import Session, Tensor

_NOISE_SAMPLES = 1 << 18
"""The breath noise repeats after eleven seconds, which no one hears."""

_NOISE: Float32 = np.random.default_rng(0).standard_normal(_NOISE_SAMPLES, dtype=np.float32)


def breath_noise(samples: int) -> Float32:
    """The noise in every voice, always the same: the same request gives the same samples."""
    return np.resize(_NOISE, samples)


@dataclass(frozen=True, slots=True)
class Prosody:
    """What the decoder needs, for F frames of 25 ms, all but `frames` in the device's memory.

    Attributes:
        frames: int64 of shape (T,): frames of each token, boundary tokens too; their sum is F.
        asr: float32 (F, 512): what is said.
        f0: float32 (1, 2 F): pitch in Hz.
        energy: float32 (1, 2 F).
        har: float32 (1, 22, 120 F + 1): magnitudes and phases of the harmonic source.
    """

    frames: Int64
    asr: Tensor
    f0: Tensor
    energy: Tensor
    har: Tensor


class ProsodyModel:
    """The two graphs of A; between them, the host assigns frames to tokens."""

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
        text = self._text.run({"ids": ids, "style": style, "speed": pace})
        frames: Int64 = text["frames"].numpy()
        tokens = np.repeat(np.arange(len(frames)), frames)
        contour = self._contour.run(
            {
                "d": text["d"],
                "t_en": text["t_en"],
                "tokens": tokens,
                "style": style,
                "noise": breath_noise(len(tokens) * KOKORO_HOP_SAMPLES),
            }
        )
        return Prosody(frames, **contour)
