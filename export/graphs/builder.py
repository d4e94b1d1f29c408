"""Writes an ONNX graph one operator at a time.

Each method that adds an operator returns the name of what it makes, so that a layer reads like the
formula that it computes. Nodes may be put in front of all others (`first`), for values that are
collected while the layers are written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any, NewType

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

Value = NewType("Value", str)
"""The name of a tensor inside a graph."""

Array = npt.NDArray[Any] | np.generic

Attribute = int | float | str | list[int]

OPSET = 20
"""The first with Gelu; TensorRT 10 and ONNX Runtime 1.17 read it."""
IR_VERSION = 10

FLOAT = TensorProto.FLOAT
HALF = TensorProto.FLOAT16
INT64 = TensorProto.INT64


class Graph:
    """A graph under construction.

    Attributes:
        half: whether `narrow` really narrows: the graph computes in fp16 where its layers ask so.
    """

    def __init__(self, name: str, *, half: bool = False) -> None:
        self.name = name
        self.half = half
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._nodes: list[onnx.NodeProto] = []
        self._first: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}
        self._made = 0

    def input(self, name: str, dtype: int, shape: Sequence[int | str]) -> Value:
        """An input; a string in `shape` names a free dimension."""
        self._inputs.append(helper.make_tensor_value_info(name, dtype, shape))
        return Value(name)

    def output(self, value: Value, name: str, dtype: int, shape: Sequence[int | str]) -> None:
        """Give `value` to the caller as `name`."""
        self._nodes.append(helper.make_node("Identity", [value], [name], name=f"out_{name}"))
        self._outputs.append(helper.make_tensor_value_info(name, dtype, shape))

    def constant(self, array: Array) -> Value:
        """A constant; equal arrays are stored once."""
        array = np.asarray(array, order="C")
        digest = hashlib.sha256(array.tobytes()).hexdigest()[:16]
        name = f"c_{array.dtype}_{'x'.join(map(str, array.shape))}_{digest}"
        if name not in self._constants:
            self._constants[name] = numpy_helper.from_array(array, name)
        return Value(name)

    def ints(self, *values: int) -> Value:
        """A constant of int64 of shape (len(values),)."""
        return self.constant(np.array(values, dtype=np.int64))

    def scalar(self, value: float) -> Value:
        """A constant of float32 without dimensions."""
        return self.constant(np.float32(value))

    def op(self, kind: str, *inputs: Value, first: bool = False, **attributes: Attribute) -> Value:
        """Add an operator with one output."""
        return self.split(kind, *inputs, outputs=1, first=first, **attributes)[0]

    def split(
        self, kind: str, *inputs: Value, outputs: int, first: bool = False, **attributes: Attribute
    ) -> list[Value]:
        """Add an operator with `outputs` outputs."""
        self._made += 1
        label = f"{kind}_{self._made}"
        names = [f"{label}_{i}" for i in range(outputs)]
        node = helper.make_node(kind, list(inputs), names, name=label)
        node.attribute.extend(helper.make_attribute(k, v) for k, v in attributes.items())
        (self._first if first else self._nodes).append(node)
        return [Value(name) for name in names]

    def feed(self, values: Sequence[Value], kind: str, *inputs: Value) -> None:
        """Add an operator in front of all others that makes `values`, used already."""
        self._made += 1
        node = helper.make_node(kind, list(inputs), list(values), name=f"{kind}_{self._made}")
        self._first.append(node)

    def reserve(self) -> Value:
        """A name for a value that `feed` makes later."""
        self._made += 1
        return Value(f"reserved_{self._made}")

    def cast(self, x: Value, dtype: int) -> Value:
        """`x` as another type."""
        return self.op("Cast", x, to=dtype)

    def narrow(self, x: Value) -> Value:
        """`x`, float32, in the type that the heavy layers compute in."""
        return self.cast(x, HALF) if self.half else x

    def wide(self, x: Value) -> Value:
        """A result of a heavy layer as float32."""
        return self.cast(x, FLOAT) if self.half else x

    def weight(self, array: Array) -> Value:
        """A constant in the type that the heavy layers compute in."""
        return self.constant(array.astype(np.float16 if self.half else np.float32))

    def model(self) -> onnx.ModelProto:
        """The finished graph, checked.

        Raises:
            onnx.checker.ValidationError: the graph is not valid ONNX.
        """
        graph = helper.make_graph(
            self._first + self._nodes,
            self.name,
            self._inputs,
            self._outputs,
            list(self._constants.values()),
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR_VERSION
        )
        onnx.checker.check_model(model, full_check=True)
        return model
