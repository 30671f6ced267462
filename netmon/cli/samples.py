"""`netmon export`, `backup` and `restore`: files; no running service is needed."""

from __future__ import annotations

import sqlite3
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import make_url

from netmon.cli.answers import say
from netmon.cli.exit_codes import ExitCode
from netmon.cli.sources import note_demo
from netmon.core.errors import DatabaseUnusable
from netmon.home import database_url, make_home
from netmon.serving import only_one

if TYPE_CHECKING:
    from netmon.core.settings import Settings
    from netmon.store.backup import BackupFacts

SAMPLES = "samples"
"""Where netmon.store keeps its files in NETMON_HOME."""


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
    say(f"{count:,} rows written to {options.file}")
    note_demo(settings, "export ...")
    return ExitCode.DONE


def backup(options: Namespace, settings: Settings) -> int:
    """Copy samples and journals into a directory."""
    from netmon.store.backup import backup  # noqa: PLC0415

    database = sqlite_file(settings)
    note_demo(settings, f"backup {options.directory}")
    try:
        made = backup(settings.home / SAMPLES, database, options.directory)
    except sqlite3.Error as error:
        message = f"database: {error}"
        raise DatabaseUnusable(message) from None
    _tell(made, f"copied to {options.directory}")
    if database is None:
        say("the journals are in PostgreSQL: back them up with pg_dump")
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
    say(f"{made.files_count:,} files, {made.size_bytes:,} bytes {what}")
