"""Seals in a process of its own, so that its memory goes with it.

`python -m netmon.store.seal_job ROOT`: jobs as JSON on standard input, one line of JSON
for each on standard output: when it is done a list of the tails it kept aside, else a
text that says what went wrong.
"""

from __future__ import annotations

import fcntl
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from netmon.store.layout import Layout, to_day, to_tail_name
from netmon.store.sealing import DayJob, HourJob, Job, MonthJob, run_job

_NICENESS = 10
"""Detection goes first."""


def encode(jobs: Sequence[Job]) -> bytes:
    """Return jobs as JSON."""
    return json.dumps([_to_json(job) for job in jobs]).encode()


def main(root: Path, wanted: bytes) -> int:
    """Do the jobs; return the exit code.

    One that fails holds up its own day, which waits for its hours, and no other.
    """
    layout = Layout(root)
    failed: set[date] = set()
    with alone(layout):
        for each in json.loads(wanted):
            job = _without(failed, _from_json(each))
            if job is None:
                continue
            done = _run(layout, job)
            print(json.dumps(done), flush=True)  # noqa: T201
            if isinstance(done, str):
                failed |= _days_of(job)
    return 1 if failed else 0


def _days_of(job: Job) -> set[date]:
    if isinstance(job, MonthJob):
        return set(job.days)
    return {job.day if isinstance(job, DayJob) else to_day(job.hour)}


def _without(failed: set[date], job: Job) -> Job | None:
    """Return what is left of a job when some days have to wait."""
    days = _days_of(job) - failed
    if isinstance(job, MonthJob) and days:
        return MonthJob(tuple(sorted(days)))
    return job if days else None


@contextmanager
def alone(layout: Layout) -> Iterator[None]:
    """Hold the lock of the sealed files, so that only one process changes them."""
    with (layout.root / "sealing.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run(layout: Layout, job: Job) -> list[str] | str:
    import duckdb  # noqa: PLC0415

    try:
        return [str(path) for path in run_job(layout, job)]
    except (OSError, duckdb.Error, MemoryError) as error:
        return f"{error}".partition("\n")[0] or type(error).__name__


def _to_json(job: Job) -> dict[str, Any]:
    if isinstance(job, MonthJob):
        return {"month": [str(day) for day in job.days]}
    tails = [str(name) for name in job.tails]
    if isinstance(job, DayJob):
        return {"day": str(job.day), "tails": tails}
    return {"hour": tails[0], "tails": tails}


def _from_json(facts: dict[str, Any]) -> Job:
    if "month" in facts:
        return MonthJob(tuple(map(date.fromisoformat, facts["month"])))
    names = [to_tail_name(name) for name in facts["tails"]]
    tails = tuple(name for name in names if name is not None)
    if "day" in facts:
        return DayJob(date.fromisoformat(facts["day"]), tails)
    return HourJob(tails[0].hour, tails)


if __name__ == "__main__":
    os.nice(_NICENESS)
    sys.exit(main(Path(sys.argv[1]), sys.stdin.buffer.read()))
