"""The layers that the graphs share, each as ONNX operators.

Text layers work on (T, channels), audio layers on (1, channels, length).
"""

from __future__ import annotations

import numpy as np

from export.graphs.builder import Graph, Value
from export.weights import Float32, Weights


def linear(g: Graph, x: Value, w: Weights) -> Value:
    """x @ W.T + b on the last axis."""
    product = g.op("MatMul", x, g.constant(w["weight"].T))
    return g.op("Add", product, g.constant(w["bias"]))


def layer_norm(g: Graph, x: Value, scale: Value, bias: Value, eps: float) -> Value:
    """Layer normalisation over the last axis."""
    return g.op("LayerNormalization", x, scale, bias, axis=-1, epsilon=eps)


def conv(
    g: Graph, x: Value, weight: Float32, bias: Float32 | None, *, dilation: int = 1, **at: int
) -> Value:
    """A convolution in the graph's heavy type; float32 in and out.

    Args:
        g: the graph.
        x: of shape (1, in, length).
        weight: of shape (out, in / groups, kernel).
        bias: of shape (out,), or None.
        dilation: distance between the kernel's taps.
        at: `stride`, `pad` (both ends; by default the length is kept) and `groups`.
    """
    kernel = weight.shape[-1]
    pad = at.get("pad", (kernel - 1) * dilation // 2)
    inputs = [g.narrow(x), g.weight(weight)] + ([] if bias is None else [g.weight(bias)])
    y = g.op(
        "Conv",
        *inputs,
        kernel_shape=[kernel],
        dilations=[dilation],
        strides=[at.get("stride", 1)],
        pads=[pad, pad],
        group=at.get("groups", 1),
    )
    return g.wide(y)


def conv_transpose(
    g: Graph, x: Value, weight: Float32, bias: Float32 | None, *, stride: int, **at: int
) -> Value:
    """A transposed convolution in the graph's heavy type; float32 in and out.

    Args:
        g: the graph.
        x: of shape (1, in, length).
        weight: of shape (in, out / groups, kernel).
        bias: of shape (out,), or None.
        stride: samples out per sample in.
        at: `pad`, `output_pad` and `groups`.
    """
    inputs = [g.narrow(x), g.weight(weight)] + ([] if bias is None else [g.weight(bias)])
    pad = at.get("pad", 0)
    y = g.op(
        "ConvTranspose",
        *inputs,
        kernel_shape=[weight.shape[-1]],
        strides=[stride],
        pads=[pad, pad],
        output_padding=[at.get("output_pad", 0)],
        group=at.get("groups", 1),
    )
    return g.wide(y)


def bidirectional_lstm(g: Graph, x: Value, w: Weights) -> Value:
    """One bidirectional LSTM layer: (T, in) to (T, 2 * hidden)."""
    hidden = w["weight_hh_l0"].shape[1]

    def stacked(name: str) -> Float32:
        return np.stack([_onnx_gates(w[f"{name}_l0"]), _onnx_gates(w[f"{name}_l0_reverse"])])

    biases = np.concatenate([stacked("bias_ih"), stacked("bias_hh")], axis=1)
    steps = g.op("Unsqueeze", x, g.ints(1))  # (T, batch 1, in)
    y = g.op(
        "LSTM",
        steps,
        g.constant(stacked("weight_ih")),
        g.constant(stacked("weight_hh")),
        g.constant(biases),
        direction="bidirectional",
        hidden_size=hidden,
    )  # (T, 2, batch 1, hidden)
    return g.op("Reshape", y, g.ints(-1, 2 * hidden))


def _onnx_gates(array: Float32) -> Float32:
    """PyTorch orders the gates in, forget, cell, out; ONNX in, out, forget, cell."""
    i, f, c, o = np.split(array, 4)
    return np.concatenate([i, o, f, c])


def leaky(g: Graph, x: Value, slope: float) -> Value:
    """x, or slope * x where x is negative."""
    return g.op("LeakyRelu", x, alpha=slope)
