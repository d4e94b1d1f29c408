from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from export import __main__, network, random_weights
from export.single import write_single_graph


@pytest.mark.filterwarnings("ignore::torch.jit.TracerWarning")
def test_single_graph_has_the_layout_that_other_servers_read(tmp_path: Path) -> None:
    config = random_weights.tiny(network.read_config(__main__.CONFIG))
    random_weights.write_checkpoint(config, 0, tmp_path / "model.pth")
    write_single_graph(config, tmp_path / "model.pth", tmp_path / "model.onnx")
    session = onnxruntime.InferenceSession(
        str(tmp_path / "model.onnx"), providers=["CPUExecutionProvider"]
    )
    style = random_weights.voices(0)["af_heart"]
    for count in (7, 60):
        ids = np.arange(count, dtype=np.int64)[None]
        waveform, duration = session.run(
            None,
            {"input_ids": ids, "style": style[count - 3 : count - 2], "speed": np.ones(1, "f4")},
        )
        assert len(duration) == count
        assert waveform.size == 600 * duration.sum()
