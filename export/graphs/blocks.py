"""The two residual blocks that Kokoro is made of, both styled by AdaIN.

Constant factors are moved into the weights beside them, so that the graphs only do what depends on
the input.
"""

from __future__ import annotations

import numpy as np

from export.graphs.builder import Graph, Value
from export.graphs.fast_conv import fast_conv
from export.graphs.layers import conv, conv_transpose, leaky
from export.graphs.style import StyleMaps
from export.weights import Float32, Weights

_LONG = 7
"""Taps from which the Fourier domain pays (measured: docs/kokoro.md)."""

_HALF_POWER = np.float32(1 / np.sqrt(2))
"""The sum of two branches keeps its variance."""


def styled_block(g: Graph, styles: StyleMaps, x: Value, w: Weights) -> Value:
    """Two convolutions beside a shortcut (StyleTTS 2's AdainResBlk1d).

    A block with a `pool` doubles the length. (1, in, length) to (1, out, length or 2 * length).
    """
    doubling = "pool.weight" in w
    y = leaky(g, styles.adain(x, w.at("norm1")), 0.2)
    if doubling:
        pool = w.at("pool")
        channels = len(pool["bias"])
        y = conv_transpose(
            g, y, pool["weight"], pool["bias"], stride=2, pad=1, output_pad=1, groups=channels
        )
    y = conv(g, y, w["conv1.weight"], w["conv1.bias"])
    y = leaky(g, styles.adain(y, w.at("norm2")), 0.2)
    y = conv(g, y, w["conv2.weight"] * _HALF_POWER, w["conv2.bias"] * _HALF_POWER)
    if "conv1x1.weight" in w:
        shortcut = conv(g, x, w["conv1x1.weight"] * _HALF_POWER, None)
    else:
        shortcut = g.op("Mul", x, g.constant(_HALF_POWER))
    if doubling:
        shortcut = _repeat_each(g, shortcut)
    return g.op("Add", y, shortcut)


def _repeat_each(g: Graph, x: Value) -> Value:
    """Each of the (1, channels, length) twice in a row: nearest-neighbour doubling."""
    column = g.op("Unsqueeze", x, g.ints(3))
    return g.op("Reshape", g.op("Concat", column, column, axis=3), g.ints(0, 0, -1))


def snake_block(g: Graph, styles: StyleMaps, x: Value, w: Weights) -> Value:
    """Three dilated pairs of convolutions with Snake between (HiFi-GAN's, with AdaIN).

    Without the constant per channel that `snake_bias` gives: every normalisation on the way takes
    constants out again, so the caller adds those of all blocks at once.

    Snake is x + sin(a x)^2 / a (Ziyin et al., 2020). With u = a x made by the normalisation before
    it, and the division by a taken into the weights of the convolution after it, what is left is
    u + sin(u)^2.
    """
    length = g.op("Slice", g.op("Shape", x), g.ints(2), g.ints(3))
    for i, dilation in enumerate((1, 3, 5)):
        y = _snake(g, styles.adain(x, w.at(f"adain1.{i}"), _alpha(w, 1, i)))
        y = _mix(g, y, length, _after_snake(w, 1, i), dilation)
        y = _snake(g, styles.adain(y, w.at(f"adain2.{i}"), _alpha(w, 2, i)))
        y = _mix(g, y, length, _after_snake(w, 2, i), 1)
        x = g.op("Add", y, x)
    return x


def snake_bias(w: Weights) -> Float32:
    """What `snake_block` leaves out, per channel."""
    biases = [w[f"convs2.{i}.bias"] for i in range(w.count("convs2"))]
    return np.asarray(np.sum(biases, axis=0))


def _mix(g: Graph, x: Value, length: Value, weight: Float32, dilation: int) -> Value:
    """A convolution without bias, by the faster way for its kernel and type."""
    if g.half or weight.shape[-1] < _LONG:
        return conv(g, x, weight, None, dilation=dilation)
    return fast_conv(g, x, length, weight, dilation)


def _snake(g: Graph, u: Value) -> Value:
    """u + sin(u)^2."""
    sine = g.op("Sin", u)
    return g.op("Add", u, g.op("Mul", sine, sine))


def _alpha(w: Weights, half: int, i: int) -> Float32:
    """Snake's a per channel, before convolution `i` of `convs1` or `convs2`."""
    return w[f"alpha{half}.{i}"].reshape(-1)


def _after_snake(w: Weights, half: int, i: int) -> Float32:
    """The convolution's weight with Snake's 1 / a taken in, per channel that goes in."""
    return w[f"convs{half}.{i}.weight"] / _alpha(w, half, i)[:, None]
