"""Writes an export: graphs and voices, which are judged, then the manifest of what is good."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path

import onnx
from kokoro.model import KModel

from core.types import Float32
from engines.kokoro import manifest
from engines.kokoro.manifest import File, Manifest
from export.graphs.contour import contour_graph
from export.graphs.decoder import decoder_graph
from export.graphs.text import text_graph
from export.network import Config
from export.voices import write_voices
from export.weights import Weights

PRECISIONS = ("fp32", "fp16")

Step = Callable[[str], None]
"""Told what is being done now."""


def write_graphs(
    folder: Path,
    network: KModel,
    config: Config,
    voices: Mapping[str, Float32],
    precisions: Sequence[str],
    step: Step,
) -> None:
    """Write the graphs and the voices of an export into the empty `folder`.

    Args:
        folder: where to.
        network: the reference with its weights.
        config: its configuration.
        voices: float32 (rows, 256) by name, the default first.
        precisions: of the decoder, some of PRECISIONS.
        step: told of each graph before it is written.
    """
    for name, make in _graphs(network, config, precisions):
        step(f"writing {name}")
        onnx.save(make(), folder / name)
    step(f"writing {len(voices)} voices")
    write_voices(voices, folder / manifest.VOICES)


def write_manifest(
    folder: Path,
    config: Config,
    voices: Mapping[str, Float32],
    precisions: Sequence[str],
    model: str,
) -> None:
    """Describe what is in `folder`, and delete decoders of other precisions; `model` is a name."""
    for precision in set(PRECISIONS) - set(precisions):
        (folder / manifest.decoder_name(precision)).unlink(missing_ok=True)
    files = sorted(path for path in folder.iterdir() if path.is_file())
    Manifest(
        model=model,
        vocabulary=config["vocab"],
        voices=tuple(voices),
        rows=len(next(iter(voices.values()))),
        precisions=tuple(precisions),
        files={path.name: File.of(path) for path in files},
        made_with={name: version(name) for name in ("livespeech", "kokoro", "torch", "onnx")},
    ).write(folder)


def _graphs(
    network: KModel, config: Config, precisions: Sequence[str]
) -> Iterator[tuple[str, Callable[[], onnx.ModelProto]]]:
    """Each file with what makes its graph."""
    weights = Weights.of(network)
    albert, vocoder = config["plbert"], config["istftnet"]
    rates = vocoder["upsample_rates"]
    hop, n_fft = vocoder["gen_istft_hop_size"], vocoder["gen_istft_n_fft"]
    upsample = hop
    for rate in rates:
        upsample *= rate
    yield (
        manifest.TEXT,
        partial(
            text_graph,
            weights,
            heads=albert["num_attention_heads"],
            layers=albert["num_hidden_layers"],
        ),
    )
    yield (
        manifest.CONTOUR,
        partial(contour_graph, weights, upsample=upsample, hop=hop, n_fft=n_fft),
    )
    for precision in precisions:
        yield (
            manifest.decoder_name(precision),
            partial(
                decoder_graph,
                weights,
                rates=rates,
                hop=hop,
                n_fft=n_fft,
                half=precision == "fp16",
            ),
        )


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """An empty folder that becomes `out` if the block ends without an error, else vanishes."""
    made = out.with_name(out.name + ".part")
    old = out.with_name(out.name + ".old")
    for leftover in (made, old):
        shutil.rmtree(leftover, ignore_errors=True)
    made.mkdir(parents=True)
    try:
        yield made
        if out.exists():
            out.rename(old)
        made.rename(out)
        shutil.rmtree(old, ignore_errors=True)
    finally:
        shutil.rmtree(made, ignore_errors=True)
