"""Runs Python to its end by way of a small process, and says what it took.

A process begins with the peak memory of the one it was forked from (Linux keeps it
over exec), so a large benchmark must not start what it measures itself.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Ran:
    """A process that ended, with its own children.

    Attributes:
        peak_mb: Of the largest of them.
        told: Its standard output.
    """

    wall_s: float
    cpu_s: float
    peak_mb: float
    told: str


def run_apart(home: Path, *arguments: str) -> Ran:
    """Run Python with `arguments`, NETMON_HOME being `home`."""
    used = home / "used.json"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.apart", str(used), *arguments],
        env={**os.environ, "NETMON_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"{' '.join(arguments)} ended with {done.returncode}"
        raise RuntimeError(message)
    return Ran(**json.loads(used.read_text()), told=done.stdout)


def _main(used: Path, arguments: list[str]) -> int:
    began_s = time.monotonic()
    code = subprocess.run([sys.executable, *arguments], check=False).returncode
    wall_s = time.monotonic() - began_s
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = {
        "wall_s": wall_s,
        "cpu_s": spent.ru_utime + spent.ru_stime,
        "peak_mb": spent.ru_maxrss / 1000,
    }
    used.write_text(json.dumps(told))
    return code


if __name__ == "__main__":
    sys.exit(_main(Path(sys.argv[1]), sys.argv[2:]))
