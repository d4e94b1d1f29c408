"""Which device runs a model: the asked-for one, or the best that works."""

from __future__ import annotations

import logging
import os
import subprocess
from collections.abc import Callable
from typing import TypeVar

from core.errors import BadInput

log = logging.getLogger(__name__)

Loaded = TypeVar("Loaded")

INSTALL_GPU = "make setup EXTRAS=gpu (or gpu-cu12, for drivers before 580)"

CHAIN = ("tensorrt", "cuda", "cpu")
"""What `auto` tries, the fastest first."""

_ABSENT = ("no_tensorrt", "no_cuda")


def nvidia_smi(fields: str) -> str:
    """What nvidia-smi says of the GPU that CUDA takes, fields separated by commas.

    Raises:
        OSError, subprocess.SubprocessError: there is none.
    """
    visible = os.environ.get("CUDA_VISIBLE_DEVICES", "").partition(",")[0] or "0"
    query = ["nvidia-smi", f"--id={visible}", f"--query-gpu={fields}", "--format=csv,noheader"]
    done = subprocess.run(query, capture_output=True, text=True, check=True, timeout=30)
    return done.stdout.strip()


def load_on(device: str, load: Callable[[str], Loaded]) -> Loaded:
    """What `load` makes on `device`; for `auto`, on the first device of CHAIN that there is.

    Raises:
        BadInput: an asked-for device is not there, and why.
    """
    if device != "auto":
        return load(device)
    import onnxruntime  # takes a moment, which who only asks for the names need not wait

    if "CUDAExecutionProvider" not in onnxruntime.get_available_providers():
        log.info("running on the CPU: this ONNX Runtime knows no GPU")
        return load(CHAIN[-1])
    for name in CHAIN[:-1]:
        try:
            loaded = load(name)
        except BadInput as absent:
            if absent.code not in _ABSENT:
                raise
            log.info("not on %s: %s", name, absent.message)
        else:
            log.info("running on %s", name)
            return loaded
    log.info("running on the CPU")
    return load(CHAIN[-1])
