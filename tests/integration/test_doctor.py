"""`netmon doctor` on machines that are ill."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from inventory.model import Register
from inventory.repository import replace_register
from netmon.database import make_engine, writing
from netmon.migrations import upgrade
from tests.registers import small_register


def examine(
    home: Path, handles: int | None = None, **variables: str
) -> tuple[int, dict[str, Any]]:
    """Run the command in a process of its own; its exit code, findings by check."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith("NETMON_")}

    def lower() -> None:
        if handles is not None:
            resource.setrlimit(resource.RLIMIT_NOFILE, (handles, handles))

    done = subprocess.run(
        [sys.executable, "-m", "netmon.cli", "doctor", "--json"],
        env={**clean, "NETMON_HOME": str(home), **variables},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lower,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.stdout, done.stderr
    return done.returncode, {each["check"]: each for each in json.loads(done.stdout)}


def fill(url: str, register: Register, change: str = "") -> None:
    async def write() -> None:
        engine = make_engine(url)
        await upgrade(engine)
        await replace_register(engine, register)
        if change:
            async with writing(engine) as connection:
                await connection.execute(text(change))
        await engine.dispose()

    asyncio.run(write())


def url_of(home: Path) -> str:
    return f"sqlite+aiosqlite:///{home / 'netmon.db'}"


def test_few_file_handles_are_a_failure(tmp_path: Path) -> None:
    code, found = examine(tmp_path, handles=256)

    assert code == 1
    assert found["file handles"]["health"] == "fail"
    assert "LimitNOFILE=7000" in found["file handles"]["advice"]


def test_a_home_that_cannot_be_written_is_a_failure(tmp_path: Path) -> None:
    code, found = examine(Path("/proc/no-home"))

    assert code == 1
    assert found["disk"]["health"] == "fail"
    assert found["disk"]["found"].endswith(
        "cannot be written: No such file or directory"
    )


def test_a_whole_database_and_its_register_are_well(tmp_path: Path) -> None:
    fill(url_of(tmp_path), small_register("192.0"))
    _, found = examine(tmp_path)

    assert found["database"]["health"] == "ok"
    assert "wal journal" in found["database"]["found"]
    assert found["addresses"]["health"] == "ok"
    assert found["DNS"]["found"] == "the register holds no names"


def test_a_register_of_the_twin_is_refused_outside_of_it(tmp_path: Path) -> None:
    register = small_register()
    router = replace(register.routers["S1"], address="no-such-host.invalid")  # type: ignore[index]
    routers = {**register.routers, router.site: router}
    sites = {
        code: replace(each, in_service_from=each.in_service_from or _day())
        for code, each in register.sites.items()
    }
    fill(url_of(tmp_path), replace(register, routers=routers, sites=sites))
    _, found = examine(tmp_path)

    assert found["addresses"]["health"] == "warn"
    assert "10 of 10 are refused" in found["addresses"]["found"]
    assert found["DNS"]["health"] == "warn"
    assert "no-such-host.invalid" in found["DNS"]["found"]


def _day() -> Any:
    from datetime import date

    return date(2024, 1, 1)


@pytest.mark.parametrize("damage", [b"this is no database" * 100, b"SQLite format 3\0"])
def test_a_broken_database_is_a_failure(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / "netmon.db").write_bytes(damage)
    code, found = examine(tmp_path)

    assert code == 1
    assert found["database"]["health"] == "fail"
    assert "file is not a database" in found["database"]["found"]
    assert "addresses" not in found


def test_a_database_of_a_newer_version_is_a_failure(tmp_path: Path) -> None:
    change = "UPDATE alembic_version SET version_num = '9999'"
    fill(url_of(tmp_path), small_register("192.0"), change)
    code, found = examine(tmp_path)

    assert code == 1
    assert "schema 9999" in found["database"]["found"]


def test_a_postgresql_that_is_well(tmp_path: Path, postgres_url: str) -> None:
    fill(postgres_url, small_register("192.0"))
    _, found = examine(tmp_path, NETMON_DATABASE_URL=postgres_url)

    assert found["database"]["health"] == "ok"
    assert found["database"]["found"].startswith("PostgreSQL ")


def test_a_postgresql_that_is_away_is_named_without_its_password(
    tmp_path: Path,
) -> None:
    url = f"postgresql+asyncpg://netmon:geheim@/netmon?host={tmp_path}"
    code, found = examine(tmp_path, NETMON_DATABASE_URL=url)

    assert code == 1
    assert found["database"]["health"] == "fail"
    assert "geheim" not in json.dumps(found)


def test_a_url_that_is_none_is_a_failure(tmp_path: Path) -> None:
    code, found = examine(tmp_path, NETMON_DATABASE_URL="mysql://x:geheim@y/z")

    assert code == 1
    assert "expected sqlite+aiosqlite" in found["database"]["found"]
    assert "geheim" not in json.dumps(found)


def test_a_service_that_hangs_is_a_failure(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(tmp_path / "netmon.sock"))
        listener.listen()
        threading.Thread(target=_hang_up, args=(listener,), daemon=True).start()
        code, found = examine(tmp_path)

    assert code == 1
    assert "listens but does not answer" in found["service"]["found"]


def _hang_up(listener: socket.socket) -> None:
    for _ in range(2):
        listener.accept()[0].close()


def test_the_socket_of_a_killed_service_harms_nothing(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(str(tmp_path / "netmon.sock"))
    _, found = examine(tmp_path)

    assert found["service"]["health"] == "ok"


def test_a_home_too_deep_for_a_socket_is_a_failure(tmp_path: Path) -> None:
    code, found = examine(tmp_path / ("d" * 120))

    assert code == 1
    assert "more than 107 bytes" in found["service"]["found"]
