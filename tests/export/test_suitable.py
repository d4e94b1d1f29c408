"""Whether TensorRT could take the graphs: all that can be known without it."""

from collections.abc import Iterator

import numpy as np
import onnx
import pytest
from onnx import TensorProto

from export.graphs.builder import FLOAT, INT64, Graph
from export.suitable import obstacles, supported, types
from tests.tiny_export import tiny_export

TAKEN = ("text.onnx", "decoder_fp16.onnx")


def load(name: str) -> onnx.ModelProto:
    return onnx.load(tiny_export() / name)


@pytest.mark.parametrize("name", TAKEN)
def test_tensorrt_takes_the_graph_whole(name: str):
    assert obstacles(load(name)) == []


def test_contour_stays_outside_for_the_float64_of_its_phase_alone():
    found = obstacles(load("contour.onnx"))
    assert found
    assert all("in DOUBLE" in obstacle for obstacle in found)


def made(add: str) -> onnx.ModelProto:
    """A graph with what must not be there."""
    g = Graph("wrong")
    x, n = g.input("x", FLOAT, ["T"]), g.input("n", INT64, [1])
    match add:
        case "operator":
            y = g.op("DFT", g.op("Reshape", x, g.ints(1, -1, 1)))
        case "type":
            y = g.cast(g.op("Sin", g.cast(x, TensorProto.DOUBLE)), FLOAT)
        case "random":
            y = g.op("RandomNormalLike", x)
        case "shape":
            y = g.op("Expand", g.constant(np.float32(1)), n)
        case "computed shape":
            y = g.op("Expand", g.constant(np.float32(1)), g.op("Add", n, g.op("Shape", x)))
        case "values":
            y = g.cast(g.op("NonZero", x), FLOAT)
        case _:
            y = g.op("Expand", x, g.op("Mul", g.op("Shape", x), g.ints(1)))
    g.output(y, "y", FLOAT, [f"d{i}" for i in range({"operator": 3, "values": 2}.get(add, 1))])
    return g.model()


@pytest.mark.parametrize(
    ("add", "reason"),
    [
        ("operator", "no DFT"),
        ("type", "Sin in DOUBLE"),
        ("random", "random numbers"),
        ("shape", "depends on data"),
        ("computed shape", "depends on data"),
        ("values", "depends on data"),
    ],
)
def test_each_obstacle_is_found(add: str, reason: str):
    assert any(reason in obstacle for obstacle in obstacles(made(add)))


def test_shapes_that_follow_from_shapes_are_none():
    assert obstacles(made("nothing")) == []


def fp16_nodes() -> Iterator[tuple[onnx.NodeProto, str]]:
    model = load("decoder_fp16.onnx")
    of = types(model)
    for node in model.graph.node:
        yield node, of[node.output[0]]


def test_only_convolutions_compute_in_fp16():
    half = {node.op_type for node, kind in fp16_nodes() if kind == "FLOAT16"}
    assert half == {"Cast", "Conv", "ConvTranspose"}


def test_every_convolution_computes_in_fp16_but_the_inverse_transform():
    kinds = [(node.op_type, kind) for node, kind in fp16_nodes() if "Conv" in node.op_type]
    assert kinds.pop() == ("ConvTranspose", "FLOAT")
    assert {kind for _, kind in kinds} == {"FLOAT16"}
    assert len(kinds) > 60


def test_list_has_what_onnx_tensorrt_has():
    assert len(supported()) > 140
    assert supported()["InstanceNormalization"] == {"FLOAT", "FLOAT16"}
    assert "DFT" not in supported()
    assert "BOOL" in supported()["Where"]


def test_whole_numbers_of_the_decoder_fit_int32_as_which_tensorrt_may_read_them():
    constants = load("decoder_fp16.onnx").graph.initializer
    whole = [onnx.numpy_helper.to_array(c) for c in constants if c.data_type == TensorProto.INT64]
    assert len(whole) > 5
    assert all(np.abs(values).max() < 2**31 for values in whole)
