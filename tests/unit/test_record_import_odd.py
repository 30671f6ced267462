"""Sheets of records: what is stored and warned of, for somebody to look at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.importer.source import read_source
from inventory.model import SiteType
from inventory.records.catalogue import BY_NAME
from inventory.records.importing.history import apply_survey
from inventory.records.importing.survey import HandOver, survey
from inventory.records.steps import Signature
from inventory.repository import replace_register
from netmon.core.clock import SystemClock, to_thai
from netmon.core.model import SiteCode
from netmon.database import make_engine, sqlite_url
from netmon.migrations import upgrade
from tests.record_sheets import GROUND
from tests.registers import small_register

pytestmark = pytest.mark.anyio

Told = list[tuple[int, str, str, str]]


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A database whose site S3 alone is a digital centre."""
    plain = small_register()
    centre = replace(plain.sites[SiteCode("S3")], site_type=SiteType.DIGITAL_CENTRE)
    made = make_engine(sqlite_url(tmp_path / "netmon.db"))
    await upgrade(made)
    await replace_register(
        made, replace(plain, sites={**plain.sites, centre.code: centre})
    )
    yield made
    await made.dispose()


async def bring(engine: AsyncEngine, folder: Path, kind: str, text: str) -> Told:
    """Import a sheet; return its findings, each with what it says of others."""
    path = folder / f"{kind}.csv"
    path.write_text(text, "utf-8")
    now = SystemClock().now()
    given = HandOver(BY_NAME[kind], read_source(path), to_thai(now).date())
    found = await survey(engine, given)
    await apply_survey(engine, given, found, Signature("local:test", now))
    assert all(one.outcome.value == "warn" for one in found.judged.findings)
    return [
        (one.row, one.column, one.code, one.detail) for one in found.judged.findings
    ]


async def test_a_centre_at_a_site_of_another_type_is_warned_of(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    text = "centre_code,site_code,level\nDC-3,S3,พื้นฐาน\nDC-4,S4,พื้นฐาน\n"

    told = await bring(engine, tmp_path, "centre", text)

    assert told == [(3, "site_code", "odd_site_type", "library")]


async def test_a_code_that_differs_from_a_kept_one_in_case_only_is_warned_of(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    for kind, text in GROUND.items():
        await bring(engine, tmp_path, kind, text)
    head, known = GROUND["session"].splitlines(keepends=True)
    new = "ts-0,DC-2,digital_awareness,,2026-12-01 09:00,2026-12-02 16:00\n"

    told = await bring(engine, tmp_path, "session", head + new)

    assert told == [(2, "session_id", "other_case", "TS-0")]
    assert await bring(engine, tmp_path, "session", head + known) == []
