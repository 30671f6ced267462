"""`netmon records` and parts by `netmon inventory import`, as somebody types them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from netmon.cli.command_line import main
from netmon.cli.exit_codes import ExitCode
from tests.register_files import good_row, to_csv

CENTRES = (
    "centre_code,site_code,level,caretaker,telephone\n"
    "DC-1,PI-10-00001,=1+1,ผู้ดูแล 1,000-550-0001\n"
    "DC-2,PI-10-00009,พื้นฐาน,ผู้ดูแล 2,000-550-0002\n"
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory beside a home with one site."""
    monkeypatch.setenv("NETMON_HOME", str(tmp_path / "home"))
    (tmp_path / "register.csv").write_text(to_csv(good_row(1)), "utf-8-sig")
    (tmp_path / "centres.csv").write_text(CENTRES, "utf-8")
    assert main(["inventory", "import", str(tmp_path / "register.csv"), "--yes"]) == 0
    return tmp_path


def import_centres(folder: Path, *options: str) -> int:
    return main(["records", "import", "centre", str(folder / "centres.csv"), *options])


def audited(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    capsys.readouterr()
    assert main(["audit", "--json"]) == ExitCode.DONE
    deeds = json.loads(capsys.readouterr().out)
    assert "ผู้ดูแล" not in json.dumps(deeds, ensure_ascii=False)
    return [(deed["action"], deed["subject"]) for deed in deeds]


def test_records_are_imported_exported_and_taken_back(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    report = folder / "out.json"
    capsys.readouterr()

    assert import_centres(folder, "--dry-run", "--report", str(report)) == ExitCode.DONE
    told, remarks = capsys.readouterr()
    assert "2 rows, 1 accepted, 0 repaired, 1 rejected, 1 with a warning" in told
    assert "nothing was changed" in remarks
    found = json.loads(report.read_text("utf-8"))
    assert [(one["row"], one["site"], one["code"]) for one in found["findings"]] == [
        (2, "DC-1", "formula_injection"),
        (2, "DC-1", "odd_site_type"),
        (3, "DC-2", "unknown_reference"),
    ]
    assert found["changes"] == {"added": ["DC-1"], "changed": [], "missing": []}

    assert import_centres(folder, "--yes") == ExitCode.DONE
    assert main(["records", "export", "centre", str(folder / "o.csv")]) == ExitCode.DONE
    with (folder / "o.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["centre_code"], row["level"]) == ("DC-1", "'=1+1")
    assert not {"caretaker", "telephone"} & set(row)

    assert main(["records", "undo", "centre"]) == ExitCode.DONE
    assert main(["records", "undo", "centre"]) == ExitCode.NOT_ALLOWED
    assert audited(capsys)[:2] == [
        ("records.undo", "centre"),
        ("records.import", "centres.csv"),
    ]


def test_people_are_exported_only_where_asked_for_and_the_audit_says_so(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_centres(folder, "--yes")
    capsys.readouterr()

    assert main(["records", "export", "centre", "--with-people"]) == ExitCode.DONE

    assert "ผู้ดูแล 1,000-550-0001" in capsys.readouterr().out
    assert audited(capsys)[0] == ("records.export_people", "centre")


def test_that_a_person_changes_is_told_but_not_who(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import_centres(folder, "--yes")
    path = folder / "centres.csv"
    path.write_text(CENTRES.replace("ผู้ดูแล 1", "ผู้ดูแล 7 "), "utf-8")
    report = folder / "out.json"
    capsys.readouterr()

    import_centres(folder, "--yes", "--report", str(report))

    told = capsys.readouterr().out
    assert "~ DC-1 caretaker: '(personal)' -> '(personal)'" in told
    assert "repair invisible_text '(personal)' -> '(personal)'" in told
    assert "ผู้ดูแล 7" not in told + report.read_text("utf-8")


def test_kinds_are_listed_with_what_they_hold(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["records", "kinds", "--json"]) == ExitCode.DONE

    kinds = {one["kind"]: one for one in json.loads(capsys.readouterr().out)}
    (level,) = [c for c in kinds["centre"]["columns"] if c["name"] == "level"]
    assert level["headers"] == ["ระดับ"]
    assert level["required"] is True
    codes = {name: one["columns"][0]["required"] for name, one in kinds.items()}
    assert codes == {name: name != "sale" for name in kinds}
    (topic,) = [c for c in kinds["community_item"]["columns"] if c["name"] == "topic"]
    assert topic["choices"]["culture"] == "วัฒนธรรม"

    assert main(["records", "kinds"]) == ExitCode.DONE
    lines = capsys.readouterr().out.splitlines()
    assert "  sale_id: code" not in lines
    assert "  code, sale_id: code" in lines
    assert "choice (online ออนไลน์, on_site ในสถานที่)" in "\n".join(lines)


def test_a_part_is_recognised_or_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = folder / "hours.csv"
    path.write_text("site_code,weekdays,opens,closes\nPI-10-00001,1,08:30,16:30\n")
    capsys.readouterr()

    assert main(["inventory", "import", str(path), "--yes"]) == ExitCode.DONE
    wrong = ["inventory", "import", str(path), "--yes", "--kind", "nodes"]
    assert main(wrong) == ExitCode.WRONG_USE
    assert main(["inventory", "undo"]) == ExitCode.DONE

    assert (
        "hours.csv (service-hours) is undone: 1 restored, 0 taken out"
        in capsys.readouterr().err
    )
