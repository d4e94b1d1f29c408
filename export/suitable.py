"""Whether TensorRT can take a graph whole, judged without TensorRT.

A graph of which one node stays outside is cut in pieces with copies between them, and the inputs
of those pieces have no length profiles: so all must go in, or the graph must not go there at all.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import onnx
from onnx import TensorProto, shape_inference

_LIST = Path(__file__).with_name("tensorrt_operators.json")

_SHAPES = {"Reshape": 1, "Expand": 1, "Tile": 1, "ConstantOfShape": 0, "Range": 0, "Slice": 1}
"""Operators whose output's shape is the value of an input, from this one on."""

_SIZED_BY_VALUES = {"Compress", "If", "Loop", "NonMaxSuppression", "NonZero", "Scan", "Unique"}
"""Operators whose output's shape depends on values in any case."""


def obstacles(model: onnx.ModelProto) -> list[str]:
    """What keeps TensorRT from taking all of `model`, one sentence each; none if nothing does."""
    return [*_unsupported(model), *_random(model), *_data_dependent(model)]


@cache
def supported() -> dict[str, frozenset[str]]:
    """The types (ONNX's names) that TensorRT takes for each operator, from onnx-tensorrt's list."""
    groups = json.loads(_LIST.read_text(encoding="utf-8"))["supported"]
    return {name: frozenset(group["types"]) for group in groups for name in group["operators"]}


def types(model: onnx.ModelProto) -> dict[str, str]:
    """The element type (ONNX's name) of every tensor of `model`."""
    graph = shape_inference.infer_shapes(model, strict_mode=True).graph
    values = [*graph.input, *graph.output, *graph.value_info]
    found = {value.name: value.type.tensor_type.elem_type for value in values}
    found |= {constant.name: constant.data_type for constant in graph.initializer}
    return {name: TensorProto.DataType.Name(number) for name, number in found.items()}


def _unsupported(model: onnx.ModelProto) -> Iterator[str]:
    of = types(model)
    for node in model.graph.node:
        if node.op_type not in supported():
            yield f"{node.name}: TensorRT has no {node.op_type}"
        elif (kind := of[_typed_by(node)]) not in supported()[node.op_type]:
            yield f"{node.name}: TensorRT has no {node.op_type} in {kind}"


def _typed_by(node: onnx.NodeProto) -> str:
    """The tensor whose type the list means: what is computed, and of comparisons what they read."""
    compares = node.op_type.startswith(("Equal", "Greater", "Less"))
    return str(node.input[0] if compares else node.output[0])


def _random(model: onnx.ModelProto) -> Iterator[str]:
    for node in model.graph.node:
        if "Random" in node.op_type or node.op_type in ("Bernoulli", "Multinomial"):
            yield f"{node.name}: draws random numbers, and TensorRT ignores their seed"


def _data_dependent(model: onnx.ModelProto) -> Iterator[str]:
    """Shapes must follow from shapes and constants alone, never from what the network computes."""
    known = {constant.name for constant in model.graph.initializer}
    for node in model.graph.node:
        shape_inputs = node.input[_SHAPES.get(node.op_type, len(node.input)) :]
        if node.op_type in _SIZED_BY_VALUES or not known.issuperset(filter(None, shape_inputs)):
            yield f"{node.name}: the shape of its output depends on data"
        if node.op_type == "Shape" or known.issuperset(filter(None, node.input)):
            known.update(node.output)
