"""The GPU benchmark, as far as a CPU can run it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench import gpu
from tests.test_house import ROOT
from tests.tiny_export import tiny_export


def test_benchmark_measures_what_is_there_and_says_what_is_not():
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "bench.gpu",
            str(tiny_export()),
            "--tokens",
            "16,50",
            "--streams",
            "1",
        ],
        cwd=ROOT,
        env=os.environ | {"PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith("GPU: -\n")
    for missing in ("tensorrt fp16", "cuda fp16", "cuda fp32"):
        assert re.search(rf"^{missing}: not measured: .*EXTRAS=gpu", done.stdout, re.MULTILINE)
    rows = re.findall(r"cpu +│ +fp32 .* equal │ +1\.00000 │ +0\.000 │", done.stdout)
    assert len(rows) == 2
    assert re.search(r"cpu: TTFA p50 \d+ ms\ncpu: 1 listeners at once, 0 stalls", done.stdout)
    assert "TTFA" not in done.stdout.partition("cpu: TTFA")[0]


def test_gpu_is_described_by_nvidia_smi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program = tmp_path / "nvidia-smi"
    program.write_text('#!/bin/sh\necho "$2"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert gpu.gpu("memory.used") == "--query-gpu=memory.used"
