"""The register of the nation imported by the command, first, again, and as XLSX."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from benchmarks.table import Report

LIMIT_S = 5.0
LIMIT_MB = 250.0
TEST_DATA = Path(__file__).parents[1].parent / "shared" / "data"
"""Where the shared test data lies unless NETMON_TEST_DATA says otherwise."""


class Cost(NamedTuple):
    """What a command took: its wall time, processor time and most memory."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def run() -> Report:
    report = Report("Register of 8,255 rows, imported with full checks")
    data = Path(os.environ.get("NETMON_TEST_DATA", TEST_DATA))
    clean, later = (data / f"register/sites_{name}.csv" for name in ("8255", "update"))
    geography = [
        data / "geography" / name for name in ("tambons.csv", "provinces.geojson")
    ]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        workbook = _to_workbook(clean, home / "register.xlsx")
        _netmon(home, "geography", *geography)
        for what, path in (
            ("first import", clean),
            ("the same again", clean),
            ("a later hand-over, 362 cells changed", later),
            ("the first again, as XLSX", workbook),
        ):
            _add(report, what, _netmon(home, "import", path, "--yes"))
    report.notes.append(
        "Each is a process of its own with the start of Python, the file, all checks "
        "against 7,436 tambons and 77 borders, the plan and the transaction."
    )
    return report


def _add(report: Report, what: str, cost: Cost) -> None:
    report.add(what, cost.wall_s, "s", LIMIT_S)
    report.add(f"{what}: processor time", cost.cpu_s, "s")
    report.add(f"{what}: most memory", cost.peak_mb, "MB", LIMIT_MB)


def _netmon(home: Path, *arguments: object) -> Cost:
    command = [sys.executable, "-m", "netmon.cli", "inventory", *map(str, arguments)]
    began_s = time.monotonic()
    process = subprocess.Popen(
        command,
        env={**os.environ, "NETMON_HOME": str(home / "home")},
        stdout=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    wall_s = time.monotonic() - began_s
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        message = f"{' '.join(command)} ended with {process.returncode}"
        raise RuntimeError(message)
    return Cost(wall_s, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def _to_workbook(source: Path, target: Path) -> Path:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.worksheets[0]
    with source.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            sheet.append(row)
    book.save(target)
    return target
