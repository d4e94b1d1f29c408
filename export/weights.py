"""The trained numbers of a network as NumPy arrays, weight normalisation folded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

Float32 = npt.NDArray[np.float32]

_MAGNITUDE, _DIRECTION = "weight_g", "weight_v"


@dataclass(frozen=True, slots=True)
class Weights:
    """All arrays of a network, or of the part of it whose names begin with `prefix`."""

    arrays: Mapping[str, Float32]
    prefix: str = ""

    @classmethod
    def of(cls, network: torch.nn.Module) -> Weights:
        """The weights of `network`, each weight-normalised pair as the one array it stands for."""
        state = {name: t.detach().double().numpy() for name, t in network.state_dict().items()}
        arrays: dict[str, Float32] = {}
        for name, array in state.items():
            if name.endswith(_MAGNITUDE):
                continue
            if name.endswith(_DIRECTION):
                stem = name.removesuffix(_DIRECTION)
                arrays[stem + "weight"] = _fold(state[stem + _MAGNITUDE], array)
            else:
                arrays[name] = array.astype(np.float32)
        return cls(arrays)

    def at(self, part: object) -> Weights:
        """The weights of the part called `part` (`"encode"`, `"decode.0"`, an index)."""
        return Weights(self.arrays, f"{self.prefix}{part}.")

    def __getitem__(self, name: str) -> Float32:
        return self.arrays[self.prefix + name]

    def __contains__(self, name: str) -> bool:
        return self.prefix + name in self.arrays

    def count(self, part: str) -> int:
        """How many numbered members the list `part` has."""
        start = f"{self.prefix}{part}."
        members = {
            name[len(start) :].split(".")[0] for name in self.arrays if name[: len(start)] == start
        }
        return len(members)


def _fold(magnitude: npt.NDArray[np.float64], direction: npt.NDArray[np.float64]) -> Float32:
    """The weight g * v / |v|, the norm over all axes but the first (Salimans and Kingma, 2016)."""
    axes = tuple(range(1, direction.ndim))
    norm = np.sqrt((direction**2).sum(axis=axes, keepdims=True))
    return np.asarray(magnitude * direction / norm, np.float32)
