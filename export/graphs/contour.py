"""Graph A, second half: rows repeated to frames, to pitch, energy and the harmonic source.

Inputs   d float32 (T, 640), t_en float32 (T, 512), tokens int64 (F,): the token of each frame,
         style float32 (1, 128), noise float32 (600 F,)
Outputs  asr float32 (F, 512), f0 float32 (1, 2 F) in Hz, energy float32 (1, 2 F),
         har float32 (1, 22, 120 F + 1)

The host says which token each frame belongs to; the rows themselves never leave the device.

Always float32, and float64 where the phase is summed: after ten seconds the ninth harmonic has
turned by 100 000 radians, where float32 is exact to 0.008 only.
"""

from __future__ import annotations

import onnx

from export.graphs.blocks import styled_block
from export.graphs.builder import FLOAT, INT64, Graph, Value
from export.graphs.layers import bidirectional_lstm, conv
from export.graphs.source import harmonic_source
from export.graphs.style import StyleMaps
from export.weights import Weights


def contour_graph(w: Weights, *, upsample: int, hop: int, n_fft: int) -> onnx.ModelProto:
    """The graph.

    Args:
        w: the whole network.
        upsample: samples per pitch value (half a frame): 300.
        hop: samples per frame of the source's short-time spectrum: 5.
        n_fft: samples in each of its windows: 20.
    """
    g = Graph("kokoro_contour")
    predictor = w.at("predictor")
    style_size = predictor["F0.0.norm1.fc.weight"].shape[1]
    width = w["text_encoder.embedding.weight"].shape[1]
    d = g.input("d", FLOAT, ["T", predictor["shared.weight_ih_l0"].shape[1]])
    t_en = g.input("t_en", FLOAT, ["T", width])
    tokens = g.input("tokens", INT64, ["F"])
    style = g.input("style", FLOAT, [1, style_size])
    noise = g.input("noise", FLOAT, ["samples"])
    styles = StyleMaps(g, style)

    x = bidirectional_lstm(g, g.op("Gather", d, tokens), predictor.at("shared"))
    x = g.op("Unsqueeze", g.op("Transpose", x, perm=[1, 0]), g.ints(0))  # (1, channels, F)
    f0 = _curve(g, styles, x, predictor, "F0")
    energy = _curve(g, styles, x, predictor, "N")
    source = w.at("decoder.generator.m_source.l_linear")
    har = harmonic_source(g, f0, noise, source, upsample=upsample, hop=hop, n_fft=n_fft)
    styles.finish()

    g.output(g.op("Gather", t_en, tokens), "asr", FLOAT, ["F", width])
    g.output(f0, "f0", FLOAT, [1, "2F"])
    g.output(energy, "energy", FLOAT, [1, "2F"])
    g.output(har, "har", FLOAT, [1, n_fft + 2, "spectra"])
    return g.model()


def _curve(g: Graph, styles: StyleMaps, x: Value, w: Weights, name: str) -> Value:
    """One value per half frame, (1, 2 F): `name` is F0 or N."""
    for i in range(w.count(name)):
        x = styled_block(g, styles, x, w.at(f"{name}.{i}"))
    projection = w.at(f"{name}_proj")
    return g.op("Squeeze", conv(g, x, projection["weight"], projection["bias"]), g.ints(1))
