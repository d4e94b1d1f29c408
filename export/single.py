"""Kokoro traced as one graph, in the layout that other servers load (`bench.peers` uses it).

As the `kokoro` package's own ONNX example does it: random noise inside, expansion inside, the
convolutional short-time transform. Inputs input_ids, style, speed; outputs waveform, duration.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import torch
from kokoro.model import KModelForONNX

from export.network import Config, load

_OPSET = 17


def write_single_graph(config: Config, checkpoint: Path, path: Path) -> None:
    """Trace the network with the weights of `checkpoint` into `path`."""
    network = KModelForONNX(load(config, checkpoint, convolutional_stft=True))
    ids = torch.arange(40)[None]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's, for every shape that it takes as fixed
        torch.onnx.export(
            network,
            (ids, torch.zeros(1, 256), torch.ones(1)),
            str(path),
            input_names=["input_ids", "style", "speed"],
            output_names=["waveform", "duration"],
            dynamic_axes={"input_ids": {1: "T"}, "waveform": {0: "samples"}, "duration": {0: "T"}},
            opset_version=_OPSET,
            dynamo=False,
        )
