"""The command line.

Exit codes: 0 done (`up` and `demo`: stopped by a signal while they ran); 1 the site
asked for is not up, or doctor found a failure; 2 wrong use or setting; 3 this machine,
the database or the service does not allow it, or a device that was read gave no answer;
4 no such site; 130 interrupted.
"""

from __future__ import annotations

import sys

INTERRUPTED = 130


def run() -> None:
    """Run the command of this process and exit with its code."""
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def main(arguments: list[str]) -> int:
    """See command_line.main."""
    # Here, since to import all the parts takes a second in which Ctrl-C may come.
    from netmon.core.garbage import uncollected  # noqa: PLC0415

    with uncollected():
        from netmon.cli import command_line  # noqa: PLC0415

    return command_line.main(arguments)
