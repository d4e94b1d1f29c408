"""python -m export: Kokoro's published weights to the ONNX graphs that the server runs."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kokoro.model import KModel
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from core.errors import BadInput, SpeechError
from core.types import Float32
from export import download, network, random_weights, trt
from export.build import PRECISIONS, Step, replacing, write_graphs, write_manifest
from export.network import Config
from export.parity import Judge, Parity, cases
from export.voices import read_voices

_OUT = Path("models/kokoro")
CONFIG = Path(__file__).with_name("config.json")
"""The published sizes and vocabulary, for seeded exports."""


@dataclass(frozen=True, slots=True)
class Model:
    """What is to be exported."""

    name: str
    config: Config
    checkpoint: Path
    voices: dict[str, Float32]


def main(argv: list[str] | None = None) -> int:
    """Export, verify, put in place. Returns the exit status."""
    arguments = _parser().parse_args(argv)
    console = Console(stderr=True)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            model = _model(arguments, Path(scratch))
            reference = _export(model, arguments.out, arguments.precision, console)
            console.print(f"exported to {arguments.out}")
            if arguments.tensorrt:
                _build_engine(model, reference, arguments.out, console)
    except SpeechError as error:
        console.print(f"[red]error[/red] {escape(str(error))}", highlight=False)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m export", description=__doc__)
    parser.add_argument("--from-checkpoint", type=Path, help="a checkpoint on disk; no download")
    parser.add_argument("--config", type=Path, help="its config.json")
    parser.add_argument("--voices", type=Path, help="folder of voices (*.pt or *.bin)")
    parser.add_argument("--out", type=Path, default=_OUT, help="folder to write (%(default)s)")
    parser.add_argument(
        "--precision",
        type=_precisions,
        default=("fp32",),
        help="of the decoder: fp32 or fp32,fp16 (fp32)",
    )
    parser.add_argument(
        "--tensorrt", action="store_true", help="then build TensorRT's engine of the fp16 decoder"
    )
    parser.add_argument("--random-seed", type=int, help="export random weights, for tests")
    parser.add_argument("--tiny", action="store_true", help="with --random-seed: a few MB")
    return parser


def _precisions(text: str) -> tuple[str, ...]:
    chosen = tuple(text.split(","))
    if not set(chosen) <= set(PRECISIONS):
        raise argparse.ArgumentTypeError(f"choose from {', '.join(PRECISIONS)}")
    return chosen


def _model(arguments: argparse.Namespace, scratch: Path) -> Model:
    """The model that the arguments name.

    Raises:
        BadInput: arguments that do not go together, or files that cannot be used.
    """
    if arguments.tensorrt and trt.PRECISION not in arguments.precision:
        raise BadInput("bad_arguments", "--tensorrt takes fp16: add --precision fp32,fp16")
    if arguments.random_seed is not None:
        if arguments.from_checkpoint:
            raise BadInput("bad_arguments", "give --from-checkpoint or --random-seed, not both")
        return _seeded(arguments, scratch)
    if arguments.tiny:
        raise BadInput("bad_arguments", "--tiny is for random weights: add --random-seed 0")
    given = (arguments.from_checkpoint, arguments.config, arguments.voices)
    if not any(given):
        release = download.download()
        given = (release.checkpoint, release.config, release.voices)
    if not all(given):
        raise BadInput("bad_arguments", "give --from-checkpoint, --config and --voices together")
    checkpoint, config, voices = given
    return Model(
        f"Kokoro-82M v1.0 ({checkpoint.name})",
        network.read_config(config),
        checkpoint,
        read_voices(voices),
    )


def _seeded(arguments: argparse.Namespace, scratch: Path) -> Model:
    """Random weights, in a checkpoint file of the published layout."""
    seed = arguments.random_seed
    config = network.read_config(arguments.config or CONFIG)
    if arguments.tiny:
        config = random_weights.tiny(config)
    checkpoint = scratch / "random.pth"
    random_weights.write_checkpoint(config, seed, checkpoint)
    voices = read_voices(arguments.voices) if arguments.voices else random_weights.voices(seed)
    size = "tiny" if arguments.tiny else "full size"
    return Model(f"random weights, {size}, seed {seed}", config, checkpoint, voices)


def _export(model: Model, out: Path, precisions: tuple[str, ...], console: Console) -> KModel:
    """Write and verify `model`, and return the reference; only what passes gets to `out`.

    Raises:
        BadInput: `export_failed`: a decoder differs from the reference.
    """
    with replacing(out) as folder:
        with _progress(console) as step:
            step(f"loading {model.name}")
            reference = network.load(model.config, model.checkpoint)
            write_graphs(folder, reference, model.config, model.voices, precisions, step)
            results = _compare(Judge(reference, folder), model, precisions, step)
        Console(width=110).print(_table(results))
        failed = {result.precision for result in results if not result.passed}
        good = [precision for precision in precisions if precision not in failed]
        if not good:
            raise BadInput("export_failed", f"it differs from PyTorch; {out} is as it was")
        write_manifest(folder, model.config, model.voices, good, model.name)
    if failed:
        raise BadInput(
            "export_failed",
            f"{out} has {', '.join(good)} alone: {', '.join(failed)} differs from PyTorch",
        )
    return reference


def _build_engine(model: Model, reference: KModel, out: Path, console: Console) -> None:
    """Build TensorRT's engine for the export in `out`, verify it and show its times.

    Raises:
        BadInput: TensorRT is not there, cannot take the graph, or computes something else.
    """
    with _progress(console) as step:
        table = trt.build(
            out,
            lambda: _compare(Judge(reference, out, "tensorrt"), model, (trt.PRECISION,), step),
            step,
        )
    console.print(table)


def _compare(judge: Judge, model: Model, precisions: tuple[str, ...], step: Step) -> list[Parity]:
    """How an export does on sentences of all lengths."""
    results: list[Parity] = []
    for case in cases(model.voices, model.config["n_token"]):
        step(f"comparing {len(case.ids) - 2} tokens with PyTorch")
        results += judge.compare(case, precisions)
    return results


@contextmanager
def _progress(console: Console) -> Iterator[Step]:
    """Shows what is being done: in one place of a terminal, elsewhere a line for each step."""
    if not console.is_interactive:
        yield console.print
        return
    with console.status("") as status:
        yield status.update


def _table(results: list[Parity]) -> Table:
    table = Table(title="Export against PyTorch")
    for column in ("decoder", "voice", "tokens", "frames", "durations", "source", "samples",
                   "correlation", "log-mel dB", ""):  # fmt: skip
        table.add_column(column, justify="right")
    for row in results:
        table.add_row(
            row.precision,
            row.voice,
            str(row.tokens),
            str(row.frames),
            "equal" if row.durations_equal else "differ",
            f"{row.source_error:.1e}",
            f"{row.sample_error:.1e}",
            f"{row.correlation:.6f}",
            f"{row.log_mel_db:.3f}",
            "ok" if row.passed else "FAILED",
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
