"""Backups of hostile make, and homes that are not as empty as they look."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from netmon.core.errors import ConfigError
from netmon.store.backup import backup, restore
from netmon.store.faults import BackupDamaged
from netmon.store.store import SampleStore
from tests.samples import NOON, SetClock, ping

pytestmark = pytest.mark.anyio


async def _backup(tmp_path: Path) -> Path:
    home, target = tmp_path / "home", tmp_path / "backup"
    store = SampleStore(home, SetClock(NOON + timedelta(minutes=1)))
    await store.append([ping("A", NOON)])
    await store.close()
    with closing(sqlite3.connect(home / "netmon.db")) as database:
        database.execute("CREATE TABLE outage (site)")
    backup(home / "samples", home / "netmon.db", target)
    return target


def _sign(target: Path) -> None:
    """Write a manifest that fits whatever is there, as whoever made it could."""
    files = {
        str(path.relative_to(target)): {
            "bytes": path.stat().st_size,
            "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        }
        for path in target.rglob("*")
        if path.is_file() and path.name != "manifest.json"
    }
    manifest = {"netmon_backup": 1, "files": files}
    (target / "manifest.json").write_text(json.dumps(manifest))


def _link_a_folder(target: Path) -> None:
    """Lead out of the backup by a folder that is a link."""
    outside = target.parent / "outside"
    outside.mkdir()
    (outside / "secret").write_text("of the system")
    (target / "samples/aside").symlink_to(outside)
    _sign(target)
    manifest = json.loads((target / "manifest.json").read_text())
    digest = hashlib.sha256(b"of the system").hexdigest()
    manifest["files"]["samples/aside/secret"] = {"bytes": 13, "sha256": digest}
    (target / "manifest.json").write_text(json.dumps(manifest))


def _two_databases(target: Path) -> None:
    (target / "zz.db").write_bytes((target / "netmon.db").read_bytes())
    _sign(target)


def _no_database(target: Path) -> None:
    (target / "netmon.db").write_text("SQLite, or so they say")
    _sign(target)


def _nested_manifest(target: Path) -> None:
    (target / "manifest.json").write_text(100_000 * "[")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (_link_a_folder, "secret: it is missing"),
        (_two_databases, "more than one database: netmon.db, zz.db"),
        (_no_database, "netmon.db: it is no SQLite database"),
        (_nested_manifest, "cannot be read as a manifest"),
    ],
)
async def test_a_hostile_backup_changes_nothing(
    tmp_path: Path, harm: Callable[[Path], None], said: str
) -> None:
    target, fresh = await _backup(tmp_path), tmp_path / "fresh"
    harm(target)
    fresh.mkdir()

    with pytest.raises(BackupDamaged, match=said):
        restore(target, fresh / "samples", fresh / "netmon.db")

    assert list(fresh.iterdir()) == []


@pytest.mark.parametrize("end", ["", "-wal", "-shm", "-journal"])
async def test_what_is_left_of_an_old_database_is_not_mixed_with_a_new_one(
    tmp_path: Path, end: str
) -> None:
    target, fresh = await _backup(tmp_path), tmp_path / "fresh"
    fresh.mkdir()
    left = fresh / f"netmon.db{end}"
    left.write_bytes(b"old")

    with pytest.raises(ConfigError, match="it exists already"):
        restore(target, fresh / "samples", fresh / "netmon.db")

    assert list(fresh.iterdir()) == [left]


def test_of_nothing_there_is_no_backup(tmp_path: Path) -> None:
    target = tmp_path / "backup"

    with pytest.raises(ConfigError, match="neither samples nor journals"):
        backup(tmp_path / "samples", tmp_path / "netmon.db", target)

    assert not target.exists()


@pytest.mark.parametrize("inside", ["backup", "raw/backup", "tail/backup"])
async def test_a_backup_into_the_log_itself_is_refused(
    tmp_path: Path, inside: str
) -> None:
    await _backup(tmp_path)
    root = tmp_path / "home/samples"

    with pytest.raises(ConfigError, match="it lies in the log that is copied"):
        backup(root, None, root / inside)

    assert not (root / inside).exists()


async def test_a_good_backup_leaves_nothing_under_way(tmp_path: Path) -> None:
    target, fresh = await _backup(tmp_path), tmp_path / "fresh"
    fresh.mkdir()

    restore(target, fresh / "samples", fresh / "netmon.db")

    assert sorted(path.name for path in fresh.iterdir()) == ["netmon.db", "samples"]
    with closing(sqlite3.connect(fresh / "netmon.db")) as database:
        assert database.execute("SELECT count(*) FROM outage").fetchall() == [(0,)]
