"""What a command's exit code means; documented in docs/cli.md."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """How a command ended."""

    DONE = 0
    NOT_UP = 1
    UNHEALTHY = 1
    WRONG_USE = 2
    NOT_ALLOWED = 3
    NOT_FOUND = 4
    INTERRUPTED = 130
