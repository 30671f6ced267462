"""Copies a running log, and the journals beside it, into a directory; and back again.

Sealed files are linked where the file system allows it, for nobody writes into one; of
a tail all whole frames are copied. `manifest.json` names every file with its size
and SHA-256 and is written last: without it a directory is no backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netmon.core.errors import ConfigError
from netmon.store.durable import sync_folder
from netmon.store.faults import BackupDamaged
from netmon.store.frames import Place, scan
from netmon.store.layout import Layout
from netmon.store.seal_job import alone

MANIFEST = "manifest.json"
VERSION = 1
_SAMPLES = "samples"
_SQLITE = b"SQLite format 3\0"
"""How every SQLite database begins (sqlite.org/fileformat.html, section 1.3)."""
_PARTS = ("raw", "site_1h", "site_1d", "tail", "aside")


@dataclass(frozen=True, slots=True)
class BackupFacts:
    """What a backup holds.

    Attributes:
        files_count: Beside the manifest.
        size_bytes: Of these.
        has_journals: Whether the SQL journals are part; they are when in SQLite.
    """

    files_count: int
    size_bytes: int
    has_journals: bool


def backup(root: Path, database: Path | None, target: Path) -> BackupFacts:
    """Copy the log and, where given, the SQLite database into `target`, which is new.

    Sealing waits meanwhile; appending goes on. Rows appended during the backup may be
    part of it.

    Raises:
        ConfigError: `target` exists and is not empty, or lies in the log itself; or
            there is nothing to copy, as in a home that was mistaken for another.
        OSError: It cannot be written, or the log not be read.
    """
    has_journals = database is not None and database.exists()
    _check_target(root, target)
    if not has_journals and not any(_files_of(root)):
        message = f"{root.parent}: neither samples nor journals to back up"
        raise ConfigError(message)
    samples = target / _SAMPLES
    samples.mkdir(parents=True, mode=0o700, exist_ok=True)
    if root.is_dir():
        with alone(Layout(root)):
            for path in _files_of(root):
                _take(path, samples / path.relative_to(root))
    if database is not None and has_journals:
        copy_sqlite(database, target / database.name)
    files = {str(p.relative_to(target)): _facts(p) for p in _every_file(target)}
    manifest = {"netmon_backup": VERSION, "files": files}
    _write_last(target, json.dumps(manifest, indent=1).encode())
    size = sum(facts["bytes"] for facts in files.values())
    return BackupFacts(len(files), size, has_journals)


def _check_target(root: Path, target: Path) -> None:
    if target.exists() and any(target.iterdir()):
        message = f"{target}: it exists and is not empty"
        raise ConfigError(message)
    if target.resolve().is_relative_to(root.resolve()):
        message = f"{target}: it lies in the log that is copied"
        raise ConfigError(message)


def verify(source: Path) -> dict[str, dict[str, Any]]:
    """Return the files of a backup after comparing each with the manifest.

    Raises:
        BackupDamaged: There is no manifest, or a file is missing, changed or new, or
            what should be the journals is no SQLite database.
    """
    files = _read_manifest(source)
    home = source.resolve()
    for name, facts in files.items():
        path = source / name
        if not path.is_file() or path.resolve() != home / name:  # no links, anywhere
            message = f"{path}: it is missing"
            raise BackupDamaged(message)
        if _facts(path) != facts:
            message = f"{path}: it is not what the manifest says"
            raise BackupDamaged(message)
    for path in _every_file(source):
        name = str(path.relative_to(source))
        if name not in files and name != MANIFEST:
            message = f"{path}: it is not in the manifest"
            raise BackupDamaged(message)
    _check_journals(source, _journals(files))
    return files


def restore(source: Path, root: Path, database: Path | None) -> BackupFacts:
    """Copy a backup into a home that has neither samples nor journals.

    Everything is compared with the manifest first; a damaged backup changes nothing.

    Raises:
        BackupDamaged: See verify.
        ConfigError: There are samples or journals already.
        OSError: The home cannot be written.
    """
    files = verify(source)
    for taken in (root, *_traces(database)):
        if taken.exists():
            message = f"{taken}: it exists already; restore into an empty home"
            raise ConfigError(message)
    fresh = root.with_name(f"{root.name}.restoring")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True, mode=0o700)
    journals = _journals(files)
    for name in files:
        if name not in journals:
            copy_durably(source / name, fresh / Path(name).relative_to(_SAMPLES))
    if database is not None:
        partial = database.with_name(f"{database.name}.restoring")
        for name in journals:
            copy_durably(source / name, partial)
            partial.rename(database)
    fresh.rename(root)
    sync_folder(root.parent)
    size = sum(facts["bytes"] for facts in files.values())
    return BackupFacts(len(files), size, bool(journals))


def _journals(files: Iterable[str]) -> list[str]:
    return [name for name in files if not name.startswith(f"{_SAMPLES}/")]


def _check_journals(source: Path, names: Sequence[str]) -> None:
    if len(names) > 1:
        message = f"{source}: more than one database: {', '.join(names)}"
        raise BackupDamaged(message)
    for name in names:
        with (source / name).open("rb") as file:
            if file.read(len(_SQLITE)) != _SQLITE:
                message = f"{source / name}: it is no SQLite database"
                raise BackupDamaged(message)


def _traces(database: Path | None) -> list[Path]:
    """Return what SQLite would take for parts of `database`; an old log spoils it."""
    if database is None:
        return []
    ends = ("", "-wal", "-shm", "-journal")
    return [database.with_name(f"{database.name}{end}") for end in ends]


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy a SQLite database that may be in use, as of one moment.

    Raises:
        sqlite3.Error: It cannot be read.
    """
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)
    target.chmod(0o600)


