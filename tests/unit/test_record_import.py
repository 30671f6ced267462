"""Sheets of records: what is repaired, rejected, warned of, stored and taken back."""

from __future__ import annotations

import asyncio
import csv
import io
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from inventory.importer.kinds import find_type
from inventory.importer.source import read_source
from inventory.importer.undoing import NothingToUndo
from inventory.records.catalogue import BY_NAME, KINDS
from inventory.records.importing.export import export_columns, write_records
from inventory.records.importing.history import (
    RecordsMoved,
    apply_survey,
    undo_last,
)
from inventory.records.importing.survey import HandOver, Survey, survey
from inventory.records.record import Refused, StillNamed
from inventory.records.steps import Signature
from inventory.records.store import RecordStore
from inventory.repository import replace_register
from netmon.core.clock import SystemClock
from netmon.core.errors import ConfigError, NotFound
from netmon.database import make_engine, sqlite_url
from netmon.migrations import upgrade
from tests.record_sheets import GROUND, MESSY
from tests.register_files import data_file
from tests.registers import site, small_register

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 20)
SOMCHAI = Signature("local:somchai", datetime(2026, 11, 20, 8, tzinfo=UTC))


def give(folder: Path, kind: str, text: str) -> HandOver:
    path = folder / f"{kind}.csv"
    path.write_text(text, "utf-8")
    return HandOver(BY_NAME[kind], read_source(path), TODAY)


async def bring(engine: AsyncEngine, folder: Path, kind: str, text: str) -> Survey:
    given = give(folder, kind, text)
    found = await survey(engine, given)
    await apply_survey(engine, given, found, SOMCHAI)
    return found


async def look(engine: AsyncEngine, folder: Path, kind: str, text: str) -> Survey:
    return await survey(engine, give(folder, kind, text))


def told(found: Survey) -> list[tuple[int, str, str, str]]:
    return [
        (one.row, one.column, one.code, one.outcome.value)
        for one in found.judged.findings
    ]


async def values_of(engine: AsyncEngine, kind: str, code: str) -> dict[str, Any]:
    store = RecordStore(engine, SystemClock())
    return dict((await store.get(BY_NAME[kind], code)).values)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with six sites, two centres, a shop and a session."""
    folder = tmp_path_factory.mktemp("ground")

    async def fill() -> None:
        engine = make_engine(sqlite_url(folder / "netmon.db"))
        await upgrade(engine)
        await replace_register(engine, small_register())
        for kind, text in GROUND.items():
            await bring(engine, folder, kind, text)
        await engine.dispose()

    asyncio.run(fill())
    return folder / "netmon.db"


@pytest.fixture
async def engine(ground: Path, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A copy of the ground."""
    shutil.copy(ground, tmp_path / "netmon.db")
    made = make_engine(sqlite_url(tmp_path / "netmon.db"))
    yield made
    await made.dispose()


@pytest.mark.parametrize("kind", MESSY)
async def test_a_messy_sheet_gives_exactly_its_findings(
    kind: str, engine: AsyncEngine, tmp_path: Path
) -> None:
    messy = MESSY[kind]

    found = await look(engine, tmp_path, kind, messy.text)

    assert told(found) == messy.told
    assert list(found.judged.rows) == messy.kept
    for one in found.judged.findings:
        shown = one.to_json()
        assert shown["message_en"]
        assert shown["message_th"]
        assert "{" not in shown["message_en"] + shown["message_th"]


def test_every_kind_has_its_messy_sheet() -> None:
    assert list(MESSY) == [kind.name for kind in KINDS]


@pytest.mark.parametrize("kind", MESSY)
async def test_what_was_kept_comes_out_and_in_again_without_a_change(
    kind: str, engine: AsyncEngine, tmp_path: Path
) -> None:
    await bring(engine, tmp_path, kind, MESSY[kind].text)
    again = await look(engine, tmp_path, kind, MESSY[kind].text)
    assert again.plan.is_empty

    target = io.StringIO(newline="")
    records = await RecordStore(engine, SystemClock()).page(BY_NAME[kind])
    columns = export_columns(BY_NAME[kind], with_people=True)
    write_records(target, columns, [record.values for record in records])
    back = await look(engine, tmp_path, kind, target.getvalue())

    odd = {"formula_injection", "absurd_amount", "day_ahead", "odd_site_type"}
    assert {one.code for one in back.judged.findings} <= odd
    assert len(back.judged.rows) == len(records)
    assert back.plan.is_empty


