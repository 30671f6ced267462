"""A build of open data: whole, the same again, readable, and with nobody in it."""

from __future__ import annotations

import asyncio
import csv
import hashlib
import io
import json
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.fleet import make_fleet
from inventory.fleet.programme import make_programme
from inventory.fleet.programme_write import write_programme
from inventory.importer.tables import site_record
from inventory.model import Register
from inventory.repository import replace_register
from inventory.sheets.declared import Form
from netmon.cli import main
from netmon.core.months import Month
from netmon.database import make_engine, sqlite_url, writing
from netmon.migrations import upgrade
from netmon.opendata.catalogue import MANDATORY
from netmon.opendata.schema import SCHEMA_VERSION, SITE_MONTHS, SITES, TABLES
from tests.journals import write_first_sight, write_outage, write_watch

BEGIN, END = Month(2026, 10).span
FLEET = make_fleet(size=40)
CODES = list(FLEET.sites)
CARETAKER, TELEPHONE = "ผู้ดูแล 00123", "000-550-0123"
HOSTILE = '=HYPERLINK("http://x.example","กด"), ข้อ 1'
REGISTER = replace(
    FLEET,
    sites={
        **FLEET.sites,
        CODES[0]: replace(FLEET.sites[CODES[0]], name_th=HOSTILE, lat=None, lon=None),
    },
)
PROGRAMME = make_programme(REGISTER, date(2026, 11, 5))
ROOT = Path(__file__).parents[2]
ABOUT = """
organization = "mdes"
organization_title = "กระทรวงตัวอย่าง"
maintainer = "กองตัวอย่าง"
maintainer_email = "opendata@example.go.th"
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a service that has watched October."""
    made = tmp_path_factory.mktemp("filled")
    asyncio.run(_fill(made))
    return made


