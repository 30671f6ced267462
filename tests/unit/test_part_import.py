"""Parts of the register: what is repaired, rejected, stored and taken back."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.importer.history import (
    RegisterMoved,
    Signature,
    apply_survey,
    undo_last,
)
from inventory.importer.parts.choice import PARTS, recognise
from inventory.importer.source import read_source
from inventory.importer.survey import Survey, survey
from inventory.model import Contract, Register, SeenBy
from inventory.records.tables import contract_terms
from inventory.repository import load_register, replace_register
from inventory.sheets import dump_csv, load_csv
from netmon.cli.inventory_import_arguments import PART_NAMES
from netmon.core.model import SiteCode, SnmpAccess
from netmon.database import make_engine, reading, sqlite_url
from netmon.migrations import upgrade
from tests.part_sheets import MESSY_PARTS
from tests.register_files import data_file, good_row, to_csv
from tests.registers import small_register

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 20)
SOMCHAI = Signature("local:somchai", datetime(2026, 11, 20, 8, tzinfo=UTC))


async def look(engine: AsyncEngine, folder: Path, text: str) -> Survey:
    path = folder / "part.csv"
    path.write_text(text, "utf-8")
    return await survey(engine, read_source(path), TODAY)


async def bring(engine: AsyncEngine, folder: Path, text: str) -> Survey:
    found = await look(engine, folder, text)
    await apply_survey(engine, found, SOMCHAI)
    return found


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ground") / "netmon.db"

    async def fill() -> None:
        engine = make_engine(sqlite_url(path))
        await upgrade(engine)
        await replace_register(engine, small_register())
        await engine.dispose()

    asyncio.run(fill())
    return path


@pytest.fixture
async def engine(ground: Path, tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """A copy of a database with a small register."""
    shutil.copy(ground, tmp_path / "netmon.db")
    made = make_engine(sqlite_url(tmp_path / "netmon.db"))
    yield made
    await made.dispose()


def without_version(register: Register) -> Register:
    return replace(register, version=0)


@pytest.mark.parametrize("name", MESSY_PARTS)
async def test_a_messy_sheet_gives_exactly_its_findings(
    name: str, engine: AsyncEngine, tmp_path: Path
) -> None:
    messy = MESSY_PARTS[name]

    found = await look(engine, tmp_path, messy.text)

    assert found.part.name == name
    told = [
        (one.row, one.column, one.code, one.outcome.value)
        for one in found.judged.findings
    ]
    assert told == messy.told
    assert list(found.judged.rows) == messy.kept
    for one in found.judged.findings:
        shown = one.to_json()
        assert "{" not in shown["message_en"] + shown["message_th"]


def test_every_part_has_its_messy_sheet_and_its_option() -> None:
    assert ["sites", *MESSY_PARTS] == list(PARTS)
    assert tuple(PARTS) == PART_NAMES


@pytest.mark.parametrize("name", MESSY_PARTS)
async def test_what_was_kept_is_stored_once_and_taken_back_whole(
    name: str, engine: AsyncEngine, tmp_path: Path
) -> None:
    before = await load_register(engine)

    await bring(engine, tmp_path, MESSY_PARTS[name].text)
    after = await load_register(engine)
    again = await look(engine, tmp_path, MESSY_PARTS[name].text)

    assert after.version == before.version + 1
    assert without_version(after) != without_version(before)
    assert again.plan.is_empty

    done = await undo_last(engine, SOMCHAI)

    assert (done.kind, done.version) == (name, after.version + 1)
    assert without_version(await load_register(engine)) == without_version(before)


async def test_a_contract_keeps_what_it_promises(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    await bring(engine, tmp_path, MESSY_PARTS["contracts"].text)

    register = await load_register(engine)
    async with reading(engine) as connection:
        found = (await connection.execute(select(contract_terms))).all()
    promised = Contract("C2", "Provider", "ใต้", 1_000_000_000, 500_000_000)
    assert register.contracts["C2"] == promised
    days = date(2025, 10, 1), date(2028, 9, 30)
    assert sorted(tuple(row) for row in found) == [
        ("C1", "บริษัท ก", "0.995", 24, 1_500_000, "0.00025", *days),
        ("C2", "บริษัท ข", "0.995", 24, None, "0.001", days[0], None),
    ]


async def test_a_share_without_a_unit_has_several_readings(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    text = "contract_no,provider,penalty_per_hour\nC1,Provider,0.1\nC2,Provider,0.1%\n"

    found = await look(engine, tmp_path, text)

    assert [one.code for one in found.judged.findings] == ["share_unclear"]
    assert found.judged.rows["C2"]["penalty_per_hour_ratio"] == "0.001"


async def test_points_hours_and_parents_reach_the_register(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    for name in ("access-points", "service-hours", "topology"):
        await bring(engine, tmp_path, MESSY_PARTS[name].text)

    register = await load_register(engine)
    points = {point.id: point for point in register.access_points[SiteCode("S1")]}
    assert points["S1/ap4"].mac == "02:00:5e:00:01:03"  # type: ignore[index]
    assert points["S1/ap4"].seen_by is SeenBy.TUNNEL  # type: ignore[index]
    hours = register.sites[SiteCode("S2")].service_hours
    assert hours is not None
    assert (hours.weekdays, hours.opens) == ((1, 2, 3, 4, 5), time(8, 30))
    assert register.sites[SiteCode("S3")].service_hours is None
    assert register.sites[SiteCode("S6")].parents == ("A1", "A2")


async def test_a_point_that_is_seen_otherwise_loses_what_belonged_to_the_tunnel(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    register = await load_register(engine)
    (point,) = register.access_points[SiteCode("S1")]
    own = replace(point, snmp=SnmpAccess("own", 1161))
    points = {**register.access_points, own.site: (own,)}
    await replace_register(engine, replace(register, access_points=points))

    found = await bring(engine, tmp_path, "id,site,seen_by\nS1/ap,S1,router\n")

    assert [(one.field, one.before, one.after) for one in found.plan.changed] == [
        ("seen_by", "tunnel", "router"),
        ("address", "198.18.3.1", None),
        ("snmp_credential", "own", None),
        ("snmp_port", "1161", None),
    ]
    dump_csv(await load_register(engine), tmp_path / "dump")
    loaded = load_csv(tmp_path / "dump").access_points[own.site]
    assert [(one.seen_by, one.address) for one in loaded] == [(SeenBy.ROUTER, None)]
    await undo_last(engine, SOMCHAI)
    assert (await load_register(engine)).access_points[own.site] == (own,)


async def test_the_headers_of_the_register_of_sites_are_known_for_points_too(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    header = "รหัส AP,รหัสจุดบริการ,วิธีเฝ้าดู,Fixed IP,ตัวควบคุม\n"
    rows = "S1/ap7,S1,อุโมงค์,10.1.0.7,\nS1/ap8,S1,ตัวควบคุม,,wlc-1\nS1/ap9,S1,tunnel,,\n"

    found = await look(engine, tmp_path, header + rows)

    told = [(one.row, one.column, one.code) for one in found.judged.findings]
    assert told == [
        (3, "ตัวควบคุม", "unknown_controller"),
        (4, "Fixed IP", "tunnel_without_address"),
    ]
    assert found.judged.rows["S1/ap7"]["address"] == "10.1.0.7"
    assert found.judged.rows["S1/ap8"]["controller"] == "wlc-1"


async def test_a_tunnel_point_keeps_the_address_that_a_file_does_not_speak_of(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    found = await look(engine, tmp_path, "id,site,seen_by\nS1/ap,S1,tunnel\n")

    assert (found.judged.findings, found.plan.changed) == ((), ())


async def test_the_days_of_a_contract_go_by_short_names(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    text = "เลขที่สัญญา,ผู้ให้บริการ,วันเริ่ม,วันสิ้นสุด\nC9,p,01/10/2567,30/09/2570\n"

    found = await look(engine, tmp_path, text)

    row = found.judged.rows["C9"]
    assert found.judged.findings == ()
    assert (row["starts_date"], row["ends_date"]) == ("2024-10-01", "2027-09-30")


async def test_hours_end_where_a_site_is_open_round_the_clock(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    header = "site_code,weekdays,opens,closes\n"
    await bring(engine, tmp_path, f"{header}S1,1;2,08:30,16:30\nS2,1,08:30,16:30\n")

    found = await bring(engine, tmp_path, f"{header}S1,24 h,,\n")

    assert found.plan.missing == ("S2",)
    sites = (await load_register(engine)).sites
    assert sites[SiteCode("S1")].service_hours is None
    assert sites[SiteCode("S2")].service_hours is not None


async def test_a_circle_through_what_is_stored_is_rejected(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    text = "code,kind,name,parents\nP1,provider,provider,A1\n"

    found = await look(engine, tmp_path, text)

    (finding,) = found.judged.findings
    assert finding.code == "parents_in_a_circle"
    assert set(finding.detail.split(" > ")) == {"P1", "A1", "T1"}


async def test_another_import_since_forbids_to_undo_the_one_before(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    mine = await look(engine, tmp_path, MESSY_PARTS["nodes"].text)
    await bring(engine, tmp_path, MESSY_PARTS["topology"].text)

    with pytest.raises(RegisterMoved):
        await apply_survey(engine, mine, SOMCHAI)

    assert (await undo_last(engine, SOMCHAI)).kind == "topology"


def test_the_header_tells_the_part_and_sites_are_the_default(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(to_csv(good_row(1)), "utf-8-sig")
    assert recognise(read_source(path)).name == "sites"
    path.write_text("a,b\n1,2\n", "utf-8")
    assert recognise(read_source(path)).name == "sites"
    contracts = read_source(data_file("register/contracts.csv"))
    assert recognise(contracts).name == "contracts"


async def test_the_contracts_of_the_test_data_have_no_finding(
    engine: AsyncEngine,
) -> None:
    source = read_source(data_file("register/contracts.csv"))

    found = await survey(engine, source, TODAY)
    await apply_survey(engine, found, SOMCHAI)
    again = await survey(engine, source, TODAY)

    assert found.judged.findings == ()
    assert len(found.plan.added) == 9
    assert again.plan.is_empty
