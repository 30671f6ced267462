"""Sites nobody will look at are told of where the register comes in."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from inventory.sheets import dump_csv
from inventory.unmonitored import WhyUnmonitored
from netmon.cli import main
from netmon.cli.doctor.finding import Health
from netmon.cli.doctor.register import judge_sites
from netmon.core.model import SiteCode
from tests.live import hand_made_register

EMPTY = "1 not yet in service: in_service_from is empty"
MUTE = "1 no device of it has an address"


@pytest.fixture
def sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Eight sites: of the first the day is not known, the last has no router."""
    monkeypatch.setenv("NETMON_HOME", str(tmp_path / "home"))
    register = hand_made_register(8)
    first = SiteCode("PI-00001")
    unknown = replace(register.sites[first], in_service_from=None, district="")
    folder = tmp_path / "register"
    folder.mkdir()
    dump_csv(replace(register, sites={**register.sites, first: unknown}), folder)
    return folder


def test_check_config_counts_them(
    sheets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check-config", "--register", str(sheets)]) == 0
    shown = capsys.readouterr().out
    assert main(["check-config", "--register", str(sheets), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)

    assert f"unmonitored: 2 of 8 sites ({EMPTY}; {MUTE})" in shown.splitlines()
    assert facts["unmonitored"] == {
        "no_service_date": 1,
        "not_in_service": 0,
        "no_address": 1,
    }


def test_load_site_and_probe_say_why(
    sheets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inventory", "load", str(sheets)]) == 0
    loaded = capsys.readouterr().err
    assert main(["site", "PI-00001"]) == 1
    shown = capsys.readouterr().out
    assert main(["probe", "PI-00001"]) == 2
    refused = capsys.readouterr().err

    assert f"nobody will look at 2 of 8 sites ({EMPTY}; {MUTE})" in loaded
    why = "not yet in service: in_service_from is empty"
    assert f"  link      unmonitored ({why})" in shown.splitlines()
    assert "  where     ริมใต้, เชียงใหม่" in shown.splitlines()
    assert f"it is not looked at, {why}" in refused


def test_a_window_there_is_said_to_show_nothing(
    sheets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["inventory", "load", str(sheets)]) == 0
    plan = ["maintenance", "plan", "--for", "2h", "--reason", "fibre"]
    capsys.readouterr()

    assert main([*plan, "--site", "PI-00001"]) == 0
    first = capsys.readouterr()
    assert main([*plan, "--site", "PI-00001"]) == 0
    second = capsys.readouterr()
    assert main(["maintenance", "cancel", "1"]) == 0
    cancelled = capsys.readouterr()
    assert main(["maintenance", "cancel", "1"]) == 0
    again = capsys.readouterr()

    assert "FROM (ICT)" in first.out
    assert "1 of 1 sites are unmonitored: there it shows nothing" in first.err
    assert "no service runs" in first.err
    assert "same time" not in first.err
    assert "at the same time by window 1, too" in second.err
    assert "cancelled before" not in cancelled.err
    assert "window 1 was cancelled before" in again.err


def test_doctor_warns_of_what_may_be_a_mistake() -> None:
    none = dict.fromkeys(WhyUnmonitored, 0)

    assert judge_sites(none, 8).health is Health.OK
    later = none | {WhyUnmonitored.NOT_IN_SERVICE: 3}
    assert judge_sites(later, 8).health is Health.OK
    assert "3 of 8 sites" in judge_sites(later, 8).found
    mute = judge_sites(none | {WhyUnmonitored.NO_ADDRESS: 1}, 8)
    assert (mute.health, MUTE in mute.found) == (Health.WARN, True)


def test_load_takes_an_address_of_two_sites_and_names_them(
    sheets: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sheets / "devices.csv"
    (first, second) = (line.split(",")[5] for line in path.read_text().split()[1:3])
    path.write_text(path.read_text().replace(f"{second},", f"{first},"))

    assert main(["inventory", "load", str(sheets)]) == 0

    line = f"address {first} is that of PI-00001/router, PI-00002/router"
    assert line in capsys.readouterr().err
