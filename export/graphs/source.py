"""The harmonic source of the vocoder and its short-time spectrum (hn-nsf: Wang et al., 2019).

The reference upsamples the summed phase linearly between the centres of half frames. At sample r of
half frame i that is, in turns and for each harmonic,

    phase = turns[i] + (r - 149.5) * step

where step is rate[i] left of the centre and rate[i + 1] right of it,
with rate = (harmonic * f0 / 24 000) mod 1 and turns = 300 * cumsum(rate). Whole turns change
nothing, so turns is summed in float64 and only its fraction goes on in float32. Outside the first
and the last centre the reference holds the phase: step is 0 there.

Nine independent noises, one per harmonic, only ever meet in one weighted sum; so one noise of that
sum's deviation takes their place.
"""

from __future__ import annotations

import numpy as np

from export.graphs.builder import FLOAT, Graph, Value
from export.graphs.fourier import spectrum
from export.weights import Weights

_RATE_HZ = 24_000
_SINE_AMPLITUDE = 0.1
_VOICED_NOISE = 0.003
_UNVOICED_NOISE = _SINE_AMPLITUDE / 3
_VOICED_ABOVE_HZ = 10
_DOUBLE = 11
"""TensorProto.DOUBLE."""


def harmonic_source(
    g: Graph, f0: Value, noise: Value, w: Weights, *, upsample: int, hop: int, n_fft: int
) -> Value:
    """Pitch (1, 2 F) and noise (600 F,) to magnitudes above phases, (1, n_fft + 2, spectra)."""
    weight = w["weight"][0]
    phase = _phase(g, f0, harmonics=len(weight), upsample=upsample)  # (harmonics, 2 F, 300)
    sines = g.op("Sin", g.op("Mul", phase, g.scalar(2 * np.pi)))
    mixed = g.op("Einsum", g.constant(weight * _SINE_AMPLITUDE), sines, equation="h,hfs->fs")

    voiced = g.op("Transpose", g.op("Greater", f0, g.scalar(_VOICED_ABOVE_HZ)), perm=[1, 0])
    spread = float(np.linalg.norm(weight))
    level = g.op(
        "Where", voiced, g.scalar(_VOICED_NOISE * spread), g.scalar(_UNVOICED_NOISE * spread)
    )
    hiss = g.op("Mul", level, g.op("Reshape", noise, g.ints(-1, upsample)))
    tone = g.op("Mul", g.cast(voiced, FLOAT), mixed)
    total = g.op("Add", g.op("Add", tone, hiss), g.constant(w["bias"]))
    wave = g.op("Reshape", g.op("Tanh", total), g.ints(1, 1, -1))
    return spectrum(g, wave, hop=hop, n_fft=n_fft)


def _phase(g: Graph, f0: Value, *, harmonics: int, upsample: int) -> Value:
    """Phase in turns, to a whole number of turns: (harmonics, 2 F, upsample)."""
    numbers = np.arange(1, harmonics + 1, dtype=np.float64)[:, None] / _RATE_HZ
    turned = g.op("Mul", g.cast(f0, _DOUBLE), g.constant(numbers))  # (harmonics, 2 F)
    rate = g.op("Sub", turned, g.op("Floor", turned))
    summed = g.op(
        "CumSum", g.op("Mul", rate, g.constant(np.float64(upsample))), g.constant(np.int64(1))
    )
    turns = g.cast(g.op("Sub", summed, g.op("Floor", summed)), FLOAT)

    # The rates left and right of each centre, 0 outside the first and the last.
    inner = g.op("Slice", g.cast(rate, FLOAT), g.ints(1), g.ints(2**31), g.ints(1))
    left = g.op("Pad", inner, g.ints(0, 1, 0, 0))
    right = g.op("Pad", inner, g.ints(0, 0, 0, 1))
    offsets = np.arange(upsample, dtype=np.float32) - np.float32((upsample - 1) / 2)

    def ramp(step: Value, at: np.ndarray[tuple[int], np.dtype[np.float32]]) -> Value:
        return g.op("Mul", g.op("Unsqueeze", step, g.ints(2)), g.constant(at))

    middle = upsample // 2
    drift = g.op("Concat", ramp(left, offsets[:middle]), ramp(right, offsets[middle:]), axis=2)
    return g.op("Add", g.op("Unsqueeze", turns, g.ints(2)), drift)
