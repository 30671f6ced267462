"""The process that makes reports: `python -m netmon.reports`, bounded and alone.

An order as one line of JSON on standard input, and behind it what it is about:
`typeset` is answered by a PDF on standard output; `write` makes a file of a kept
statement. Memory, time and files are bounded before anything else is loaded.
"""

from __future__ import annotations

import os
import resource
import sys
from typing import Any

from netmon.core.errors import NetmonError

MOST_MEMORY_BYTES = 4 << 30
"""Address space, of which typst and its threads use a small part."""
MOST_CPU_S = 300
MOST_FILE_BYTES = 2 << 30
_NICENESS = 10
"""Detection goes first."""


def main() -> int:
    """Do what standard input says; return the exit code."""
    _bound(resource.RLIMIT_AS, MOST_MEMORY_BYTES)
    _bound(resource.RLIMIT_CPU, MOST_CPU_S)
    _bound(resource.RLIMIT_FSIZE, MOST_FILE_BYTES)
    _bound(resource.RLIMIT_CORE, 0)
    os.nice(_NICENESS)
    line, _, rest = sys.stdin.buffer.read().partition(b"\n")
    try:
        _work(line, rest)
    except MemoryError:
        return _refuse("it needs more memory than it may have")
    except NetmonError as error:
        return _refuse(str(error))
    except (RuntimeError, OSError, ValueError, LookupError) as error:
        return _refuse(f"{type(error).__name__}: {error}")
    return 0


def _work(line: bytes, rest: bytes) -> None:
    from datetime import datetime  # noqa: PLC0415  within the bounds

    import orjson  # noqa: PLC0415

    order: dict[str, Any] = orjson.loads(line)
    if order["job"] == "typeset":
        from netmon.reports.typeset import typeset  # noqa: PLC0415

        made_at = datetime.fromisoformat(order["made_at"])
        sys.stdout.buffer.write(typeset(rest, made_at))
        return
    from netmon.core.garbage import uncollected  # noqa: PLC0415
    from netmon.reports.kept_file import write_kept  # noqa: PLC0415

    with uncollected():
        write_kept(order, rest)


def _refuse(why: str) -> int:
    sys.stderr.write(" ".join(why.split()))
    return 1


def _bound(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    sys.exit(main())
