"""The command line.

Exit codes: 0 done; 1 the site asked for is not up; 2 wrong use or setting; 3 this
machine or the service does not allow it; 4 no such site; 130 interrupted.
"""

from __future__ import annotations

import logging
import os
import sys

from netmon.cli.arguments import parse_arguments
from netmon.cli.commands import COMMANDS
from netmon.cli.exit_codes import ExitCode
from netmon.core.errors import (
    CapabilityMissing,
    NetmonError,
    NotFound,
    ServiceUnreachable,
)
from netmon.settings_load import load_settings


def run() -> None:
    """Run the command of this process and exit with its code."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: list[str]) -> int:
    """Run one command; return its exit code. Errors are lines, never tracebacks."""
    options = parse_arguments(arguments)
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    for chatty in ("alembic", "httpx", "uvicorn"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    try:
        return COMMANDS[options.command](options, load_settings(os.environ))
    except NetmonError as error:
        print(f"netmon: {error}", file=sys.stderr)
        return _to_code(error)
    except BrokenPipeError:
        # The reader of our output has gone; let nothing else try to write to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED


def _to_code(error: NetmonError) -> ExitCode:
    if isinstance(error, NotFound):
        return ExitCode.NOT_FOUND
    if isinstance(error, CapabilityMissing | ServiceUnreachable):
        return ExitCode.NOT_ALLOWED
    return ExitCode.WRONG_USE
