"""DuckDB, loaded by the first question: one database in memory, no file of its own."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MEMORY_MB = 192
MOST_SPILL_GB = 20


class Duck:
    """One DuckDB for all questions of a process."""

    def __init__(self, scratch: Path, memory_mb: int = MEMORY_MB) -> None:
        self._scratch = scratch / f"duckdb-{os.getpid()}"
        self._memory_mb = memory_mb
        self._database: DuckDBPyConnection | None = None
        self._lock = Lock()

    def cursor(self) -> DuckDBPyConnection:
        """Return a connection of its own for one question; the caller closes it."""
        with self._lock:
            if self._database is None:
                self._database = self._open()
            return self._database.cursor()

    def close(self) -> None:
        """Give the memory back."""
        with self._lock:
            if self._database is not None:
                self._database.close()
                self._database = None

    def _open(self) -> DuckDBPyConnection:
        import duckdb  # noqa: PLC0415  # 20 MB nobody should pay before asking

        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": 1,
            "memory_limit": f"{self._memory_mb}MB",
            "temp_directory": str(self._scratch),
            "max_temp_directory_size": f"{MOST_SPILL_GB}GB",
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            # A file may be replaced under its name; nothing of it is kept.
            "enable_external_file_cache": False,
        }
        return duckdb.connect(":memory:", config=settings)


def quoted(name: str) -> str:
    """Return a column name for SQL; `at` is a word of the language."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text for SQL."""
    return "'" + text.replace("'", "''") + "'"


def listed(texts: Iterable[object]) -> str:
    """Return texts for SQL, with commas between."""
    return ", ".join(literal(str(text)) for text in texts)
