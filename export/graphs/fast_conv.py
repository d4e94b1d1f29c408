"""Long convolutions with fewer multiplications: overlap-save in the Fourier domain.

A tile of n samples (32, say) holds m = n - k + 1 new outputs of a kernel with k taps. Its product
with the kernel's spectrum is a matrix product over the channels for each bin. Of the 17 bins of a
real spectrum two are real; a complex product takes three real ones (Karatsuba). So 47 matrix
products stand for m * k of them: for k = 11 five times fewer. In the manner of Winograd's
algorithms (Lavin and Gray, 2016), but the Fourier points keep float32 exact to the seventh digit
where large Winograd tiles do not.

Dilation d makes d convolutions side by side: sample q d + p belongs to number p.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np

from core.types import Float32, Float64
from export.graphs.builder import Graph, Value


@dataclass(frozen=True, slots=True)
class _Bilinear:
    """y = merge @ ((analyse @ x) * (kernel @ w)) is the valid convolution of x with w.

    Attributes:
        analyse: (products, n), from a tile.
        kernel: (products, k), from the taps.
        merge: (m, products), to the outputs.
    """

    analyse: Float32
    kernel: Float64
    merge: Float32


def _bilinear(taps: int, n: int) -> _Bilinear:
    """The algorithm for kernels of `taps` on tiles of `n`, correlated as layers do."""
    t = np.arange(n)
    analyse, kernel, merge = [], [], []
    for k in range(n // 2 + 1):
        angle = 2 * pi * k * t / n
        cosine, sine = np.cos(angle), np.sin(angle)
        real_w, imaginary_w = cosine[:taps], sine[:taps]  # conjugate: correlation
        out = t[: n - taps + 1]
        to_real, to_imaginary = np.cos(2 * pi * k * out / n), -np.sin(2 * pi * k * out / n)
        if k in (0, n // 2):
            analyse.append(cosine)
            kernel.append(real_w)
            merge.append(to_real / n)
            continue
        # (a + bi)(c + di): c(a + b) - b(c + d) is the real part, c(a + b) + a(d - c) the other.
        analyse += [cosine - sine, cosine, -sine]
        kernel += [real_w, imaginary_w - real_w, real_w + imaginary_w]
        merge += [2 / n * (to_real + to_imaginary), 2 / n * to_imaginary, -2 / n * to_real]
    return _Bilinear(np.array(analyse, np.float32), np.array(kernel), np.array(merge, np.float32).T)


def _tile_size(channels: int) -> int:
    """Larger tiles save more products; where weights are large, smaller ones save memory."""
    return 32 if channels <= 128 else 24


def fast_conv(g: Graph, x: Value, length: Value, weight: Float32, dilation: int) -> Value:
    """A convolution that keeps the length, without bias.

    Args:
        g: the graph.
        x: float32 (1, in, length).
        length: `length` as int64 (1,).
        weight: (out, in, k), k odd.
        dilation: distance between taps.
    """
    out_channels, in_channels, taps = weight.shape
    n = _tile_size(out_channels)
    plan = _bilinear(taps, n)
    products = len(plan.analyse)
    spectra = np.einsum("pk,oik->poi", plan.kernel, weight.astype(np.float64))

    tiles = _tiles(g, x, length, n, taps, dilation)  # (d * in * T, n)
    analysed = g.op("Gemm", g.constant(plan.analyse), tiles, transB=1)
    columns = g.op("Reshape", analysed, g.ints(products, dilation, in_channels, -1))
    weights = g.constant(spectra[:, None].astype(np.float32))
    mixed = g.op("MatMul", weights, columns)  # (products, d, out, T)
    flat = g.op("Reshape", mixed, g.ints(products, -1))
    merged = g.op("Gemm", flat, g.constant(plan.merge), transA=1, transB=1)  # (d * out * T, m)
    if dilation > 1:
        merged = _turn(g, g.op("Reshape", merged, g.ints(dilation, -1)), dilation)
    whole = g.op("Reshape", merged, g.ints(1, out_channels, -1))
    return g.op("Slice", whole, g.ints(0), length, g.ints(2))


def _tiles(g: Graph, x: Value, length: Value, n: int, taps: int, dilation: int) -> Value:
    """Tiles of n samples that overlap by taps - 1: (dilation * channels * T, n)."""
    step = n - taps + 1
    block, left = step * dilation, taps // 2 * dilation
    # T + 1 blocks: the last one is the overlap of the tile before it.
    count = g.op("Div", g.op("Add", length, g.ints(2 * block - 1)), g.ints(block))
    right = g.op("Sub", g.op("Mul", count, g.ints(block)), g.op("Add", length, g.ints(left)))
    x = g.op("Pad", x, g.op("Concat", g.ints(0, 0, left, 0, 0), right, axis=0))
    if dilation > 1:
        x = g.op("Transpose", g.op("Reshape", x, g.ints(-1, dilation)), perm=[1, 0])
    shape = g.op("Concat", g.ints(-1), count, g.ints(step), axis=0)
    blocks = g.op("Reshape", x, shape)  # (d * channels, T + 1, m)
    body = g.op("Slice", blocks, g.ints(0), g.ints(-1), g.ints(1))
    tail = g.op("Slice", blocks, g.ints(1, 0), g.ints(2**31, taps - 1), g.ints(1, 2))
    return g.op("Reshape", g.op("Concat", body, tail, axis=2), g.ints(-1, n))


def _turn(g: Graph, x: Value, rows: int) -> Value:
    """The transpose of a few long rows.

    ONNX Runtime's own lets each thread write its rows into the same cache lines as the others:
    slower on two cores than on one. A product with the unit matrix does not.
    """
    return g.op("Gemm", x, g.constant(np.eye(rows, dtype=np.float32)), transA=1)
