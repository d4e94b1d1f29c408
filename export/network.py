"""Kokoro as its own package defines it: the source of the weights and the judge of the export."""

from __future__ import annotations

import json
import pickle
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import torch
from kokoro import istftnet, model
from torch import nn
from torch.nn.utils import weight_norm

from core.errors import BadInput

Config = Mapping[str, Any]
Sizes = Any
"""Numbers and lists of numbers, as a configuration has them."""

DECODER_WIDTH = "decoder_width"
"""A key that published configurations lack: the tiny network's channels, 1024 in the real one."""

_UNTRAINED = ("norm.weight", "norm.bias")
"""Kept at 1 and 0 by the package: the checkpoint does not hold them."""


def read_config(path: Path) -> Config:
    """The configuration in a JSON file.

    Raises:
        BadInput: there is none, or it is not Kokoro's.
    """
    try:
        config = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput("bad_config", f"{path} is not a readable config.json: {error}") from error
    missing = {"vocab", "istftnet", "plbert", "hidden_dim", "style_dim"} - set(config)
    if missing:
        raise BadInput("bad_config", f"{path} lacks {', '.join(sorted(missing))}")
    return dict(config)


def load(config: Config, checkpoint: Path, *, convolutional_stft: bool = False) -> model.KModel:
    """The network with the weights of `checkpoint`, loaded by the package's own code.

    Args:
        config: as in config.json.
        checkpoint: the published file, or one of its layout.
        convolutional_stft: use the package's approximate transform, which can be traced.

    Raises:
        BadInput: the file is no Kokoro checkpoint, or lacks weights that the network needs.
    """
    try:
        state = torch.load(checkpoint, map_location="cpu", weights_only=True)
        with _construction(config):
            network = model.KModel(
                config=dict(config),
                model=str(checkpoint),
                repo_id="local",
                disable_complex=convolutional_stft,
            )
    except (OSError, RuntimeError, AssertionError, AttributeError, pickle.UnpicklingError) as error:
        raise BadInput(
            "bad_checkpoint", f"{checkpoint} is not a Kokoro v1.0 checkpoint: {error}"
        ) from error
    _check_complete(network, state, checkpoint)
    return network.eval()


def untrained(config: Config) -> dict[str, nn.Module]:
    """The five parts of a network, freshly initialised, by the names that a checkpoint uses."""
    with _construction(config), mock.patch.object(torch, "load", return_value={}):
        network = model.KModel(config=dict(config), model="none", repo_id="local")
    return dict(network.named_children())


def _check_complete(network: nn.Module, state: Mapping[str, Any], checkpoint: Path) -> None:
    """The package ignores weights that a checkpoint lacks; here they are an error."""
    given = {
        f"{part}.{name.removeprefix('module.')}"
        for part, tensors in state.items()
        for name in tensors
    }
    missing = [
        name for name, _ in network.named_parameters()
        if name not in given and not name.endswith(_UNTRAINED)
    ]  # fmt: skip
    if missing:
        raise BadInput(
            "bad_checkpoint", f"{checkpoint} lacks {len(missing)} weights, {missing[0]} first"
        )


@contextmanager
def _construction(config: Config) -> Iterator[None]:
    """Builds without the package's deprecation warnings, and with a narrow decoder if asked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if DECODER_WIDTH not in config:
            yield
            return
        width = config[DECODER_WIDTH]
        with mock.patch.object(
            model, "Decoder", lambda **sizes: NarrowDecoder(width=width, **sizes)
        ):
            yield


class NarrowDecoder(istftnet.Decoder):  # type: ignore[misc]  # the package is untyped
    """The package's decoder with another width; what it computes is inherited."""

    def __init__(
        self, *, width: int, dim_in: int, style_dim: int, dim_out: int, **generator: Sizes
    ) -> None:
        """`width` stands for 1024, a sixteenth of it for the residual's 64 channels."""
        nn.Module.__init__(self)
        del dim_out
        residual, out = width // 16, generator["upsample_initial_channel"]
        joined = width + 2 + residual

        def block(inner: int, outer: int, *, up: bool = False) -> nn.Module:
            made: nn.Module = istftnet.AdainResBlk1d(inner, outer, style_dim, upsample=up or "none")
            return made

        self.encode = block(dim_in + 2, width)
        self.decode = nn.ModuleList(
            [*(block(joined, width) for _ in range(3)), block(joined, out, up=True)]
        )
        self.F0_conv = weight_norm(nn.Conv1d(1, 1, kernel_size=3, stride=2, padding=1))
        self.N_conv = weight_norm(nn.Conv1d(1, 1, kernel_size=3, stride=2, padding=1))
        self.asr_res = nn.Sequential(weight_norm(nn.Conv1d(dim_in, residual, kernel_size=1)))
        self.generator = istftnet.Generator(style_dim, **generator)
