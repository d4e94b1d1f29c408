"""All that a style vector decides, as one matrix product.

Every adaptive layer takes a scale (1 + gamma) and a shift beta per channel from the style, a linear
map each (AdaIN: Huang and Belongie, 2017). One Gemm at the head of a graph makes them all; its
result depends on nothing but the style.
"""

from __future__ import annotations

import numpy as np

from export.graphs.builder import Graph, Value
from export.weights import Float32, Weights

_EPS = 1e-5


class StyleMaps:
    """Collects the style maps of a graph's layers; `finish` writes them in front."""

    def __init__(self, g: Graph, style: Value) -> None:
        """`style` is of shape (1, style size), float32."""
        self._g = g
        self._style = style
        self._matrices: list[Float32] = []
        self._constants: list[Float32] = []
        self._values: list[Value] = []

    def adain(self, x: Value, w: Weights, gain: Float32 | None = None) -> Value:
        """Styled instance normalisation of (1, channels, length).

        Args:
            x: the input.
            w: the layer: its linear map `fc` and the affine `norm` inside.
            gain: a factor per channel for the result; None for 1.
        """
        gain = np.ones_like(w["norm.weight"]) if gain is None else gain
        scale, shift = self._affine(w, w["norm.weight"], w["norm.bias"], gain)
        return self._g.op("InstanceNormalization", x, scale, shift, epsilon=_EPS)

    def ada_layer_norm(self, x: Value, w: Weights) -> Value:
        """Styled layer normalisation of (T, channels) over the channels."""
        one = np.ones(len(w["fc.bias"]) // 2, np.float32)
        scale, shift = self._affine(w, one, np.zeros_like(one), one)
        return self._g.op("LayerNormalization", x, scale, shift, axis=-1, epsilon=_EPS)

    def _affine(
        self, w: Weights, inner: Float32, offset: Float32, gain: Float32
    ) -> tuple[Value, Value]:
        """a and b of a * n + b = ((1 + gamma) * (inner * n + offset) + beta) * gain."""
        gamma, beta = np.split(w["fc.weight"], 2)
        gamma_0, beta_0 = np.split(w["fc.bias"], 2)

        def per_row(factor: Float32) -> Float32:
            return factor[:, None]

        scale = self._take(gamma * per_row(inner * gain), (1 + gamma_0) * inner * gain)
        shift = self._take(
            (gamma * per_row(offset) + beta) * per_row(gain),
            ((1 + gamma_0) * offset + beta_0) * gain,
        )
        return scale, shift

    def _take(self, matrix: Float32, constant: Float32) -> Value:
        """matrix @ style + constant, of shape (rows,)."""
        self._matrices.append(matrix)
        self._constants.append(constant)
        self._values.append(self._g.reserve())
        return self._values[-1]

    def finish(self) -> None:
        """Write the one Gemm that makes every value handed out."""
        g = self._g
        matrix = g.constant(np.concatenate(self._matrices))
        constant = g.constant(np.concatenate(self._constants))
        row = g.op("Gemm", self._style, matrix, constant, transB=1, first=True)
        flat = g.op("Reshape", row, g.ints(-1), first=True)
        g.feed(self._values, "Split", flat, g.ints(*map(len, self._constants)))
