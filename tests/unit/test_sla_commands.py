"""`netmon sla` about statements: the life of a month on the command line."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.cli.command_line import main
from netmon.cli.exit_codes import ExitCode
from netmon.core.months import Month
from netmon.database import make_engine, sqlite_url, writing
from netmon.sla.statements.canonical_read import load_statement
from netmon.sla.tables import sla_statement
from netmon.status.tables import outage
from tests.schema import new_database
from tests.sla_story import CONTRACT, DARK, DAY, HOUR, write_october

BEFORE_LAST = Month.of(Month.of(datetime.now(UTC)).span.start - timedelta(days=40))
"""A month that can be frozen and made final whenever this is run."""
MONTH = str(BEFORE_LAST)


class Said(NamedTuple):
    """What a command answered."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    asyncio.run(_fill(folder))
    return folder


async def _fill(folder: Path) -> None:
    engine = await new_database(folder / "netmon.db")
    await write_october(engine, BEFORE_LAST)
    await engine.dispose()


@pytest.fixture
def run(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.setenv("NETMON_HOME", str(home))

    def command(*words: str) -> Said:
        code = main(["sla", *words])
        return Said(code, *capsys.readouterr())

    return command


def test_a_month_that_was_never_frozen_is_a_draft(run: Run, tmp_path: Path) -> None:
    listed = run("months")
    checked = run("check", "--month", MONTH)
    done = run(
        *("statement", "--month", MONTH, "--format", "json", "--out", str(tmp_path))
    )

    assert f"{MONTH}" in listed.out
    assert "freeze from" in listed.out
    assert (checked.code, checked.out) == (ExitCode.NOT_ALLOWED, "")
    assert "has not been frozen yet" in checked.err
    found = load_statement(Path(done.out.strip()).read_bytes())
    assert (found.head.label, len(found.sites)) == ("draft", 60)


def test_it_is_frozen_once_and_explained(run: Run) -> None:
    frozen = run("freeze", "--month", MONTH, "--json")
    again = run("freeze", "--month", MONTH)
    told = run("explain", DARK, "--month", MONTH)

    assert json.loads(frozen.out)["label"] == "v1"
    assert again.code == ExitCode.NOT_ALLOWED
    assert "was frozen already, by local:" in again.err
    lines = told.out.splitlines()
    assert lines[0] == f"{DARK}  {MONTH}  v1, frozen  contract {CONTRACT}"
    (down,) = [line for line in lines if "  down  " in line]
    assert "36000" in down
    assert f"{DARK}/link/" in down
    assert any(line.startswith("sum: up ") for line in lines)
    assert "verdict: non-compliant" in lines
    assert lines[-1].endswith("charged 140.00 baht")


def test_what_happened_since_is_told_and_corrected(run: Run, home: Path) -> None:
    same = run("check", "--month", MONTH)
    asyncio.run(_lengthen(home))
    other = run("check", "--month", MONTH)
    machine = run("check", "--month", MONTH, "--json")
    corrected = run("correct", "--month", MONTH, "--why", "ส่งหลักฐานใหม่")
    stale = run("final", "--month", MONTH, "--version", "1")
    early = run("final", "--month", MONTH)
    asyncio.run(_age(home))
    final = run("final", "--month", MONTH)

    assert same.code == other.code == ExitCode.DONE
    assert "a correction would change no figure" in same.out
    assert "made again from its own facts: the same bytes" in other.out
    assert f"a correction would change 1 site: {DARK}" in other.out
    assert json.loads(machine.out)["changed_sites"] == [DARK]
    assert corrected.out.startswith(f"{MONTH} v1.1, frozen")
    assert "only the newest, v1.1" in stale.err
    assert early.code == ExitCode.NOT_ALLOWED
    assert "can become final from" in early.err
    assert final.out.startswith(f"{MONTH} v1.1, final")


async def _lengthen(home: Path) -> None:
    engine: AsyncEngine = make_engine(sqlite_url(home / "netmon.db"))
    end = BEFORE_LAST.span.start + DAY + 11 * HOUR
    async with writing(engine) as connection:
        longer = update(outage).where(outage.c.site == DARK)
        await connection.execute(longer.values(ended_at=end))
    await engine.dispose()


async def _age(home: Path) -> None:
    """Let the time for objections to what was made just now be over."""
    engine: AsyncEngine = make_engine(sqlite_url(home / "netmon.db"))
    async with writing(engine) as connection:
        made_at = datetime.now(UTC).replace(microsecond=0) - 12 * DAY
        await connection.execute(update(sla_statement).values(made_at=made_at))
    await engine.dispose()


def test_a_year_counts_a_corrected_month_once(run: Run) -> None:
    """Down: 11 h by the correction, 1 h still open, 1 h of a chain."""
    name = str(BEFORE_LAST.fiscal_year)
    found = json.loads(run("year", name, "--json").out)
    mine = json.loads(run("year", name, "--contract", CONTRACT, "--json").out)
    told = run("year", name).out
    nobody_s = run("year", name, "--contract", "C-99")

    total = found["year"]["total"]
    assert (total["site_months"], total["down_s"]) == (60, 13 * 3_600)
    assert total["penalty_baht"] == "160.00"  # 8 begun hours of 1 % of 2,000
    counted = [each for each in found["year"]["months"] if each["label"]]
    assert counted == [{"month": MONTH, "standing": "final", "label": "v1.1"}]
    assert mine["contract"] == CONTRACT
    assert mine["year"]["total"] == total
    assert f"final: {MONTH} v1.1" in told.splitlines()
    assert "1 of 12" in told
    assert nobody_s.code == ExitCode.NOT_FOUND


def test_kept_versions_are_read_without_the_rules_in_force(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NETMON_SLA__RULESET", str(tmp_path / "gone.toml"))
    kept = ("--month", MONTH, "--version", "1")

    told = run("explain", DARK, *kept)
    written = run("statement", *kept, "--format", "json", "--out", str(tmp_path))
    refused = run("months")

    assert (told.code, written.code) == (ExitCode.DONE, ExitCode.DONE)
    assert refused.code != ExitCode.DONE
    assert "NETMON_SLA__RULESET: " in refused.err
    assert "gone.toml" in refused.err


def test_a_contract_s_statement_is_written(run: Run, tmp_path: Path) -> None:
    words = ("statement", "--month", MONTH, "--format", "csv", "--out", str(tmp_path))

    mine = run(*words, "--contract", CONTRACT)
    nobody_s = run(*words, "--contract", "C-99")

    assert (Path(mine.out.strip()) / "sites.csv").is_file()
    assert "v1.1, final" in mine.err
    assert nobody_s.code == ExitCode.NOT_FOUND


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("freeze", "--month", "2569-10"), "did you mean 2026-10"),
        (("freeze", "--month", "2199-01"), "has not begun"),
        (("year", "2027"), "did you mean 2570"),
        (("explain", "PI-9", "--month", MONTH), "PI-9"),
        (("check", "--month", MONTH, "--version", "9"), "v9"),
        (("correct", "--month", MONTH, "--why", " "), "says why"),
    ],
)
def test_what_cannot_be_is_one_line(
    run: Run, words: tuple[str, ...], told: str
) -> None:
    said = run(*words)

    assert said.code in (ExitCode.WRONG_USE, ExitCode.NOT_ALLOWED, ExitCode.NOT_FOUND)
    assert said.out == ""
    assert told in said.err
    assert "Traceback" not in said.err
