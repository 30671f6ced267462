"""An import in the database: applied whole, kept, taken back; on both engines."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from inventory.importer.columns import Field
from inventory.importer.current import read_current
from inventory.importer.geography import Geography
from inventory.importer.geography_files import read_geography
from inventory.importer.geography_store import load_geography, save_geography
from inventory.importer.history import (
    RegisterMoved,
    Signature,
    apply_survey,
    undo_last,
)
from inventory.importer.row import Values
from inventory.importer.source import read_source
from inventory.importer.survey import Survey, survey
from inventory.importer.tables import register_import, register_import_change
from inventory.importer.undoing import NothingToUndo
from inventory.repository import load_register, read_version, replace_register
from netmon.core.model import SiteCode
from netmon.database import reading
from tests.register_files import TODAY, good_row, to_csv
from tests.registers import small_register

pytestmark = pytest.mark.anyio

SOMCHAI = Signature("local:somchai", datetime(2026, 11, 20, 8, tzinfo=UTC))
TAMBONS = """tambon_code,tambon_th,amphoe_th,lat,lon
100101,พระบรมมหาราชวัง,พระนคร,13.75147,100.49223
"""


async def look(engine: AsyncEngine, folder: Path, *rows: list[str]) -> Survey:
    path = folder / "register.csv"
    path.write_text(to_csv(*rows), "utf-8-sig")
    return await survey(engine, read_source(path), TODAY)


async def bring(engine: AsyncEngine, folder: Path, *rows: list[str]) -> Survey:
    found = await look(engine, folder, *rows)
    await apply_survey(engine, found, SOMCHAI)
    return found


async def stored(engine: AsyncEngine) -> Mapping[str, Values]:
    async with reading(engine) as connection:
        return (await read_current(connection)).sites


async def count(engine: AsyncEngine, table: object) -> int:
    async with reading(engine) as connection:
        found = await connection.scalar(select(func.count()).select_from(table))  # type: ignore[arg-type]
    return found or 0


async def test_new_sites_are_in_the_register_with_their_routers(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await bring(engine, tmp_path, good_row(1), good_row(2))

    register = await load_register(engine)
    site = register.sites[SiteCode("PI-10-00001")]
    router = register.routers[site.code]
    assert (site.name_th, site.province) == ("ห้องสมุดประชาชนเขตพระนคร 1", "10")
    assert site.in_service_from is not None
    assert site.in_service_from.isoformat() == "2021-11-25"
    assert (router.vendor, router.model) == ("Juniper", "SRX300")
    assert router.address == "198.18.0.2"
    assert register.contracts["SYN-06/2563"].provider == "ผู้ให้บริการ ง"
    assert register.version == 1


async def test_the_same_file_again_would_change_nothing(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    rows = (good_row(1), good_row(2, ADDRESS="-", ROUTER="", OPENED="", LAT="", LON=""))
    await bring(engine, tmp_path, *rows)

    again = await look(engine, tmp_path, *rows)

    assert again.plan.is_empty
    assert again.plan.missing == ()


async def test_who_and_when_and_which_bytes_are_kept(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    found = await bring(engine, tmp_path, good_row(1))

    async with reading(engine) as connection:
        row = (await connection.execute(select(register_import))).one()
    assert (row.who, row.at) == (SOMCHAI.who, SOMCHAI.at)
    assert (row.sha256, row.file_name) == (found.judged.sha256, "register.csv")


async def test_a_missing_row_deletes_nothing(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await bring(engine, tmp_path, good_row(1), good_row(2))

    found = await look(engine, tmp_path, good_row(1))

    assert found.plan.missing == ("PI-10-00002",)
    assert found.plan.is_empty


async def test_a_rejected_row_is_not_missing(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await bring(engine, tmp_path, good_row(1), good_row(2))

    found = await look(engine, tmp_path, good_row(1), good_row(2, ADDRESS="10.0.0.1"))

    assert found.plan.missing == ()


async def test_changes_leave_alone_what_a_hand_over_does_not_know(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await replace_register(engine, small_register())
    parents = small_register().sites[SiteCode("S1")].parents

    found = await bring(engine, tmp_path, good_row(1, CODE="S1"))

    site = (await load_register(engine)).sites[SiteCode("S1")]
    assert {change.site for change in found.plan.changed} == {"S1"}
    assert site.name_th == "ห้องสมุดประชาชนเขตพระนคร 1"
    assert (site.name_en, site.parents) == ("S1", parents)


async def test_undo_puts_back_every_value(engine: AsyncEngine, tmp_path: Path) -> None:
    await bring(engine, tmp_path, good_row(1), good_row(2))
    before = await stored(engine)
    await bring(
        engine,
        tmp_path,
        good_row(1, NAME="ห้องสมุดใหม่", ADDRESS="-", PROVIDER="ผู้ให้บริการ ก"),
        good_row(3, CONTRACT="NEW-1", PROVIDER="ผู้ให้บริการ ก"),
    )

    done = await undo_last(engine, SOMCHAI)

    register = await load_register(engine)
    assert await stored(engine) == before
    assert set(register.contracts) == {"SYN-06/2563"}
    assert (done.restored + done.removed, done.version, register.version) == (2, 3, 3)


async def test_the_first_import_can_be_undone_too(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await bring(engine, tmp_path, good_row(1))

    await undo_last(engine, SOMCHAI)

    register = await load_register(engine)
    assert (dict(register.sites), dict(register.routers)) == ({}, {})


async def test_an_import_is_undone_once(engine: AsyncEngine, tmp_path: Path) -> None:
    await bring(engine, tmp_path, good_row(1))
    await undo_last(engine, SOMCHAI)

    with pytest.raises(NothingToUndo, match="newest import can be undone"):
        await undo_last(engine, SOMCHAI)


async def test_what_somebody_else_changed_since_is_not_undone(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await bring(engine, tmp_path, good_row(1))
    await replace_register(engine, small_register())

    with pytest.raises(RegisterMoved, match="version 2, expected 1"):
        await undo_last(engine, SOMCHAI)

    assert await read_version(engine) == 2


async def test_of_two_imports_at_once_the_second_is_told_so(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    mine = await look(engine, tmp_path, good_row(1))
    await bring(engine, tmp_path, good_row(2))

    with pytest.raises(RegisterMoved, match="nothing was written"):
        await apply_survey(engine, mine, SOMCHAI)

    assert list(await stored(engine)) == ["PI-10-00002"]
    assert await count(engine, register_import) == 1


async def test_imports_that_race_are_one_import(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    rivals = [await look(engine, tmp_path, good_row(number)) for number in (1, 2, 3)]

    ends = await asyncio.gather(
        *(apply_survey(engine, one, SOMCHAI) for one in rivals),
        return_exceptions=True,
    )

    assert sorted(str(type(end).__name__) for end in ends) == [
        *("RegisterMoved", "RegisterMoved", "int"),
    ]
    assert len(await stored(engine)) == 1


async def test_a_fault_on_the_way_leaves_nothing_behind(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    found = await look(engine, tmp_path, good_row(1))

    async def fail(_connection: AsyncConnection) -> None:
        raise RuntimeError("the audit cannot be written")

    with pytest.raises(RuntimeError):
        await apply_survey(engine, found, SOMCHAI, fail)

    assert await stored(engine) == {}
    assert await count(engine, register_import_change) == 0
    assert await read_version(engine) == 0


async def test_geography_is_kept_and_used(engine: AsyncEngine, tmp_path: Path) -> None:
    path = tmp_path / "tambons.csv"
    path.write_text(TAMBONS, "utf-8")
    await save_geography(engine, read_geography([path]))

    async with reading(engine) as connection:
        kept: Geography = await load_geography(connection)
    found = await look(engine, tmp_path, good_row(1, AMPHOE="เขตพระนคร"))

    assert kept.tambons["100101"].amphoe == "พระนคร"
    told = [(one.column, one.code) for one in found.judged.findings]
    assert told == [(Field.AMPHOE, "amphoe_alias")]
