import numpy as np
import onnxruntime
import pytest
import torch

from export.graphs.builder import FLOAT, Graph
from export.graphs.fast_conv import fast_conv


def run(x: np.ndarray, weight: np.ndarray, dilation: int) -> np.ndarray:
    g = Graph("convolution")
    value = g.input("x", FLOAT, [1, x.shape[1], "n"])
    length = g.op("Slice", g.op("Shape", value), g.ints(2), g.ints(3))
    g.output(fast_conv(g, value, length, weight, dilation), "y", FLOAT, [1, weight.shape[0], "n"])
    session = onnxruntime.InferenceSession(
        g.model().SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return session.run(None, {"x": x})[0]


@pytest.mark.parametrize("channels", [16, 160])
@pytest.mark.parametrize("taps", [3, 7, 11])
@pytest.mark.parametrize("dilation", [1, 3, 5])
@pytest.mark.parametrize("length", [1, 13, 22, 240, 367])
def test_fast_convolution_is_the_convolution(
    channels: int, taps: int, dilation: int, length: int
) -> None:
    random = np.random.default_rng(0)
    x = random.standard_normal((1, channels, length)).astype(np.float32)
    weight = random.standard_normal((channels, channels, taps)).astype(np.float32)
    padding = taps // 2 * dilation
    expected = torch.nn.functional.conv1d(
        torch.from_numpy(x).double(),
        torch.from_numpy(weight).double(),
        padding=padding,
        dilation=dilation,
    ).numpy()
    made = run(x, weight, dilation)
    assert made.shape == expected.shape
    assert np.linalg.norm(made - expected) < 1e-6 * np.linalg.norm(expected)
