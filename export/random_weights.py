"""A checkpoint of seeded random weights, in the layout of the published one.

It speaks noise, with believable rhythm and pitch; every step from checkpoint to audio runs on it at
its true cost. `tiny` makes the same network with a few channels, for tests.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from export.network import DECODER_WIDTH, Config, untrained

State = dict[str, torch.Tensor]

VOICES = ("af_heart", "af_bella", "am_michael", "am_puck", "bf_emma", "bm_george")
"""Voices that a seeded export has, when it is given none."""

VOICE_ROWS = 510
_STYLE_SPREAD = 0.3
"""About the deviation of the published voices' entries."""

# About three frames (75 ms) a token, as in speech.
_DURATION_GAIN, _DURATION_BIAS = 0.05, -2.65
# Pitch around 140 Hz, voiced and unvoiced in turn.
_PITCH_GAIN, _PITCH_BIAS_HZ = 60.0, 140.0
# Levels near those of speech; a plain random network would be nearly silent.
_LOUDNESS = 1.5


def tiny(config: Config) -> dict[str, Any]:
    """`config` with few channels: the same layers in the same order, a few MB."""
    return {
        **config,
        "hidden_dim": 64,
        DECODER_WIDTH: 128,
        "istftnet": {**config["istftnet"], "upsample_initial_channel": 64},
        "plbert": {
            **config["plbert"],
            "hidden_size": 64,
            "num_attention_heads": 4,
            "intermediate_size": 128,
            "num_hidden_layers": 3,
        },
    }


def write_checkpoint(config: Config, seed: int, path: Path) -> None:
    """Write a checkpoint of `config`'s sizes.

    A state per part, names prefixed as data-parallel training leaves them.
    """
    torch.manual_seed(seed)
    state = {part: module.state_dict() for part, module in untrained(config).items()}
    _enliven(state["predictor"], state["decoder"])
    torch.save(
        {
            part: {f"module.{name}": tensor for name, tensor in tensors.items()}
            for part, tensors in state.items()
        },
        path,
    )


def _enliven(predictor: State, decoder: State) -> None:
    """Give rhythm, pitch, Snake and level values like those of a trained network."""
    predictor["duration_proj.linear_layer.weight"].mul_(_DURATION_GAIN)
    predictor["duration_proj.linear_layer.bias"].fill_(_DURATION_BIAS)
    predictor["F0_proj.weight"].mul_(_PITCH_GAIN)
    predictor["F0_proj.bias"].fill_(_PITCH_BIAS_HZ)
    for name, weight in decoder.items():
        if "alpha" in name:
            weight.uniform_(0.5, 2.0)
    decoder["generator.conv_post.weight_g"].mul_(_LOUDNESS)


def voices(seed: int) -> dict[str, npt.NDArray[np.float32]]:
    """Seeded styles by name, each (510, 256): one per voice, drifting a little from row to row."""
    made = {}
    for i, name in enumerate(VOICES):
        random = np.random.default_rng((seed, i))
        base, drift = random.standard_normal((2, 256)) * _STYLE_SPREAD
        rows = np.linspace(0, 0.3, VOICE_ROWS)[:, None]
        made[name] = (base + rows * drift).astype(np.float32)
    return made
