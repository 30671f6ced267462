"""Files that are whole or not there, whenever the power goes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Bring the names in `folder` to the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def replacing(path: Path, scratch: Path) -> Iterator[Path]:
    """Let the caller write a new file, and put it in the place of `path`.

    Whoever opens `path` finds the old file or the new one, never a part. The caller
    writes to the path it is given, in `scratch` on the same file system; on an error
    that file is removed and `path` stays as it is.
    """
    temporary = scratch / f"{path.parent.name}-{path.name}.{os.getpid()}"
    try:
        yield temporary
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary.replace(path)
        sync_folder(path.parent)
        sync_folder(path.parent.parent)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()
