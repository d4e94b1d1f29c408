import json
from pathlib import Path

import numpy as np
import pytest
import torch

from core.errors import BadInput
from export import __main__, network, random_weights
from export.weights import Weights

CONFIG = random_weights.tiny(network.read_config(Path(__main__.__file__).with_name("config.json")))


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    path = tmp_path / "model.pth"
    random_weights.write_checkpoint(CONFIG, 0, path)
    return path


def test_checkpoint_has_the_published_layout(checkpoint: Path) -> None:
    state = torch.load(checkpoint, weights_only=True)
    assert set(state) == {"bert", "bert_encoder", "predictor", "text_encoder", "decoder"}
    assert all(name.startswith("module.") for part in state.values() for name in part)
    assert "module.generator.conv_post.weight_g" in state["decoder"]


def test_same_seed_gives_same_weights(checkpoint: Path, tmp_path: Path) -> None:
    random_weights.write_checkpoint(CONFIG, 0, tmp_path / "same.pth")
    random_weights.write_checkpoint(CONFIG, 1, tmp_path / "other.pth")
    first, same, other = (
        Weights.of(network.load(CONFIG, path))["bert_encoder.weight"]
        for path in (checkpoint, tmp_path / "same.pth", tmp_path / "other.pth")
    )
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)


def test_file_that_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.pth").write_bytes(b"nothing of the kind")
    with pytest.raises(BadInput, match=r"model\.pth"):
        network.load(CONFIG, tmp_path / "model.pth")


def test_checkpoint_of_another_size_is_refused(checkpoint: Path) -> None:
    with pytest.raises(BadInput, match="not a Kokoro"):
        network.load({**CONFIG, "hidden_dim": 32}, checkpoint)


def test_missing_weight_is_named(checkpoint: Path) -> None:
    state = torch.load(checkpoint, weights_only=True)
    del state["predictor"]["module.F0_proj.bias"]
    torch.save(state, checkpoint)
    with pytest.raises(BadInput, match=r"predictor\.F0_proj\.bias"):
        network.load(CONFIG, checkpoint)


def test_norms_that_the_published_checkpoint_lacks_are_not_missed(checkpoint: Path) -> None:
    state = torch.load(checkpoint, weights_only=True)
    for name in [name for name in state["decoder"] if name.endswith(("norm.weight", "norm.bias"))]:
        del state["decoder"][name]
    torch.save(state, checkpoint)
    assert np.all(Weights.of(network.load(CONFIG, checkpoint))["decoder.encode.norm1.norm.weight"])


@pytest.mark.parametrize("text", ["", "[]", json.dumps({"vocab": {}})])
def test_config_that_is_not_kokoros_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.json").write_text(text)
    with pytest.raises(BadInput, match=r"config\.json"):
        network.read_config(tmp_path / "config.json")


def test_weight_norm_is_folded_as_pytorch_computes_it(checkpoint: Path) -> None:
    loaded = network.load(CONFIG, checkpoint)
    convolution = loaded.decoder.generator.ups[0]
    convolution(torch.zeros(1, convolution.in_channels, 4))  # computes its weight
    folded = Weights.of(loaded)["decoder.generator.ups.0.weight"]
    assert np.allclose(folded, convolution.weight.detach().numpy(), rtol=1e-6)
