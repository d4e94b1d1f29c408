"""ONNX Runtime sessions: which device runs a graph, with how many threads, and its memory."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from core.errors import BadInput, EngineFailure, ExportMissing
from engines import tensorrt
from engines.devices import CHAIN, INSTALL_GPU

Array = npt.NDArray[Any]
Tensor: TypeAlias = ort.OrtValue
"""An array in the memory of the device that made it; `numpy()` brings it to the host."""

Provider = tuple[str, dict[str, str]]

_CPU: Provider = ("CPUExecutionProvider", {})
_CUDA: Provider = (
    "CUDAExecutionProvider",
    {
        # The default tries every convolution algorithm again for each new length.
        "cudnn_conv_algo_search": "HEURISTIC",
        # Take what is asked for, not twice that: every length is new, so memory would only grow.
        "arena_extend_strategy": "kSameAsRequested",
        # Ten bits of mantissa would round durations to other frames than the reference has.
        "use_tf32": "0",
    },
)


def providers(device: str, path: Path) -> list[Provider]:
    """ONNX Runtime's execution providers for a device, the preferred one first.

    Args:
        device: one of CHAIN.
        path: the graph that is to run; TensorRT has engines for just that one.

    Raises:
        BadInput: no such device, or an asked-for device that this installation lacks.
    """
    if device not in CHAIN:
        raise BadInput("unknown_device", f"there is no device {device!r}; use {', '.join(CHAIN)}")
    if device == "cpu":
        return [_CPU]
    if _CUDA[0] not in ort.get_available_providers():
        raise BadInput(
            f"no_{device}",
            f"this ONNX Runtime cannot use a GPU: {INSTALL_GPU}, or use --device cpu",
        )
    with _quiet_output():
        ort.preload_dlls()
    if device == "tensorrt":
        return [(tensorrt.PROVIDER, dict(tensorrt.options(path))), _CUDA, _CPU]
    return [_CUDA, _CPU]


def _quiet_output() -> contextlib.AbstractContextManager[object]:
    """What ONNX Runtime prints about failing providers does not belong to our output."""
    return contextlib.redirect_stdout(sys.stderr)


class Session:
    """One graph, loaded and ready to run. Used by one thread at a time."""

    def __init__(self, path: Path, device: str, threads: int = 0) -> None:
        """Load the graph in `path`.

        Args:
            path: an ONNX file.
            device: one of CHAIN.
            threads: for one operator; 0 for one per core.

        Raises:
            BadInput: the device is not there or cannot run the graph.
            ExportMissing: the file is not there or no graph.
        """
        self._path = path
        chosen = providers(device, path)
        try:
            with _quiet_output():
                self._session = ort.InferenceSession(
                    str(path), _options(threads), providers=chosen, enable_fallback=0
                )
        except Exception as error:  # ONNX Runtime's own types derive from nothing narrower
            if device == "cpu":
                remedy = "make it again: python -m export"
                raise ExportMissing(f"{path} cannot be loaded ({error}); {remedy}") from error
            raise BadInput(f"no_{device}", f"{path.name} does not load: {error}") from error
        self._check_provider(device, chosen[0][0])
        self._outputs = [output.name for output in self._session.get_outputs()]
        self._memory = "cpu" if device == "cpu" else "cuda"
        self._run_options = _run_options()

    def _check_provider(self, device: str, wanted: str) -> None:
        """ONNX Runtime falls back to the CPU in silence; an asked-for device must be used."""
        if self._session.get_providers()[0] != wanted:
            raise BadInput(
                f"no_{device}",
                f"{wanted} is installed but did not start (see ONNX Runtime's message above); "
                "check the driver with nvidia-smi, or use --device cpu",
            )

    def run(self, feeds: Mapping[str, Array | Tensor]) -> dict[str, Tensor]:
        """All outputs of the graph by name, in the device's memory.

        What another session made is read where it is; its memory goes back to that session's pool,
        for the next run, with the last reference to it.

        Args:
            feeds: every input by name.

        Raises:
            EngineFailure: the run failed.
        """
        try:
            binding = self._session.io_binding()
            for name, value in feeds.items():
                if isinstance(value, np.ndarray):
                    binding.bind_cpu_input(name, value)
                else:
                    binding.bind_ortvalue_input(name, value)
            for name in self._outputs:
                binding.bind_output(name, self._memory)
            self._session.run_with_iobinding(binding, self._run_options)
            return dict(zip(self._outputs, binding.get_outputs(), strict=True))
        except Exception as error:
            raise EngineFailure(f"{self._path.name} failed: {error}") from error


def _options(threads: int) -> ort.SessionOptions:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # A plan of memory made for one length is of no use to the next; they would pile up.
    options.enable_mem_pattern = False
    return options


def _run_options() -> ort.RunOptions:
    """Memory is pooled within a run, and what a long sentence took goes back after it."""
    options = ort.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options
