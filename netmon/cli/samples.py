"""`netmon export`, `backup` and `restore`: files; no running service is needed."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from argparse import Namespace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from netmon.cli.exit_codes import ExitCode
from netmon.core.clock import THAI_TIME
from netmon.core.errors import DatabaseUnusable
from netmon.core.schema import MEASUREMENTS
from netmon.main import database_url, make_home
from netmon.serving import only_one

if TYPE_CHECKING:
    from netmon.core.settings import Settings
    from netmon.store.backup import BackupFacts

    # The type add_subparsers returns has no public name (CPython gh-85008).
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


SAMPLES = "samples"
"""Where netmon.store keeps its files in NETMON_HOME."""


def add_export(commands: Commands) -> None:
    """Add `netmon export`."""
    command = commands.add_parser("export", help="write samples as Parquet or CSV")
    command.add_argument("measurement", choices=[*MEASUREMENTS], metavar="MEASUREMENT")
    command.add_argument("file", type=Path, metavar="FILE", help="must not exist")
    command.add_argument(
        "--start", type=_moment, required=True, metavar="TIME", help="first moment"
    )
    command.add_argument(
        "--end", type=_moment, required=True, metavar="TIME", help="first moment after"
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


def export(options: Namespace, settings: Settings) -> int:
    """Write samples as one file."""
    # Arrow is loaded by the commands that need it alone.
    from netmon.store.export import ExportForm, export  # noqa: PLC0415
    from netmon.store.port import Span  # noqa: PLC0415

    count = export(
        settings.home / SAMPLES,
        options.measurement,
        Span(options.start, options.end),
        options.file,
        ExportForm(options.format),
    )
    _say(f"{count:,} rows written to {options.file}")
    return ExitCode.DONE


def backup(options: Namespace, settings: Settings) -> int:
    """Copy samples and journals into a directory."""
    from netmon.store.backup import backup  # noqa: PLC0415

    database = sqlite_file(settings)
    try:
        made = backup(settings.home / SAMPLES, database, options.directory)
    except sqlite3.Error as error:
        message = f"database: {error}"
        raise DatabaseUnusable(message) from None
    _tell(made, f"copied to {options.directory}")
    if database is None:
        _say("the journals are in PostgreSQL: back them up with pg_dump")
    return ExitCode.DONE


def restore(options: Namespace, settings: Settings) -> int:
    """Put a backup into a home that is empty."""
    from netmon.store.backup import restore  # noqa: PLC0415

    make_home(settings.home)
    with only_one(settings.home):
        made = restore(
            options.directory, settings.home / SAMPLES, sqlite_file(settings)
        )
    _tell(made, f"restored into {settings.home}")
    return ExitCode.DONE


def sqlite_file(settings: Settings) -> Path | None:
    """Return the file of the database, None where it is not SQLite."""
    url = make_url(database_url(settings))
    is_file = url.get_backend_name() == "sqlite" and url.database
    return Path(str(url.database)) if is_file else None


def _tell(made: BackupFacts, what: str) -> None:
    _say(f"{made.files_count:,} files, {made.size_bytes:,} bytes {what}")


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        message = f"expected a time as 2026-11-20T08:00 (Thai) or with a zone: {text!r}"
        raise argparse.ArgumentTypeError(message) from None
    return at if at.tzinfo else at.replace(tzinfo=THAI_TIME)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