def copy_durably(source: Path, target: Path) -> None:
    """Copy a file and bring it to the disk."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with source.open("rb") as old, target.open("wb") as new:
        shutil.copyfileobj(old, new, 2**20)
        new.flush()
        os.fsync(new.fileno())
    target.chmod(0o600)
    sync_folder(target.parent)


def _files_of(root: Path) -> Iterator[Path]:
    for part in _PARTS:
        yield from (path for path in (root / part).rglob("*") if path.is_file())


def _take(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        if source.suffix == ".tail":
            _copy_frames(source, target)
        else:
            _link_or_copy(source, target)
    except FileNotFoundError:
        if source.exists():
            raise
        return  # retention took it meanwhile


def _link_or_copy(source: Path, target: Path) -> None:
    try:
        target.hardlink_to(source)
    except OSError:  # another file system, or one without links
        copy_durably(source, target)


def _copy_frames(source: Path, target: Path) -> None:
    with source.open("rb") as old, target.open("wb") as new:
        for place in scan(old):
            if isinstance(place, Place):
                old.seek(place.offset)
                new.write(old.read(place.end - place.offset))
        new.flush()
        os.fsync(new.fileno())


def _every_file(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _facts(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"bytes": path.stat().st_size, "sha256": digest}


def _write_last(target: Path, manifest: bytes) -> None:
    for folder in (path for path in target.rglob("*") if path.is_dir()):
        sync_folder(folder)
    partial = target / f"{MANIFEST}.partial"
    with partial.open("wb") as file:
        file.write(manifest)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(target / MANIFEST)
    sync_folder(target)


def _read_manifest(source: Path) -> dict[str, dict[str, Any]]:
    path = source / MANIFEST
    try:
        found = json.loads(path.read_bytes())
        version, files = found["netmon_backup"], dict(found["files"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"{path}: it cannot be read as a manifest ({type(error).__name__})"
        raise BackupDamaged(message) from None
    if version != VERSION:
        message = f"{path}: version {version!r} is not known here"
        raise BackupDamaged(message)
    for name in files:
        if Path(name).is_absolute() or ".." in Path(name).parts:
            message = f"{path}: {name!r} leads out of the backup"
            raise BackupDamaged(message)
    return files
