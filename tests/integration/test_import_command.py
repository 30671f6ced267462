"""`netmon inventory import`, `undo` and `geography`, as somebody types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from netmon.cli.command_line import main
from netmon.cli.exit_codes import ExitCode
from tests.register_files import good_row, to_csv


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory with a register of three rows, one of them rejected."""
    monkeypatch.setenv("NETMON_HOME", str(tmp_path / "home"))
    rows = (good_row(1), good_row(2, DOWN="1 Gbps"), good_row(3, ADDRESS="10.0.0.1"))
    (tmp_path / "register.csv").write_text(to_csv(*rows), "utf-8-sig")
    return tmp_path


def import_file(folder: Path, *options: str) -> int:
    return main(["inventory", "import", str(folder / "register.csv"), *options])


def test_a_dry_run_tells_all_and_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = folder / "out.json"

    code = import_file(folder, "--dry-run", "--report", str(report))

    told, remarks = capsys.readouterr()
    found = json.loads(report.read_text("utf-8"))
    assert code == ExitCode.DONE
    assert "3 rows, 2 accepted, 1 repaired, 1 rejected, 0 with a warning" in told
    assert 'row 4 Fixed IP: reject-row unroutable_ip "10.0.0.1"' in told.replace(
        "'", '"'
    )
    assert "(+ is new, ~ is changed, ? is stored and not in the file)" in told
    assert "+ PI-10-00001" in told
    assert "nothing was changed" in remarks
    assert list(found) == [
        *("file", "rows_read", "accepted", "repaired", "rejected", "warned"),
        *("findings", "changes"),
    ]
    assert found["changes"] == {
        "added": ["PI-10-00001", "PI-10-00002"],
        "changed": [],
        "missing": [],
    }


def test_rejects_come_first_and_columns_nobody_knows_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = (
        good_row(1, DOWN="1 Gbps"),
        good_row(2, ADDRESS="-"),
        good_row(3, TYPE="วัด?"),
    )
    lines = to_csv(*rows).splitlines()
    tails = ('"หมายเหตุ","งบ"', '"a","b"', '"",""', '"",""')
    text = "\r\n".join(
        f"{line},{tail}" for line, tail in zip(lines, tails, strict=True)
    )
    (folder / "register.csv").write_text(text, "utf-8")

    import_file(folder, "--dry-run")

    told = capsys.readouterr().out.splitlines()
    assert told[1] == "2 columns ignored: 'หมายเหตุ', 'งบ'"
    outcomes = [
        line.split(": ")[1].split()[0] for line in told if line.startswith("row")
    ]
    assert outcomes == ["reject-row", "warn", "warn", "warn", "repair"]


def test_an_old_workbook_is_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "register.csv").write_bytes(
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)
    )

    assert import_file(folder, "--dry-run") == ExitCode.WRONG_USE

    said = capsys.readouterr().err
    assert "old .xls is not read" in said
    assert "save it as .xlsx" in said


def test_what_is_about_people_is_on_no_screen(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, report = folder / "register.csv", folder / "out.json"
    people = {"CARETAKER": "@สมชาย", "TELEPHONE": "๐81-555-1234"}
    path.write_text(to_csv(good_row(1)), "utf-8")
    assert import_file(folder, "--yes") == ExitCode.DONE
    path.write_text(to_csv(good_row(1, **people)), "utf-8")
    capsys.readouterr()

    assert import_file(folder, "--dry-run", "--report", str(report)) == ExitCode.DONE

    told = capsys.readouterr().out
    assert "row 2 ผู้ดูแล: warn formula_injection '(personal)'" in told
    assert "~ PI-10-00001 โทรศัพท์: '(personal)' -> '(personal)'" in told
    for held in ("สมชาย", "555-1234", "000-550-0002", "ผู้ดูแล 00002"):
        assert held not in told
    assert "@สมชาย" in report.read_text("utf-8")


def test_an_import_is_audited_and_undone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_file(folder, "--yes") == ExitCode.DONE
    said = capsys.readouterr().err
    assert "in force as version 1" in said
    assert "not watched: 2 of 2 addresses: " in said

    assert import_file(folder, "--yes") == ExitCode.DONE
    assert "nothing was changed" in capsys.readouterr().err

    assert main(["inventory", "undo"]) == ExitCode.DONE
    assert "(sites) is undone: 0 restored, 2 taken out; version 2" in (
        capsys.readouterr().err
    )
    assert main(["inventory", "undo"]) == ExitCode.NOT_ALLOWED
    said = capsys.readouterr().err
    assert "only the newest import can be undone, and it was: register.csv" in said

    assert main(["audit", "--json"]) == ExitCode.DONE
    deeds = json.loads(capsys.readouterr().out)
    assert [deed["action"] for deed in deeds] == ["register.undo", "register.import"]
    assert deeds[1]["detail"]["added"] == 2


def test_without_anybody_to_agree_nothing_changes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert import_file(folder) == ExitCode.WRONG_USE

    assert "use --yes, or --dry-run" in capsys.readouterr().err
    assert main(["inventory", "undo"]) == ExitCode.NOT_ALLOWED


def test_a_header_that_cannot_be_used_changes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "register.csv"
    path.write_text(path.read_text("utf-8").replace("เลขที่สัญญา", "อื่น"), "utf-8")

    assert import_file(folder, "--yes") == ExitCode.WRONG_USE

    assert "its header cannot be used" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["inventory", "import", str(folder / "none.csv"), "--yes"])

    assert code == ExitCode.WRONG_USE
    assert capsys.readouterr().err.count("\n") == 1


BORDER = {
    "type": "FeatureCollection",
    "features": [
        {
            "properties": {"code": "10"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[100.3, 13.6], [100.6, 13.6], [100.6, 13.9], [100.3, 13.6]]
                ],
            },
        }
    ],
}


def test_borders_are_kept_and_points_are_held_against_them(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    borders = folder / "provinces.geojson"
    borders.write_text(json.dumps(BORDER), "utf-8")
    row = good_row(1, LAT="13.5", LON="100.9")
    (folder / "register.csv").write_text(to_csv(row), "utf-8")

    assert main(["inventory", "geography", str(borders)]) == ExitCode.DONE
    assert import_file(folder, "--dry-run") == ExitCode.DONE

    told, remarks = capsys.readouterr()
    assert "0 tambons, borders of 1 province\n" in remarks
    assert "latlon_outside_province" in told


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a,b\n1,2\n", "expected columns tambon_code"),
        ('{"features": [{}]}', "expected GeoJSON"),
        ("{" * 100_000, "expected GeoJSON"),
        (
            json.dumps(BORDER).replace("100.3", "NaN"),
            "expected a point in Thailand, got 13.6, nan",
        ),
        (
            "tambon_code,tambon_th,amphoe_th,lat,lon\n990101,x,y,13,100\n",
            "row 2: expected a tambon code",
        ),
        ("tambon_code,tambon_th,amphoe_th,lat,lon\n100101\n", "row 2"),
    ],
    ids=["table", "json", "deep", "nan", "code", "short"],
)
def test_a_wrong_geography_is_refused(
    text: str, why: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "geography"
    path.write_text(text, "utf-8")

    assert main(["inventory", "geography", str(path)]) == ExitCode.WRONG_USE

    assert why in capsys.readouterr().err