async def test_values_are_what_their_shapes_say(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    for kind in ("session", "product", "volunteer", "sale"):
        await bring(engine, tmp_path, kind, MESSY[kind].text)

    session = await values_of(engine, "session", "TS-2")
    assert session["course"] == "digital_marketing"
    assert session["starts_at"] == datetime(2026, 11, 3, 2, tzinfo=UTC)
    assert (session["registered"], session["attended"]) == (30, None)
    product = await values_of(engine, "product", "PR-1")
    assert product["description"] == "บรรทัดหนึ่ง\nบรรทัดสอง"
    assert (await values_of(engine, "volunteer", "DV-4"))["role"] == "=1+1"
    sale = await values_of(engine, "sale", "SH-1.2026-11-02")
    assert (sale["date"], sale["amount_baht"]) == (date(2026, 11, 2), 500)


async def test_a_column_the_file_lacks_stays_and_a_missing_row_deletes_nothing(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    text = "centre_code,site_code,level\nDC-1,S1,ก้าวหน้า\n"
    await bring(
        engine,
        tmp_path,
        "centre",
        "centre_code,site_code,level,equipment\nDC-1,S1,พื้นฐาน,จอ\n",
    )

    found = await bring(engine, tmp_path, "centre", text)

    assert [(one.site, one.field) for one in found.plan.changed] == [("DC-1", "level")]
    assert found.plan.missing == ("DC-2",)
    stored = await values_of(engine, "centre", "DC-1")
    assert (stored["level"], stored["equipment"]) == ("ก้าวหน้า", "จอ")
    assert (await values_of(engine, "centre", "DC-2"))["site"] == "S2"


async def test_undo_puts_back_what_was_and_only_once(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    before = await values_of(engine, "session", "TS-0")
    kind = BY_NAME["session"]
    lines = "TS-0,DC-1,digital_commerce,TR-2,2026-10-03 09:00,2026-10-04 16:00\n"
    lines += "TS-1,DC-2,digital_commerce,TR-3,2026-10-03 09:00,2026-10-04 16:00\n"
    header = GROUND["session"].partition("\n")[0]
    await bring(engine, tmp_path, "session", f"{header}\n{lines}")

    done = await undo_last(engine, kind, SOMCHAI)

    assert (done.restored, done.removed) == (1, 1)
    assert await values_of(engine, "session", "TS-0") == before
    with pytest.raises(NotFound):
        await values_of(engine, "session", "TS-1")
    changes = await RecordStore(engine, SystemClock()).history(kind, "TS-0")
    assert [change.version for change in changes] == [3, 2, 1]
    with pytest.raises(NothingToUndo, match=r"newest import of a session .* it was"):
        await undo_last(engine, kind, SOMCHAI)


async def test_what_somebody_changed_since_is_not_undone(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    kind = BY_NAME["shop"]
    store = RecordStore(engine, SystemClock())
    shop = await store.get(kind, "SH-1")
    await store.change(kind, {**shop.values, "category": "ผ้า"}, 1, "account:noc")

    with pytest.raises(RecordsMoved, match="SH-1 was changed after that import"):
        await undo_last(engine, kind, SOMCHAI)

    assert (await values_of(engine, "shop", "SH-1"))["category"] == "ผ้า"


async def test_what_others_name_is_not_undone(engine: AsyncEngine) -> None:
    with pytest.raises(StillNamed):
        await undo_last(engine, BY_NAME["centre"], SOMCHAI)

    assert (await values_of(engine, "centre", "DC-1"))["site"] == "S1"


async def test_an_undo_that_would_break_a_rule_is_refused(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    header = GROUND["session"].partition("\n")[0]
    away = "TS-0,DC-1,digital_awareness,TR-1,2026-10-05 09:00,2026-10-06 16:00\n"
    await bring(engine, tmp_path, "session", f"{header}\n{away}")
    kind = BY_NAME["session"]
    store = RecordStore(engine, SystemClock())
    own = dict((await store.get(kind, "TS-0")).values)
    taken = {
        "starts_at": datetime(2026, 10, 1, 2, tzinfo=UTC),
        "ends_at": datetime(2026, 10, 1, 9, tzinfo=UTC),
    }
    await store.create(kind, {**own, **taken, "code": "TS-X"}, "account:noc")

    with pytest.raises(Refused):
        await undo_last(engine, kind, SOMCHAI)


async def test_of_two_imports_at_once_the_second_is_told_so(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    text = MESSY["shop"].text
    given = give(tmp_path, "shop", text)
    mine = await survey(engine, given)
    await bring(engine, tmp_path, "shop", text)

    with pytest.raises(RecordsMoved, match="nothing was written"):
        await apply_survey(engine, given, mine, SOMCHAI)


async def test_a_fault_on_the_way_leaves_nothing_behind(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    given = give(tmp_path, "shop", MESSY["shop"].text)
    found = await survey(engine, given)

    async def fail(_connection: AsyncConnection) -> None:
        raise RuntimeError("the audit cannot be written")

    with pytest.raises(RuntimeError):
        await apply_survey(engine, given, found, SOMCHAI, fail)

    again = await survey(engine, given)
    assert again.plan == found.plan


async def test_a_row_in_the_way_of_what_a_rejected_row_leaves_is_rejected_too(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    header = GROUND["session"].partition("\n")[0]
    lines = "TS-0,DC-1,no such course,TR-1,2026-12-01 09:00,2026-12-02 16:00\n"
    lines += "TS-1,DC-1,digital_commerce,TR-3,2026-10-01 09:00,2026-10-02 16:00\n"

    found = await look(engine, tmp_path, "session", f"{header}\n{lines}")

    assert [(row, code) for row, _, code, _ in told(found)] == [
        (2, "unknown_name"),
        (3, "overlaps"),
    ]
    assert found.judged.findings[1].detail == "TS-0"


async def test_a_merged_centre_of_a_workbook_holds_for_its_rows(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["shop_id", "centre_code", "shop_name", "opened_date", "members"])
    sheet.append(["SH-2", "DC-1", "ร้านสอง", date(2026, 1, 31), 3])
    sheet.append(["SH-3", None, "ร้านสาม", date(2026, 1, 31), 3])
    sheet.merge_cells("B2:B3")
    path = tmp_path / "shops.xlsx"
    book.save(path)

    found = await survey(engine, HandOver(BY_NAME["shop"], read_source(path), TODAY))

    assert told(found) == [(3, "centre_code", "merged_cells", "repair")]
    assert found.judged.rows["SH-3"]["centre_code"] == "DC-1"
    assert found.judged.rows["SH-3"]["opened_date"] == "2026-01-31"


HOSTILE = {
    "nul": ("shop_id,centre_code,shop_name\nSH-2,DC-1,a\x00b\n", "zero byte"),
    "columns": ("," * 900_000 + "\nSH-2\n", "over 1000 columns"),
    "cell": ("shop_id,centre_code,shop_name\n" + "x" * 200_000, "field limit"),
    "no header": ("1,2,3\n4,5,6\n", "found no header"),
    "empty": ("", "found no header"),
    "open quote": ('shop_id,centre_code,shop_name\n"SH-2,DC-1,x\n', "row 2"),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_file_is_refused_in_one_line(
    name: str, engine: AsyncEngine, tmp_path: Path
) -> None:
    text, reason = HOSTILE[name]

    with pytest.raises(ConfigError, match=reason):
        await look(engine, tmp_path, "shop", text)


async def test_without_a_required_column_nothing_is_judged(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    found = await look(engine, tmp_path, "shop", "shop_id,shop_name\nSH-2,x\n")

    assert found.judged.is_unusable
    assert told(found) == [(1, "centre_code", "missing_column", "reject-row")]


async def test_the_programme_of_the_test_data_has_no_finding(
    tmp_path: Path,
) -> None:
    with data_file("register/sites_8255.csv").open(encoding="utf-8-sig") as file:
        found = [
            (row["รหัสจุดบริการ"], row["ประเภทหน่วยงาน"]) for row in csv.DictReader(file)
        ]
    typed = ((site(code), find_type(name)) for code, name in found)
    sites = {one.code: replace(one, site_type=kind) for one, kind in typed if kind}
    engine = make_engine(sqlite_url(tmp_path / "nation.db"))
    await upgrade(engine)
    await replace_register(
        engine, replace(small_register(), sites=sites, routers={}, access_points={})
    )
    files = {
        "centre": ("centres", 500),
        "session": ("training_sessions", 1_200),
        "shop": ("shops", 25),
        "sale": ("sales", 9_125),
        "volunteer": ("volunteers", 2_000),
    }
    for kind, (name, count) in files.items():
        source = read_source(data_file(f"register/{name}.csv"))
        given = HandOver(BY_NAME[kind], source, TODAY)

        first = await survey(engine, given)
        await apply_survey(engine, given, first, SOMCHAI)
        again = await survey(engine, given)

        assert first.judged.findings == ()
        assert len(first.plan.added) == count
        assert again.plan.is_empty
        assert again.plan.missing == ()
    await engine.dispose()


async def test_a_unit_nobody_can_turn_into_the_columns_own_is_not_guessed(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    text = "date,shop_id,orders,ยอดขาย (พันบาท)\n2026-11-01,SH-1,2,5\n"

    found = await look(engine, tmp_path, "sale", text)

    assert found.judged.is_unusable
    assert told(found) == [
        (1, "ยอดขาย (พันบาท)", "unknown_column", "warn"),
        (1, "amount_baht", "missing_column", "reject-row"),
    ]


async def test_of_two_new_rows_that_exclude_each_other_neither_is_stored(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    header = GROUND["centre"].partition("\n")[0]
    lines = "DC-3,S3,พื้นฐาน\nDC-4,S3,พื้นฐาน\nDC-5,S4,พื้นฐาน\n"

    found = await look(engine, tmp_path, "centre", f"{header}\n{lines}")

    told_of = [(one.row, one.code, one.detail) for one in found.judged.findings]
    taken = [(2, "taken", "DC-4"), (3, "taken", "DC-3")]
    assert [one for one in told_of if one[1] != "odd_site_type"] == taken
    assert list(found.plan.added) == ["DC-5"]
