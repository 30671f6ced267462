"""Runs the benchmarks named, or all of them, and keeps the figures in RESULTS.md.

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

NAMES = (
    "icmp_sweep",
    "snmp_slot",
    "device_reading",
    "device_slot",
    "api_load",
    "sse_clients",
    "cry_wolf",
    "kill_storm",
    "calm_day",
    "fuzz_replies",
    "growth",
    "wall",
    "service_watch",
    "sample_log",
    "site_page",
    "register_import",
    "opendata",
    "health_cards",
    "programme",
    "influx_drain",
    "influx_away",
    "dashboards",
    "sla_month",
)
NOISY_LOAD = 1.5
RESULTS = Path(__file__).parent / "RESULTS.md"
HEAD = """# Results

The last run of each benchmark of `make bench`. Limits are the product's own; peers
stand in the same run.

"""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", choices=[*NAMES, []], metavar="NAME")
    is_missed = False
    for name in parser.parse_args().names or NAMES:
        load = os.getloadavg()[0]
        report = _run_apart(name)
        _keep(name, report, load)
        is_missed |= not all(figure.is_met for figure in report.figures)
    return int(is_missed)


def _keep(name: str, report: Report, load: float) -> None:
    """Replace the section of `name` in RESULTS.md; the others stay as they are."""
    sections = dict.fromkeys(NAMES, "")
    if RESULTS.exists():
        parts = RESULTS.read_text().split("<!-- ")[1:]
        sections |= {part.split(" -->")[0]: "<!-- " + part for part in parts}
    sections[name] = f"<!-- {name} -->\n{report.markdown()}\n{_circumstances(load)}\n\n"
    RESULTS.write_text(HEAD + "".join(sections.values()))


def _run_apart(name: str) -> Report:
    print(f"{name}:", flush=True)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(run_one, name).result()


def _circumstances(load: float) -> str:
    """Return when and where it ran.

    Args:
        load: Load average over a minute before the run; work of others is told.
    """
    busy = f", load average {load:.1f} at the start" if load > NOISY_LOAD else ""
    return (
        f"*{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores shared with the twin "
        f"and the peers, Python {platform.python_version()}, Linux "
        f"{platform.release()}{busy}*"
    )


if __name__ == "__main__":
    sys.exit(main())
