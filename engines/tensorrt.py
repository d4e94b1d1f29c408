"""TensorRT through ONNX Runtime: where the engines of a graph are, and what they were built for.

`python -m export --tensorrt` builds engines and verifies them (export/trt.py). An engine fits one
GPU, one TensorRT, one ONNX Runtime (which names its cache after itself) and one graph, so its
folder is named after all four. A folder with a record was verified; without one, nothing in it is
used.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import onnxruntime as ort

from core.errors import BadInput
from engines.devices import INSTALL_GPU, nvidia_smi

PROVIDER = "TensorrtExecutionProvider"
RECORD = "engine.json"

_PACKAGES = ("tensorrt-cu13", "tensorrt-cu12")
_MAJOR = "10"
"""ONNX Runtime's provider is linked to libnvinfer.so.10."""


@dataclass(frozen=True, slots=True)
class Target:
    """What an engine is built for.

    Attributes:
        gpu: name and compute capability: `Tesla T4, 7.5`.
        tensorrt: version.
        onnxruntime: version.
        graph: SHA-256 of the ONNX file.
    """

    gpu: str
    tensorrt: str
    onnxruntime: str
    graph: str

    @classmethod
    def here(cls, path: Path) -> Target:
        """For the graph in `path`, on this machine.

        Raises:
            BadInput: `no_tensorrt`: there is no GPU, or no TensorRT that can be used.
        """
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(_gpu(), _version(), ort.__version__, digest)

    def folder(self, path: Path) -> Path:
        """Where the engines of the graph in `path` are: beside the folder of the export."""
        gpu = re.sub(r"[^a-z0-9.]+", "-", self.gpu.lower())
        home = path.parent.with_name(path.parent.name + "-tensorrt")
        versions = f"trt{self.tensorrt}_ort{self.onnxruntime}"
        return home / f"{path.stem}_{gpu}_{versions}_{self.graph[:12]}"

    def difference(self, other: Target) -> str:
        """What `other` has that this has not, for people."""
        mine, others = asdict(self), asdict(other)
        return ", ".join(
            f"{name} {others[name][:40]} and not {mine[name][:40]}"
            for name in mine
            if mine[name] != others[name]
        )


@dataclass(frozen=True, slots=True)
class Profile:
    """The input shapes that an engine takes, as ONNX Runtime writes them: `f0:1x192,asr:96x512`."""

    least: str
    best: str
    most: str


_being_built: dict[Path, Profile] = {}
"""Folders that this process is filling."""


@contextmanager
def building(folder: Path, target: Target, profile: Profile) -> Iterator[None]:
    """Inside the block this process uses what is in `folder`, as it is being built and verified.

    All may use it from then on if the block ends well; else it is deleted.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _being_built[folder] = profile
    try:
        yield
        record = {"target": asdict(target), "profile": asdict(profile)}
        (folder / RECORD).write_text(json.dumps(record, indent=1), encoding="utf-8")
    except BaseException:
        shutil.rmtree(folder)
        raise
    finally:
        del _being_built[folder]


def read_record(folder: Path) -> tuple[Target, Profile] | None:
    """What `building` wrote; None if there is nothing that can be used."""
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        return Target(**record["target"]), Profile(**record["profile"])
    except (OSError, ValueError, TypeError, KeyError):
        return None


def others(path: Path) -> list[Target]:
    """All targets that the graph named as `path` has engines for."""
    home = path.parent.with_name(path.parent.name + "-tensorrt")
    records = [read_record(folder) for folder in sorted(home.glob(f"{path.stem}_*"))]
    return [record[0] for record in records if record]


def options(path: Path) -> Mapping[str, str]:
    """The provider's options for the graph in `path`, which has engines for this machine.

    Raises:
        BadInput: `no_tensorrt`: TensorRT is not there, or has no engines for just this.
    """
    target = Target.here(path)
    folder = target.folder(path)
    record = read_record(folder)
    profile = _being_built.get(folder) or (record and record[1])
    if profile is None:
        has = "; ".join(f"those there have {target.difference(other)}" for other in others(path))
        raise BadInput(
            "no_tensorrt",
            f"TensorRT has no engines of {path.name} for this machine ({has or 'none at all'});"
            " build them with: python -m export --precision fp32,fp16 --tensorrt",
        )
    return provider_options(folder, path.stem, profile)


def provider_options(folder: Path, name: str, profile: Profile) -> Mapping[str, str]:
    """What ONNX Runtime's TensorRT provider is told.

    Its `trt_fp16_enable` stays off: then networks are strongly typed, and each operator computes in
    the precision that the graph writes. CUDA graphs stay off, too: this provider replays one shape
    (onnxruntime pull request 16081), and each length of speech is another.
    """
    return {
        "device_id": "0",
        "trt_engine_cache_enable": "True",
        "trt_engine_cache_path": str(folder),
        "trt_engine_cache_prefix": name,
        "trt_timing_cache_enable": "True",
        "trt_timing_cache_path": str(folder),
        "trt_profile_min_shapes": profile.least,
        "trt_profile_opt_shapes": profile.best,
        "trt_profile_max_shapes": profile.most,
    }


@cache
def _gpu() -> str:
    """Name and compute capability of the GPU."""
    try:
        return nvidia_smi("name,compute_cap")
    except (OSError, subprocess.SubprocessError) as error:
        raise BadInput("no_tensorrt", f"there is no NVIDIA GPU (nvidia-smi: {error})") from error


@cache
def _version() -> str:
    """The version of TensorRT, whose libraries are loaded for ONNX Runtime to find."""
    installed = None
    for package in _PACKAGES:
        try:
            installed = version(package)
        except PackageNotFoundError:
            continue
    if installed is None:
        raise BadInput("no_tensorrt", f"TensorRT is not installed: {INSTALL_GPU}")
    if installed.partition(".")[0] != _MAJOR:
        raise BadInput(
            "no_tensorrt",
            f"TensorRT {installed} is installed, and ONNX Runtime needs {_MAJOR}: {INSTALL_GPU}",
        )
    try:
        import_module("tensorrt")
    except (ImportError, OSError) as error:
        raise BadInput("no_tensorrt", f"TensorRT does not load ({error}): {INSTALL_GPU}") from error
    return installed
