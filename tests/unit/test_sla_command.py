"""`netmon sla evaluate`: a month in a file, judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from netmon.cli import main
from netmon.cli.exit_codes import ExitCode
from netmon.cli.sla import ACTIONS
from tests.sla_months import default_rules
from tests.sla_scenarios import OUTAGE, SITE, body

RULES = Path(__file__).parents[2] / "netmon/sla/rules/default.toml"


@pytest.fixture
def scenario(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NETMON_HOME", str(tmp_path / "home"))
    path = tmp_path / "month.json"
    path.write_bytes(body())
    return path


def test_it_answers_a_program(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sla", "evaluate", str(scenario), "--json"]) == ExitCode.DONE

    answer = json.loads(capsys.readouterr().out)
    assert answer["ruleset"] == default_rules().label
    assert answer["sites"][0]["availability"] == "0.996508379"


def test_it_answers_a_person(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sla", "evaluate", str(scenario)]) == ExitCode.DONE

    first, header, row = capsys.readouterr().out.splitlines()
    assert first == f"2026-11, {default_rules().label}"
    assert header.split() == [
        *("SITE", "VERDICT", "AVAILABLE", "SEEN", "DOWN", "INCIDENTS", "BAHT"),
    ]
    assert row.split() == [
        *("A-1", "compliant", "99.650%", "99.444%", "2:30:00", "1", "0.00"),
    ]


def test_other_rules_are_tried(
    scenario: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strict = tmp_path / "strict.toml"
    text = RULES.read_text("utf-8").replace("_target_pct = 99.5", "_target_pct = 99.9")
    strict.write_text(f'{text}\n[contracts."C-9"]\nblip_max_s = 0\n', "utf-8")

    main(["sla", "evaluate", str(scenario), "--ruleset", str(strict), "--json"])

    (site,) = json.loads(capsys.readouterr().out)["sites"]
    # 9,000 s down where 2,592 are allowed: 6,408 s, two begun hours at 7.50 baht.
    assert (site["verdict"], site["penalty_baht"]) == ("non-compliant", "15.00")


def test_what_is_wrong_with_a_file_is_told_line_by_line(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = {**OUTAGE, "end": OUTAGE["start"]}
    scenario.write_bytes(body(sites=[SITE, SITE], journal=[OUTAGE, bad]))

    assert main(["sla", "evaluate", str(scenario)]) == ExitCode.WRONG_USE

    told = capsys.readouterr()
    assert told.out == ""
    assert f"{scenario}: sites row 2: code: expected each site once" in told.err
    assert f"{scenario}: journal row 2: end: zero length" in told.err


@pytest.mark.parametrize("option", ["scenario", "ruleset"])
def test_a_file_that_is_not_there_is_named(
    scenario: Path, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = str(scenario.parent / "gone")
    files = [gone] if option == "scenario" else [str(scenario), "--ruleset", gone]

    assert main(["sla", "evaluate", *files]) == ExitCode.WRONG_USE

    assert gone in capsys.readouterr().err


def test_the_rules_are_printed_to_be_copied(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sla", "rules"]) == ExitCode.DONE
    printed = capsys.readouterr()
    copy = scenario.parent / "copy.toml"
    copy.write_text(printed.out, "utf-8")

    assert printed.err == f"{default_rules().label}\n"
    assert main(["sla", "rules", "--ruleset", str(copy)]) == ExitCode.DONE
    assert capsys.readouterr() == printed


def test_rules_that_are_wrong_are_not_printed(
    scenario: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = scenario.parent / "wrong.toml"
    wrong.write_text("freeze_day = 5\n", "utf-8")

    assert main(["sla", "rules", "--ruleset", str(wrong)]) == ExitCode.WRONG_USE

    told = capsys.readouterr()
    assert told.out == ""
    assert f"{wrong}: id: expected a short name" in told.err


def test_every_action_has_a_function() -> None:
    from importlib import import_module

    for action, module in ACTIONS.items():
        assert callable(getattr(import_module(f"netmon.cli.{module}"), action))
