"""Graph A, first half: token ids to durations in frames and to what each token sounds like.

Inputs   ids int64 (T,), style float32 (1, 128), speed float32 (1,)
Outputs  frames int64 (T,), d float32 (T, 640), t_en float32 (T, 512)

d and t_en hold one row per token; the graph of the contour repeats them as it is told, so no shape
in any graph depends on data.
"""

from __future__ import annotations

import numpy as np
import onnx

from export.graphs.builder import FLOAT, INT64, Graph, Value
from export.graphs.layers import bidirectional_lstm, conv, layer_norm, leaky, linear
from export.graphs.style import StyleMaps
from export.weights import Weights

_ALBERT_EPS = 1e-12
_ENCODER_EPS = 1e-5


def text_graph(w: Weights, *, heads: int, layers: int) -> onnx.ModelProto:
    """The graph, for an ALBERT with `heads` attention heads and `layers` (shared) layers."""
    g = Graph("kokoro_text")
    style_size = w["predictor.text_encoder.lstms.1.fc.weight"].shape[1]
    ids = g.input("ids", INT64, ["T"])
    style = g.input("style", FLOAT, [1, style_size])
    speed = g.input("speed", FLOAT, [1])
    styles = StyleMaps(g, style)

    hidden = linear(g, _albert(g, ids, w.at("bert"), heads, layers), w.at("bert_encoder"))
    d = _duration_encoder(g, styles, hidden, style, w.at("predictor.text_encoder"))
    x = bidirectional_lstm(g, d, w.at("predictor.lstm"))
    frames = _frames(g, linear(g, x, w.at("predictor.duration_proj.linear_layer")), speed)
    t_en = _text_encoder(g, ids, w.at("text_encoder"))
    styles.finish()

    g.output(frames, "frames", INT64, ["T"])
    g.output(d, "d", FLOAT, ["T", w["predictor.lstm.weight_ih_l0"].shape[1]])
    g.output(t_en, "t_en", FLOAT, ["T", w["text_encoder.embedding.weight"].shape[1]])
    return g.model()


def _albert(g: Graph, ids: Value, w: Weights, heads: int, layers: int) -> Value:
    """ALBERT (Lan et al., 2020): (T,) to (T, hidden), one layer's weights used `layers` times."""
    e = w.at("embeddings")
    positions = g.constant(e["position_embeddings.weight"] + e["token_type_embeddings.weight"][0])
    x = g.op("Gather", g.constant(e["word_embeddings.weight"]), ids)
    x = g.op("Add", x, g.op("Slice", positions, g.ints(0), g.op("Shape", ids), g.ints(0)))
    x = _norm(g, x, e.at("LayerNorm"))
    x = linear(g, x, w.at("encoder.embedding_hidden_mapping_in"))
    layer = w.at("encoder.albert_layer_groups.0.albert_layers.0")
    for _ in range(layers):
        attended = g.op("Add", x, _attention(g, x, layer.at("attention"), heads))
        attended = _norm(g, attended, layer.at("attention.LayerNorm"))
        y = g.op("Gelu", linear(g, attended, layer.at("ffn")), approximate="tanh")
        y = linear(g, y, layer.at("ffn_output"))
        x = _norm(g, g.op("Add", y, attended), layer.at("full_layer_layer_norm"))
    return x


def _norm(g: Graph, x: Value, w: Weights) -> Value:
    return layer_norm(g, x, g.constant(w["weight"]), g.constant(w["bias"]), _ALBERT_EPS)


def _attention(g: Graph, x: Value, w: Weights, heads: int) -> Value:
    """Self-attention over all T positions: one matrix makes queries, keys and values."""
    parts = [w.at(name) for name in ("query", "key", "value")]
    size = len(parts[0]["bias"])
    # The scores' 1 / sqrt(head size) is taken into the queries.
    gains = np.array([(size // heads) ** -0.5, 1, 1], np.float32)
    weight = np.concatenate([p["weight"] * a for p, a in zip(parts, gains, strict=True)])
    bias = np.concatenate([p["bias"] * a for p, a in zip(parts, gains, strict=True)])
    qkv = g.op("Add", g.op("MatMul", x, g.constant(weight.T)), g.constant(bias))
    split = g.op("Reshape", qkv, g.ints(-1, 3, heads, size // heads))
    q, k, v = g.split("Split", split, outputs=3, axis=1, num_outputs=3)
    q = g.op("Transpose", g.op("Squeeze", q, g.ints(1)), perm=[1, 0, 2])  # (heads, T, size)
    k = g.op("Transpose", g.op("Squeeze", k, g.ints(1)), perm=[1, 2, 0])  # (heads, size, T)
    v = g.op("Transpose", g.op("Squeeze", v, g.ints(1)), perm=[1, 0, 2])
    scores = g.op("Softmax", g.op("MatMul", q, k), axis=-1)
    mixed = g.op("Transpose", g.op("MatMul", scores, v), perm=[1, 0, 2])
    return linear(g, g.op("Reshape", mixed, g.ints(-1, size)), w.at("dense"))


def _duration_encoder(g: Graph, styles: StyleMaps, x: Value, style: Value, w: Weights) -> Value:
    """LSTMs and styled norms in turn, the style joined to each row: (T, 512) to (T, 640)."""
    rows = g.op("Slice", g.op("Shape", x), g.ints(0), g.ints(1))
    column = g.op("Expand", style, g.op("Concat", rows, g.ints(1), axis=0))  # (T, 128)
    x = g.op("Concat", x, column, axis=1)
    for i in range(0, w.count("lstms"), 2):
        x = bidirectional_lstm(g, x, w.at(f"lstms.{i}"))
        x = styles.ada_layer_norm(x, w.at(f"lstms.{i + 1}"))
        x = g.op("Concat", x, column, axis=1)
    return x


def _frames(g: Graph, logits: Value, speed: Value) -> Value:
    """At least one frame for each token: the rounded sum of its probabilities over the speed."""
    total = g.op("ReduceSum", g.op("Sigmoid", logits), g.ints(-1), keepdims=0)
    whole = g.op("Round", g.op("Div", total, speed))
    return g.cast(g.op("Max", whole, g.scalar(1)), INT64)


def _text_encoder(g: Graph, ids: Value, w: Weights) -> Value:
    """Convolutions and an LSTM over the tokens alone: (T,) to (T, 512)."""
    x = g.op("Gather", g.constant(w["embedding.weight"]), ids)
    for i in range(w.count("cnn")):
        step = w.at(f"cnn.{i}")
        x = g.op("Unsqueeze", g.op("Transpose", x, perm=[1, 0]), g.ints(0))
        x = conv(g, x, step["0.weight"], step["0.bias"])
        x = g.op("Transpose", g.op("Squeeze", x, g.ints(0)), perm=[1, 0])
        scale, bias = g.constant(step["1.gamma"]), g.constant(step["1.beta"])
        x = leaky(g, layer_norm(g, x, scale, bias, _ENCODER_EPS), 0.2)
    return bidirectional_lstm(g, x, w.at("lstm"))
