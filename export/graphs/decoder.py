"""Graph B: what is said, its pitch, energy and harmonic source to samples.

Inputs   asr float32 (F, 512), f0 and energy float32 (1, 2 F), har float32 (1, 22, 120 F + 1),
         style float32 (1, 128)
Outputs  samples float32 (600 F,)

An iSTFTNet (Kaneko et al., 2022) behind StyleTTS 2's decoder. With `half`, convolutions compute in
fp16 between explicit casts; normalisation, activations, exp and the inverse transform stay float32.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import onnx

from export.graphs.blocks import snake_bias, snake_block, styled_block
from export.graphs.builder import FLOAT, Graph, Value
from export.graphs.fourier import waveform
from export.graphs.layers import conv, conv_transpose, leaky
from export.graphs.style import StyleMaps
from export.weights import Float32, Weights

_KERNELS = 3
"""Residual blocks side by side after each upsampling; their mean goes on."""


def decoder_graph(
    w: Weights, *, rates: Sequence[int], hop: int, n_fft: int, half: bool
) -> onnx.ModelProto:
    """The graph, for upsampling `rates` (10 and 6) before the inverse transform."""
    g = Graph("kokoro_decoder_fp16" if half else "kokoro_decoder", half=half)
    w = w.at("decoder")
    asr = g.input("asr", FLOAT, ["F", w["asr_res.0.weight"].shape[1]])
    f0 = g.input("f0", FLOAT, [1, "2F"])
    energy = g.input("energy", FLOAT, [1, "2F"])
    har = g.input("har", FLOAT, [1, n_fft + 2, "spectra"])
    style = g.input("style", FLOAT, [1, w["encode.norm1.fc.weight"].shape[1]])
    styles = StyleMaps(g, style)

    x = _decode(g, styles, asr, f0, energy, w)
    wave = _generate(g, styles, x, har, w.at("generator"), rates, hop, n_fft)
    styles.finish()
    g.output(g.op("Reshape", wave, g.ints(-1)), "samples", FLOAT, ["samples"])
    return g.model()


def _decode(g: Graph, styles: StyleMaps, asr: Value, f0: Value, energy: Value, w: Weights) -> Value:
    """Frames to features at twice their rate: (1, 512, 2 F)."""
    asr = g.op("Unsqueeze", g.op("Transpose", asr, perm=[1, 0]), g.ints(0))

    def halved(curve: Value, name: str) -> Value:
        """A curve at the frames' rate, by a convolution of stride 2."""
        c = w.at(f"{name}_conv")
        return conv(g, g.op("Unsqueeze", curve, g.ints(1)), c["weight"], c["bias"], stride=2)

    curves = g.op("Concat", halved(f0, "F0"), halved(energy, "N"), axis=1)
    x = styled_block(g, styles, g.op("Concat", asr, curves, axis=1), w.at("encode"))
    residual = conv(g, asr, w["asr_res.0.weight"], w["asr_res.0.bias"])
    for i in range(w.count("decode")):
        joined = g.op("Concat", x, residual, curves, axis=1)
        x = styled_block(g, styles, joined, w.at(f"decode.{i}"))
    return x


def _generate(
    g: Graph,
    styles: StyleMaps,
    x: Value,
    har: Value,
    w: Weights,
    rates: Sequence[int],
    hop: int,
    n_fft: int,
) -> Value:
    """Features to a waveform (1, 1, samples): upsample, join the source, smooth; then invert."""
    for i, rate in enumerate(rates):
        x = leaky(g, x, 0.1)
        up = w.at(f"ups.{i}")
        # The mean's 1 / 3 is taken in here: leaky(x / 3) is leaky(x) / 3.
        scale = np.float32(1 if i == 0 else _KERNELS)
        pad = (up["weight"].shape[-1] - rate) // 2
        x = conv_transpose(g, x, up["weight"] / scale, up["bias"], stride=rate, pad=pad)
        if i == len(rates) - 1:
            x = g.op("Pad", x, g.ints(0, 0, 1, 0, 0, 0), mode="reflect")
        x = g.op("Add", x, _source(g, styles, har, w, rates, i))
        blocks = [
            snake_block(g, styles, x, w.at(f"resblocks.{_KERNELS * i + j}"))
            for j in range(_KERNELS)
        ]
        x = g.op("Add", g.op("Add", blocks[0], blocks[1]), blocks[2])
        x = g.op("Add", x, g.constant(_bias(w, i)[:, None]))
    x = leaky(g, x, 0.01)
    post = w.at("conv_post")
    x = conv(g, x, post["weight"] / np.float32(_KERNELS), post["bias"])
    log_magnitude, phase = g.split("Split", x, outputs=2, axis=1, num_outputs=2)
    magnitude, phase = g.op("Exp", log_magnitude), g.op("Sin", phase)
    return waveform(g, magnitude, phase, hop=hop, n_fft=n_fft)


def _bias(w: Weights, i: int) -> Float32:
    """The constants that the blocks of stage `i` leave out: each carries its source's on."""
    blocks = [snake_bias(w.at(f"resblocks.{_KERNELS * i + j}")) for j in range(_KERNELS)]
    return np.asarray(_KERNELS * snake_bias(w.at(f"noise_res.{i}")) + np.sum(blocks, axis=0))


def _source(
    g: Graph, styles: StyleMaps, har: Value, w: Weights, rates: Sequence[int], i: int
) -> Value:
    """The harmonic source at the rate that upsampling `i` reaches."""
    c = w.at(f"noise_convs.{i}")
    stride = 1
    for rate in rates[i + 1 :]:
        stride *= rate
    pad = 0 if stride == 1 else (stride + 1) // 2
    x = conv(g, har, c["weight"], c["bias"], stride=stride, pad=pad)
    return snake_block(g, styles, x, w.at(f"noise_res.{i}"))
