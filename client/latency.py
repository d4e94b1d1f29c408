"""The latency harness: how fast the first sound comes, and whether the sound ever stalls.

python client/latency.py --scenario llm --sessions 4 --repeat 20 --plot ttfa.png
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from client.link import DEFAULT_URL, StreamFailed
from client.measure import SCENARIOS, Measurement, measure_many

PERCENTILES = (50, 95, 99)
_ROWS = {
    "ttfa_ms": "TTFA (ms)",
    "server_ttfa_ms": "TTFA by the server (ms)",
    "segment_ms": "… of it waiting for text (ms)",
    "own_ms": "… of it the server's own (ms)",
    "rtf": "RTF",
}


def summarise(measurements: Sequence[Measurement]) -> dict[str, dict[str, float]]:
    """Percentiles of each figure: `{"ttfa_ms": {"p50": …, "p95": …, "p99": …}, …}`."""
    return {
        name: {
            f"p{percentile}": float(
                np.percentile([getattr(m, name) for m in measurements], percentile)
            )
            for percentile in PERCENTILES
        }
        for name in _ROWS
    }


def table(title: str, measurements: Sequence[Measurement]) -> Table:
    """The summary for the terminal."""
    shown = Table(title=title)
    shown.add_column()
    for percentile in PERCENTILES:
        shown.add_column(f"p{percentile}", justify="right")
    for name, figures in summarise(measurements).items():
        digits = 3 if name == "rtf" else 1
        shown.add_row(_ROWS[name], *(f"{figure:.{digits}f}" for figure in figures.values()))
    stalled = sum(m.underruns > 0 for m in measurements)
    shown.caption = (
        f"{stalled} of {len(measurements)} sessions stalled"
        f" ({sum(m.underruns for m in measurements)} underruns in"
        f" {sum(m.audio_s for m in measurements):.0f} s of audio)"
    )
    return shown


def plot(title: str, measurements: Sequence[Measurement], path: Path) -> None:
    """Draw the cumulative distribution of TTFA, the client's and the server's, as a PNG.

    Raises:
        ImportError: matplotlib is not installed.
    """
    from matplotlib.figure import Figure  # heavy, and wanted only here

    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    for name, label in (("ttfa_ms", "client"), ("server_ttfa_ms", "server")):
        axes.ecdf([getattr(m, name) for m in measurements], label=f"TTFA by the {label}")
    axes.axhline(0.5, color="grey", linewidth=0.5)
    axes.set(title=title, xlabel="ms", ylabel="share of sessions", xlim=(0, None))
    axes.legend()
    figure.savefig(path, dpi=120)


def parse_arguments(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """The command line; argparse ends the process with a usage line where it is wrong."""
    parser = argparse.ArgumentParser(
        prog="client/latency.py",
        description=(__doc__ or "").split("\n")[0],
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--url", default=DEFAULT_URL, help="the server")
    parser.add_argument("--api-key", metavar="KEY", help="where the server asks for one")
    parser.add_argument("--voice", help="id of a voice")
    parser.add_argument("--scenario", choices=SCENARIOS, default="sentence", help="how text comes")
    parser.add_argument("--sessions", type=_count, default=1, help="clients at once")
    parser.add_argument("--repeat", type=_count, default=20, help="sessions of each client")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep all figures")
    parser.add_argument("--plot", type=Path, metavar="FILE.png", help="draw the distribution")
    return parser.parse_args(arguments)


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("at least 1 is needed")
    return count


async def run(arguments: argparse.Namespace, console: Console) -> list[Measurement]:
    """Measure what the arguments ask for, with a progress bar."""
    with Progress(console=console, transient=True) as progress:
        total = arguments.sessions * arguments.repeat
        bar = progress.add_task(f"{arguments.scenario} × {total}", total=total)
        return await measure_many(
            arguments.url,
            arguments.voice,
            arguments.scenario,
            arguments.sessions,
            arguments.repeat,
            lambda: progress.advance(bar),
            arguments.api_key,
        )


def main() -> int:
    """Exit status: 0 if all sessions got all their audio, 1 if not."""
    arguments = parse_arguments()
    console = Console(highlight=False)
    title = f"{arguments.scenario}: {arguments.sessions} at once, {arguments.repeat} times"
    status = 0
    try:
        measurements = asyncio.run(run(arguments, console))
        console.print(table(title, measurements))
        if arguments.json:
            figures = [asdict(measurement) for measurement in measurements]
            summary = summarise(measurements)
            report = {"scenario": arguments.scenario, "summary": summary, "sessions": figures}
            arguments.json.write_text(json.dumps(report, indent=1))
        if arguments.plot:
            plot(title, measurements, arguments.plot)
    except* ImportError:
        print("--plot needs matplotlib: pip install -e '.[plot]'", file=sys.stderr)
        status = 1
    except* (StreamFailed, OSError) as failed:
        for error in failed.exceptions:
            print(error, file=sys.stderr)
        status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
