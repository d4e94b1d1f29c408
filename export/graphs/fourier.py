"""Short-time Fourier transform and its inverse as convolutions, equal to torch.stft and istft.

The `kokoro` package's own convolutional form (`disable_complex`) is another network: it pads by
repeating, weighs the lowest and the highest bin double in the inverse, leaves the sum of the
squared windows out, and lets rounding choose between pi and -pi for the two real bins. Here all
four are as in torch.stft and torch.istft with a periodic Hann window.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from export.graphs.builder import Graph, Value
from export.graphs.layers import conv

Float64 = npt.NDArray[np.float64]

_TINY = 1e-30


def _hann(n: int) -> Float64:
    """The periodic Hann window."""
    return 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n) / n)


def _waves(n: int) -> tuple[Float64, Float64]:
    """cos and sin of 2 pi k t / n for bins k = 0..n / 2, each (n / 2 + 1, n).

    The sines of the lowest and the highest bin are exactly zero.
    """
    k, t = np.arange(n // 2 + 1)[:, None], np.arange(n)[None, :]
    angle = 2 * np.pi * k * t / n
    sine = np.sin(angle)
    sine[[0, -1]] = 0
    return np.cos(angle), sine


def spectrum(g: Graph, wave: Value, *, hop: int, n_fft: int) -> Value:
    """Magnitudes above phases of (1, 1, samples): (1, n_fft + 2, samples / hop + 1)."""
    cosine, sine = _waves(n_fft)
    kernel = np.concatenate([cosine, -sine]) * _hann(n_fft)
    half = n_fft // 2
    padded = g.op("Pad", wave, g.ints(0, 0, half, 0, 0, half), mode="reflect")
    both = conv(g, padded, kernel[:, None].astype(np.float32), None, stride=hop, pad=0)
    real, imaginary = g.split("Split", both, outputs=2, axis=1, num_outputs=2)
    power = g.op("Add", g.op("Mul", real, real), g.op("Mul", imaginary, imaginary))
    return g.op("Concat", g.op("Sqrt", power), _angle(g, real, imaginary), axis=1)


def _angle(g: Graph, real: Value, imaginary: Value) -> Value:
    """atan2(imaginary, real), which ONNX lacks; pi where imaginary is 0 and real negative."""
    zero = g.scalar(0)
    safe = g.op("Where", g.op("Equal", real, zero), g.scalar(_TINY), real)
    angle = g.op("Atan", g.op("Div", imaginary, safe))
    half_turn = g.op("Where", g.op("Less", imaginary, zero), g.scalar(-np.pi), g.scalar(np.pi))
    turn = g.op("Where", g.op("Less", real, zero), half_turn, zero)
    return g.op("Add", angle, turn)


def waveform(g: Graph, magnitude: Value, phase: Value, *, hop: int, n_fft: int) -> Value:
    """The inverse of `spectrum`: twice (1, n_fft / 2 + 1, spectra) to (1, 1, samples)."""
    cosine, sine = _waves(n_fft)
    window = _hann(n_fft)
    # Bins that stand for themselves and for their mirror image count twice.
    counts = np.full((n_fft // 2 + 1, 1), 2.0)
    counts[[0, -1]] = 1
    overlap = (window**2).reshape(-1, hop).sum(axis=0).mean()
    kernel = np.concatenate([cosine, -sine]) * np.tile(counts, (2, 1)) * window / n_fft / overlap
    parts = g.op(
        "Concat",
        g.op("Mul", magnitude, g.op("Cos", phase)),
        g.op("Mul", magnitude, g.op("Sin", phase)),
        axis=1,
    )
    # Not a layer of layers.py: magnitudes go beyond what fp16 holds (65 504), so this is never it.
    wave = g.op(
        "ConvTranspose",
        parts,
        g.constant(kernel[:, None].astype(np.float32)),
        kernel_shape=[n_fft],
        strides=[hop],
        pads=[n_fft // 2, n_fft // 2],
    )
    return _even_out_edges(g, wave, window, overlap, hop)


def _even_out_edges(g: Graph, wave: Value, window: Float64, overlap: float, hop: int) -> Value:
    """Scale up the first and the last samples, which one window fewer covers."""

    def gain(missing: Float64) -> Value:
        return g.constant((overlap / (overlap - missing**2)).astype(np.float32))

    def cut(start: int, end: int) -> Value:
        return g.op("Slice", wave, g.ints(start), g.ints(end), g.ints(2))

    head = g.op("Mul", cut(0, hop), gain(window[-hop:]))
    tail = g.op("Mul", cut(-hop, 2**31 - 1), gain(window[:hop]))
    return g.op("Concat", head, cut(hop, -hop), tail, axis=2)
