"""The options of `netmon export`, `backup` and `restore`."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from netmon.core.clock import THAI_TIME
from netmon.core.schema import MEASUREMENTS

FIRST_YEAR, LAST_YEAR = 2000, 2200
"""As in the API; near the ends of the calendar no time can be told in another zone."""

if TYPE_CHECKING:
    # The type add_subparsers returns has no public name (CPython gh-85008).
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def add_export(commands: Commands) -> None:
    """Add `netmon export`."""
    command = commands.add_parser("export", help="write samples as Parquet or CSV")
    command.add_argument(
        "measurement",
        choices=[*MEASUREMENTS],
        metavar="MEASUREMENT",
        help=f"one of {', '.join(MEASUREMENTS)}",
    )
    command.add_argument("file", type=_file, metavar="FILE", help="must not exist")
    command.add_argument(
        "--start", type=to_moment, required=True, metavar="TIME", help="first moment"
    )
    command.add_argument(
        "--end",
        type=to_moment,
        required=True,
        metavar="TIME",
        help="first moment after",
    )
    command.add_argument(
        "--format", choices=["parquet", "csv"], default="parquet", help="of the file"
    )


def add_backup(commands: Commands) -> None:
    """Add `netmon backup`."""
    command = commands.add_parser("backup", help="copy samples and journals, running")
    command.add_argument("directory", type=Path, metavar="DIR", help="new or empty")


def add_restore(commands: Commands) -> None:
    """Add `netmon restore`."""
    command = commands.add_parser("restore", help="put a backup into an empty home")
    command.add_argument("directory", type=Path, metavar="DIR")


def to_moment(text: str) -> datetime:
    """Return a moment given on the command line; Thai time where no zone is told.

    Raises:
        argparse.ArgumentTypeError: It is no moment.
    """
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        message = f"expected a time as 2026-11-20T08:00 (Thai) or with a zone: {text!r}"
        raise argparse.ArgumentTypeError(message) from None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        message = f"expected a year from {FIRST_YEAR} to {LAST_YEAR}: {text!r}"
        raise argparse.ArgumentTypeError(message)
    return at if at.tzinfo else at.replace(tzinfo=THAI_TIME)


def _file(text: str) -> Path:
    if not Path(text).name:
        message = f"expected the name of a file, got {text!r}"
        raise argparse.ArgumentTypeError(message)
    return Path(text)
