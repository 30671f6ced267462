"""`netmon dashboards`: what it writes, checks and pushes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboards import committed
from netmon.cli import dashboards as command
from netmon.cli.command_line import main
from netmon.cli.exit_codes import ExitCode
from tests.grafana_double import TOKEN, GrafanaDouble, grafana_double

COUNT = 12


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETMON_HOME", str(tmp_path / "home"))


@pytest.fixture
def grafana() -> Iterator[GrafanaDouble]:
    pytest.importorskip("grafana_client")
    with grafana_double() as running:
        yield running


def pushed(grafana: GrafanaDouble, tmp_path: Path, *options: str) -> int:
    token = tmp_path / "token"
    if not token.exists():
        token.write_text(f"{TOKEN}\n")
    return main(
        ["dashboards", "push", grafana.url, "--token-file", str(token), *options]
    )


def test_what_is_installed_is_well(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dashboards", "check"]) == ExitCode.DONE
    assert "as they should be" in capsys.readouterr().err


def test_check_names_file_and_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["dashboards", "copy", str(tmp_path)])
    assert main(["dashboards", "check", str(tmp_path)]) == ExitCode.DONE
    folder = tmp_path / "dashboards"
    wall = json.loads((folder / "en/wall.json").read_text("utf-8"))
    wall["panels"][0]["targets"][0]["query"] = 'SELECT last("gone") FROM "fleet"'
    (folder / "en/wall.json").write_text(json.dumps(wall), "utf-8")
    (folder / "th/site.json").unlink()
    points = tmp_path / "provisioning/alerting/contactpoints.yaml"
    points.write_text(points.read_text("utf-8").replace("Bearer", "Basic"), "utf-8")

    assert main(["dashboards", "check", str(tmp_path)]) == ExitCode.WRONG_USE

    told = capsys.readouterr().err
    assert "en/wall.json: panel 1: fleet has no tag or field 'gone'" in told
    assert "en/wall.json: panel 1: a SELECT has no $timeFilter" in told
    assert "th/site.json: is missing" in told
    assert "alerting/contactpoints.yaml: is not what the code makes" in told


HALF = '{"uid": "netmon-wall-en", "panels": [{}], "templating": {"list": []}}'


@pytest.mark.parametrize("text", ["{", "[]", "{}", HALF])
def test_a_file_that_is_no_dashboard_is_named(
    text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["dashboards", "copy", str(tmp_path)])
    (tmp_path / "dashboards/en/wall.json").write_text(text)

    assert main(["dashboards", "check", str(tmp_path)]) == ExitCode.WRONG_USE

    assert "en/wall.json: " in capsys.readouterr().err


def test_copy_writes_what_grafana_is_to_provision(tmp_path: Path) -> None:
    target = tmp_path / "grafana"
    arguments = ["dashboards", "copy", str(target)]

    assert main([*arguments, "--netmon-url", "https://noc.example/"]) == ExitCode.DONE

    wall = json.loads((target / "dashboards/th/wall.json").read_text("utf-8"))
    [netmon] = [v for v in wall["templating"]["list"] if v["name"] == "netmon"]
    assert netmon["query"] == "https://noc.example"
    written = {p.name for p in (target / "provisioning/alerting").iterdir()}
    assert written == {"rules.yaml", "contactpoints.yaml", "policies.yaml"}
    for path, text in committed.other_files().items():
        assert (target / "provisioning" / path).read_text("utf-8") == text


def test_push_creates_once_and_then_changes_nothing(
    grafana: GrafanaDouble, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pushed(grafana, tmp_path) == ExitCode.DONE
    assert capsys.readouterr().out.count(" create") == 2 + COUNT
    assert set(grafana.folders) == {"netmon-th", "netmon-en"}
    folder, wall = grafana.dashboards["netmon-wall-th"]
    assert folder == "netmon-th"
    expected = committed.read_dashboards()["th/wall.json"]
    assert {**wall, "id": None} == {**expected, "id": None, "version": 1}
    grafana.writes.clear()

    assert pushed(grafana, tmp_path) == ExitCode.DONE

    assert grafana.writes == []
    assert capsys.readouterr().out.count(" same") == 2 + COUNT


def test_push_puts_back_what_was_edited_or_moved(
    grafana: GrafanaDouble, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pushed(grafana, tmp_path)
    folder, wall = grafana.dashboards["netmon-wall-en"]
    grafana.dashboards["netmon-wall-en"] = (folder, {**wall, "title": "mine"})
    _, site = grafana.dashboards["netmon-site-en"]
    grafana.dashboards["netmon-site-en"] = ("elsewhere", site)
    capsys.readouterr()

    pushed(grafana, tmp_path)

    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if "update" in line] == [
        "en/site.json update",
        "en/wall.json update",
    ]
    assert grafana.dashboards["netmon-wall-en"][1]["title"] == wall["title"]
    assert grafana.dashboards["netmon-site-en"][0] == "netmon-en"


def test_a_dry_run_changes_nothing(
    grafana: GrafanaDouble, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pushed(grafana, tmp_path, "--dry-run") == ExitCode.DONE

    assert grafana.writes == []
    assert capsys.readouterr().out.count("would create") == 2 + COUNT


def test_push_sets_where_links_lead(grafana: GrafanaDouble, tmp_path: Path) -> None:
    pushed(grafana, tmp_path, "--netmon-url", "http://10.0.0.1:8080")

    _, wall = grafana.dashboards["netmon-wall-en"]
    assert {v.get("query") for v in wall["templating"]["list"]} >= {
        "http://10.0.0.1:8080"
    }


def test_a_refusal_is_one_line_and_an_exit_code(
    grafana: GrafanaDouble, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "token").write_text("wrong")
    assert pushed(grafana, tmp_path) == ExitCode.NOT_ALLOWED
    assert "Unauthorized" in capsys.readouterr().err

    (tmp_path / "token").write_text(TOKEN)
    grafana.is_ill = True
    assert pushed(grafana, tmp_path) == ExitCode.NOT_ALLOWED
    assert "database is locked" in capsys.readouterr().err


def test_nobody_there_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("grafana_client")
    gone = GrafanaDouble("http://127.0.0.1:1")

    assert pushed(gone, tmp_path) == ExitCode.NOT_ALLOWED
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("url", ["ftp://x", "http://a:b@x", "x", "http://x/?a=1"])
def test_an_address_that_is_none_is_refused(
    url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["dashboards", "copy", "/tmp/never", "--netmon-url", url])
    assert "expected http://HOST" in capsys.readouterr().err


def test_check_copy_and_push_load_no_sdk() -> None:
    code = (
        "import sys, netmon.cli.dashboards\n"
        "sys.exit(any(name.startswith('grafana') for name in sys.modules))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_missing_extra_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda _: None)

    assert main(["dashboards", "build"]) == ExitCode.NOT_ALLOWED

    assert "pip install 'netmon[dev]'" in capsys.readouterr().err
