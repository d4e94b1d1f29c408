"""The latency harness against a server of its own, all scenarios in one run.

python -m bench.latency [--repeat N] [server's arguments, such as --engine espeak]
"""

from __future__ import annotations

import argparse
import asyncio

from rich.console import Console

from bench.own_server import own_server
from client.latency import table
from client.measure import SCENARIOS, measure_many


def main() -> None:
    """One client alone in each scenario, then four and eight at once with a paragraph."""
    parser = argparse.ArgumentParser(prog="bench.latency", description="See the module.")
    parser.add_argument("--repeat", type=int, default=20, help="sessions of each client")
    arguments, server_arguments = parser.parse_known_args()
    console = Console()
    runs = [(scenario, 1) for scenario in SCENARIOS] + [("paragraph", 4), ("paragraph", 8)]
    with own_server(*server_arguments) as url:
        for scenario, sessions in runs:
            repeat = max(1, arguments.repeat // sessions)
            run = measure_many(url, None, scenario, sessions, repeat, lambda: None)
            measured = asyncio.run(run)
            console.print(table(f"{scenario}: {sessions} at once, {repeat} times", measured))


if __name__ == "__main__":
    main()