@pytest.fixture
def home(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, in force."""
    made = shutil.copytree(filled, tmp_path / "home")
    monkeypatch.setenv("NETMON_HOME", str(made))
    return made


async def _fill(home: Path) -> None:
    engine = make_engine(sqlite_url(home / "netmon.db"))
    await upgrade(engine)
    await replace_register(engine, REGISTER)
    await write_programme(engine, PROGRAMME, datetime(2026, 11, 5, tzinfo=UTC))
    person = {"site": CODES[1], "caretaker": CARETAKER, "telephone": TELEPHONE}
    async with writing(engine) as connection:
        await connection.execute(insert(site_record).values(person))
    await write_watch(engine, BEGIN, END + timedelta(days=2))
    await write_first_sight(engine, CODES, BEGIN)
    await write_outage(engine, CODES[2], END - timedelta(seconds=2), None)
    await engine.dispose()


def build(out: Path, *options: str) -> int:
    return main(["opendata", "build", str(out), *options])


def files(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def read_csv(path: Path) -> list[dict[str, str]]:
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def read_json(path: Path) -> Any:
    return json.loads(path.read_bytes())


def test_a_month_that_is_over_is_the_same_whenever_it_is_built(
    home: Path, tmp_path: Path
) -> None:
    assert build(tmp_path / "one", "--month", "2026-10") == 0
    engine = make_engine(sqlite_url(home / "netmon.db"))
    later = END + timedelta(days=9)
    asyncio.run(_later(engine, later))
    assert build(tmp_path / "two") == 0

    assert files(tmp_path / "one") == files(tmp_path / "two")


async def _later(engine: AsyncEngine, later: datetime) -> None:
    await write_watch(engine, END + timedelta(days=2), later)
    await write_outage(engine, CODES[5], later - timedelta(hours=2), None)
    await engine.dispose()


def _secrets(register: Register) -> Iterator[str]:
    for router in register.routers.values():
        yield from filter(None, (router.address, router.id, router.model))
    for point in (one for group in register.access_points.values() for one in group):
        yield from filter(None, (point.address, point.mac, point.id))
        yield point.mac.replace(":", "")
    for node in register.nodes.values():
        yield from filter(None, (node.address,))
    for each in register.controllers.values():
        yield from filter(None, (each.address,))
    for kind in ("centre", "trainer", "volunteer"):
        for record in PROGRAMME[kind]:
            named = ("name", "caretaker", "telephone")
            yield from (record[name] for name in named if record.get(name))
    yield from (CARETAKER, TELEPHONE)


def test_no_device_and_no_person_is_in_any_file(home: Path, tmp_path: Path) -> None:
    assert build(tmp_path / "out", "--month", "2026-10") == 0

    everything = b"\n".join(files(tmp_path / "out").values()).lower()
    secrets = set(_secrets(REGISTER))
    assert len(secrets) > 200
    assert [one for one in secrets if one.lower().encode() in everything] == []


def test_csv_and_json_say_the_same(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert build(out, "--month", "2026-10") == 0

    for table in TABLES:
        rows, document = (
            read_csv(out / f"{table.name}.csv"),
            read_json(out / f"{table.name}.json"),
        )
        assert document["schema_version"] == SCHEMA_VERSION
        assert len(rows) == len(document["rows"]) == len(REGISTER.sites)
        for row, values in zip(rows, document["rows"], strict=True):
            assert list(row) == [column.name for column in table.columns]
            for column in table.columns:
                assert _parse(column.form, row[column.name]) == values[column.name]


def _parse(form: Form, text: str) -> object:
    if not text:
        return None
    if form is Form.INTEGER:
        return int(text)
    if form is Form.NUMBER:
        return float(text)
    if form is Form.BOOLEAN:
        return {"true": True, "false": False}[text]
    return text[1:] if text.startswith("'=") else text


def test_csv_is_what_a_spreadsheet_reads_safely(home: Path, tmp_path: Path) -> None:
    assert build(tmp_path / "out", "--month", "2026-10") == 0

    data = (tmp_path / "out/sites.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfsite_code,")
    assert data.count(b"\n") == data.count(b"\r\n") == len(REGISTER.sites) + 1
    first = read_csv(tmp_path / "out/sites.csv")[0]
    assert first["name_th"] == f"'{HOSTILE}"
    assert (first["lat"], first["lon"]) == ("", "")


def test_a_short_fault_never_shows_as_full_availability(
    home: Path, tmp_path: Path
) -> None:
    assert build(tmp_path / "out", "--month", "2026-10") == 0

    rows = {row["site_code"]: row for row in read_csv(tmp_path / "out/site_months.csv")}
    assert rows[CODES[2]]["availability_ratio"] == "0.999999"
    assert rows[CODES[3]]["availability_ratio"] == "1.0"


def test_the_manifest_names_every_file_as_it_is(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert build(out, "--month", "2026-10") == 0

    manifest = read_json(out / "manifest.json")
    found = files(out)
    del found["manifest.json"]
    assert manifest["schema_version"] == SCHEMA_VERSION
    assert manifest["data_until"] == "2026-11-01T00:00:00+07:00"
    assert {
        line["name"]: (line["bytes"], line["sha256"]) for line in manifest["files"]
    } == {
        name: (len(data), hashlib.sha256(data).hexdigest())
        for name, data in found.items()
    }


def test_the_dictionary_has_every_column(home: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert build(out, "--month", "2026-10") == 0

    expected = [(t.name, c.name) for t in TABLES for c in t.columns]
    lines = read_csv(out / "dictionary.csv")
    tree = read_json(out / "dictionary.json")
    assert [(line["table"], line["column"]) for line in lines] == expected
    assert [
        (table["name"], field["name"])
        for table in tree["tables"]
        for field in table["fields"]
    ] == expected
    assert all(line["meaning_th"] and line["meaning_en"] for line in lines)


def test_every_site_type_is_one_the_dictionary_explains() -> None:
    kind = next(one for one in SITES.columns if one.name == "site_type")

    assert {site.site_type.value for site in REGISTER.sites.values()} <= set(
        kind.values
    )
    assert len(kind.values) == 8


def test_the_catalogue_fields_are_all_there(home: Path, tmp_path: Path) -> None:
    about = tmp_path / "about.toml"
    about.write_text(ABOUT, "utf-8")
    assert build(tmp_path / "out", "--month", "2026-10", "--about", str(about)) == 0

    dataset = read_json(tmp_path / "out/dataset.json")
    assert len(MANDATORY) == 14
    assert all(dataset[name] for name in MANDATORY)
    assert dataset["owner_org"] == "mdes"
    assert dataset["first_year_of_data"] == "พ.ศ. 2569 (ค.ศ. 2026)"
    assert dataset["last_updated_date"] == "2026-11-01"
    dcat = read_json(tmp_path / "out/dataset.jsonld")
    assert dcat["dct:publisher"]["foaf:name"] == "กระทรวงตัวอย่าง"
    assert dcat["dcat:contactPoint"]["vcard:fn"] == "กองตัวอย่าง"
    for word in (
        *("dct:title", "dct:description", "dcat:keyword", "dct:accrualPeriodicity"),
        *("dct:spatial", "dct:provenance", "dct:format", "dct:accessRights"),
        *("dct:license", "dct:type", "dct:temporal"),
    ):
        assert dcat[word]
    assert [one["dct:title"] for one in dcat["dcat:distribution"]][:2] == [
        "sites.csv",
        "sites.json",
    ]


def test_what_nobody_has_said_is_named(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(tmp_path / "out", "--month", "2026-10") == 0

    assert "owner_org, maintainer, maintainer_email" in capsys.readouterr().err
    assert "dct:publisher" not in read_json(tmp_path / "out/dataset.jsonld")


@pytest.mark.parametrize("kind", ["folder", "file", "link"])
def test_what_is_no_build_is_never_replaced(
    home: Path, tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    if kind == "file":
        out.write_text("mine")
    else:
        other.mkdir()
        (other / "mine").write_text("mine")
        out.symlink_to(other) if kind == "link" else other.rename(out)

    assert build(out, "--month", "2026-10") == 2
    assert "it is there already" in capsys.readouterr().err
    assert build(out, "--month", "2026-10", "--replace") == 2
    assert "it is no build of open data" in capsys.readouterr().err
    mine = out if kind == "file" else out / "mine"
    assert mine.read_text() == "mine"


def test_a_former_build_goes_once_the_new_one_is_whole(
    home: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert build(out, "--month", "2026-11") == 0
    before = files(out)

    assert build(out, "--month", "2026-10") == 2
    assert files(out) == before
    assert build(out, "--month", "2026-10", "--replace") == 0

    assert read_json(out / "manifest.json")["months"] == ["2026-10"]
    assert [path.name for path in tmp_path.iterdir() if path.name[0] == "."] == []


def test_a_failure_leaves_nothing_and_changes_nothing(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path / "no" / "folder"

    assert build(nowhere, "--month", "2026-10") == 2

    assert f"{nowhere}: " in capsys.readouterr().err
    assert not nowhere.parent.exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--month", "2026-13"), "expected a month as 2026-11"),
        (("--month", "2569-10"), "Common Era"),
        (("--month", "2026-10", "--from", "2026-09"), "--month is one month"),
        (("--from", "2026-09"), "--from and --to go together"),
        (("--from", "2026-10", "--to", "2026-09"), "2026-09 is before 2026-10"),
        (("--from", "2000-01", "--to", "2026-10"), "at most 72 months"),
        (("--month", "2027-01"), "has not begun in the journals"),
        (("--about", "/nowhere.toml"), "/nowhere.toml: "),
    ],
)
def test_wrong_use_is_named_and_writes_nothing(
    home: Path,
    tmp_path: Path,
    options: Sequence[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert build(tmp_path / "out", *options) == 2

    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("maintainer = 3", "maintainer: "),
        ('maintainer_email = "nobody"', "maintainer_email: "),
        ('telephone = "000"', "telephone: "),
        ('name = "With Space"', "name: "),
        ('tags = ["a,b"]', "tags.0: "),
        ("= =", "about.toml: "),
        ("x = " + "[" * 70_000, "about.toml: "),
    ],
)
def test_a_wrong_word_about_the_publisher_is_named(
    home: Path, tmp_path: Path, text: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    about = tmp_path / "about.toml"
    about.write_text(text)

    assert build(tmp_path / "out", "--about", str(about)) == 2

    assert said in capsys.readouterr().err


def test_an_empty_register_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NETMON_HOME", str(tmp_path / "new"))

    assert build(tmp_path / "out") == 2

    assert "the register is empty" in capsys.readouterr().err


def test_the_documents_name_every_column_and_field() -> None:
    text = (ROOT / "docs/opendata.md").read_text("utf-8")

    for name in (*MANDATORY, *(c.name for c in (*SITES.columns, *SITE_MONTHS.columns))):
        assert f"| `{name}` |" in text
    assert f"**{SCHEMA_VERSION}**" in text


def test_the_example_of_the_publisher_is_accepted(home: Path, tmp_path: Path) -> None:
    document = (ROOT / "docs/opendata.md").read_text("utf-8")
    about = tmp_path / "about.toml"
    about.write_text(document.partition("```toml\n")[2].partition("```")[0], "utf-8")

    assert build(tmp_path / "out", "--month", "2026-10", "--about", str(about)) == 0
    assert all(read_json(tmp_path / "out/dataset.json")[name] for name in MANDATORY)
