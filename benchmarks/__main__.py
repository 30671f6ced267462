"""Runs the benchmarks named, or all of them, and writes RESULTS.md.

Each runs in a process of its own: a namespace is entered once, and memory is its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import platform
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.table import Report, run_one

NAMES = ("icmp_sweep", "snmp_slot", "api_load", "cry_wolf", "service_watch")
RESULTS = Path(__file__).parent / "RESULTS.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME")
    names = parser.parse_args().names or NAMES
    reports = [_run_apart(name) for name in names]
    if tuple(names) == NAMES:
        RESULTS.write_text(_head() + "\n".join(each.markdown() for each in reports))
    return int(not all(f.is_met for each in reports for f in each.figures))


def _run_apart(name: str) -> Report:
    print(f"{name}:", flush=True)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(run_one, name).result()


def _head() -> str:
    return (
        "# Results\n\n"
        f"Last run {datetime.now(UTC):%Y-%m-%d} by `make bench` on "
        f"{os.cpu_count()} cores shared with the twin and the peers, "
        f"Python {platform.python_version()}, Linux {platform.release()}. "
        "Limits are the product's own; peers stand in the same run.\n\n"
    )


if __name__ == "__main__":
    sys.exit(main())
