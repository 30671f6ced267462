"""Rule sets: one file, checked to the last key, and what stands for it."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from collectors.icmp.echo import EchoSettings
from inventory.targets import CANARIES_PER_PROVIDER
from netmon.core.errors import ConfigError
from netmon.core.months import FISCAL_YEAR_STARTS
from netmon.sla.parameters import STATEMENT_WIDE, Rules
from netmon.sla.ruleset import load_ruleset, parse_ruleset, read_ruleset
from netmon.sla.shown import to_percent

ROOT = Path(__file__).parents[2]
DEFAULT = (ROOT / "netmon/sla/rules/default.toml").read_text("utf-8")


def changed(**values: str) -> str:
    """Return the default file with other values, as they are written in TOML."""
    text = DEFAULT
    for key, value in values.items():
        text, count = re.subn(rf"^{key} = .*$", f"{key} = {value}", text, flags=re.M)
        assert count == 1, key
    return text


def problems(text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        parse_ruleset(text, "r.toml")
    return caught.value.problems


def line_of(text: str, start: str) -> int:
    return next(
        number
        for number, line in enumerate(text.splitlines(), 1)
        if line.startswith(start)
    )


def test_the_one_that_comes_along_has_the_parameters_of_the_field_note() -> None:
    found = load_ruleset(None)
    rules = found.rules

    assert found.id == "public-internet-v1"
    assert rules.availability_target_pct == Decimal("99.5")
    assert (rules.target_ppm, rules.min_coverage_ppm) == (995_000, 980_000)
    assert (rules.blip_max_s, rules.min_agreeing_pollers) == (60, 1)
    assert (rules.snmp_step_s, rules.service_hours) == (60, "24x7")
    assert rules.down_requires == "all_methods"
    assert (rules.freeze_day, rules.objection_day, rules.final_day) == (5, 15, 20)


def test_what_the_rules_say_of_the_product_is_so() -> None:
    rules = load_ruleset(None).rules

    assert rules.probe_timeout_ms == EchoSettings().timeout_s * 1_000
    assert rules.canaries_per_isp == CANARIES_PER_PROVIDER
    assert rules.fiscal_year_start == FISCAL_YEAR_STARTS
    shown = to_percent(999_999, 1_000_000)
    assert shown == f"99.{'9' * rules.display_decimals}%"


def test_the_digest_is_of_what_a_file_says_not_of_how_it_is_written() -> None:
    lines = [each for each in DEFAULT.splitlines() if each and each[0] != "#"]
    other = "\n".join(reversed(lines)).replace("98.0", "98.000")

    assert parse_ruleset(other, "r.toml").digest == load_ruleset(None).digest


@pytest.mark.parametrize(
    "change", [{"blip_max_s": "61"}, {"id": '"other"'}, {"penalty_alert_pct": "[8]"}]
)
def test_whatever_changes_changes_the_digest(change: dict[str, str]) -> None:
    other = parse_ruleset(changed(**change), "r.toml")

    assert other.digest != load_ruleset(None).digest
    assert other.label == f"{other.id} sha256:{other.digest}"


def test_what_one_contract_has_for_itself_is_in_the_digest_too() -> None:
    with_one = DEFAULT + '[contracts."C-1"]\nblip_max_s = 60\n'

    assert parse_ruleset(with_one, "r").digest != load_ruleset(None).digest


def test_a_rule_set_as_json_is_the_same_rule_set() -> None:
    text = DEFAULT + '[contracts."C-1/2569"]\nmin_coverage_pct = 97.5\n'
    found = parse_ruleset(text, "r.toml")

    again = read_ruleset(found.to_json())

    assert again == found
    assert again.for_contract("C-1/2569").min_coverage_ppm == 975_000


def test_a_contract_changes_what_it_names_and_nothing_else() -> None:
    text = DEFAULT + '[contracts."C-1"]\navailability_target_pct = 99.9\n'
    found = parse_ruleset(text, "r.toml")

    assert found.for_contract("C-1").target_ppm == 999_000
    assert found.for_contract("C-1").blip_max_s == found.rules.blip_max_s
    assert found.for_contract("C-2") == found.for_contract(None) == found.rules


@pytest.mark.parametrize("key", sorted(Rules.model_fields))
def test_every_parameter_must_be_there(key: str) -> None:
    text = re.sub(rf"^{key} = .*\n", "", DEFAULT, flags=re.M)

    assert problems(text) == (f"r.toml: {key}: expected a value, got none",)


@pytest.mark.parametrize("key", ["tick_s", "up_after_ticks", "Freeze_day"])
def test_an_unknown_key_is_refused_with_its_line(key: str) -> None:
    text = f"{key} = 60\n{DEFAULT}"

    assert problems(text) == (f"r.toml, line 1: {key}: unknown key",)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("min_coverage_pct", "100.1"),
        ("min_coverage_pct", "-1"),
        ("min_coverage_pct", "98.00001"),
        ("min_coverage_pct", "nan"),
        ("min_coverage_pct", "inf"),
        ("min_coverage_pct", "true"),
        ("min_coverage_pct", '"many"'),
        ("availability_target_pct", "0"),
        ("blip_max_s", "60.5"),
        ("blip_max_s", "-1"),
        ("blip_max_s", "true"),
        ("freeze_day", "0"),
        ("final_day", "29"),
        ("service_hours", '"sometimes"'),
        ("timezone", '"Asia/Tokyo"'),
        ("maint_window", '"0-5"'),
        ("peak_window", '"18:00-25:00"'),
        ("backdate", "false"),
        ("exclusion_requires_approval", "false"),
        ("penalty_alert_pct", "[8, 101]"),
        ("min_agreeing_pollers", "2"),
        ("probe_timeout_ms", "900"),
        ("canaries_per_isp", "4"),
        ("display_decimals", "2"),
        ("calendar_display", '"CE"'),
    ],
)
def test_a_value_out_of_its_range_is_refused_with_line_and_key(
    key: str, value: str
) -> None:
    text = changed(**{key: value})
    (problem,) = problems(text)

    where = f"r.toml, line {line_of(text, key)}: {key}"
    assert problem.startswith(where)
    assert "expected" in problem


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"freeze_day": "15"}, ("freeze_day", "objection_day")),
        ({"objection_day": "20"}, ("objection_day", "final_day")),
        ({"final_day": "10"}, ("objection_day", "final_day")),
        ({"min_days": "13"}, ("min_days", "tests_per_site_month")),
        ({"min_peak_tests": "13"}, ("min_peak_tests", "tests_per_site_month")),
        ({"confirm_days": "15"}, ("confirm_days", "confirm_window_d")),
        ({"confirm_tests": "2"}, ("confirm_days", "confirm_tests")),
        ({"speed_factor_tcp": "0.96"}, ("speed_factor_tcp", "speed_factor_ip")),
        ({"suspect_step_s": "61"}, ("suspect_step_s", "snmp_step_s")),
        ({"subinterval_ms": "10001"}, ("subinterval_ms", "test_duration_s")),
        ({"maint_window": '"05:00-05:00"'}, ("maint_window",)),
        ({"peak_window": '"22:00-02:00"'}, ("peak_window",)),
        ({"penalty_alert_pct": "[10, 8]"}, ("penalty_alert_pct",)),
        ({"penalty_alert_pct": "[8, 8.0]"}, ("penalty_alert_pct",)),
    ],
)
def test_parameters_that_contradict_each_other_are_refused_by_name(
    change: dict[str, str], named: tuple[str, ...]
) -> None:
    (problem,) = problems(changed(**change))

    assert problem.startswith("r.toml: ")
    assert all(key in problem for key in named)


def test_a_contract_s_table_is_checked_like_the_rest() -> None:
    text = DEFAULT + '[contracts."C-1"]\nblip_max_s = "long"\nmin_day = 1\n'
    first, second = problems(text)
    line = line_of(text, "[contracts")

    assert first.startswith(f"r.toml, line {line + 1}: contracts.C-1.blip_max_s: ")
    assert second == f"r.toml, line {line + 2}: contracts.C-1.min_day: unknown key"


def test_a_contradiction_of_one_contract_names_it() -> None:
    (problem,) = problems(DEFAULT + '[contracts."C-1"]\nmin_days = 20\n')

    assert "contracts.C-1" in problem
    assert "min_days" in problem


@pytest.mark.parametrize("key", sorted(STATEMENT_WIDE))
def test_what_holds_for_a_statement_no_contract_has_for_itself(key: str) -> None:
    value = re.findall(rf"^{key} = (.*)$", DEFAULT, flags=re.M)[0]
    (problem,) = problems(f'{DEFAULT}[contracts."C-1"]\n{key} = {value}\n')

    assert problem.endswith(f"contracts.C-1.{key}: holds for all contracts alike")


@pytest.mark.parametrize("contracts", ["contracts = 1", "[contracts]\nA = 1"])
def test_contracts_are_tables(contracts: str) -> None:
    text = f"{contracts}\n{DEFAULT}" if "[" not in contracts else DEFAULT + contracts

    assert "expected" in problems(text)[0]


@pytest.mark.parametrize("name", ['""', "1", '"two words"', '"ü"', f'"{"x" * 65}"'])
def test_a_rule_set_has_a_name(name: str) -> None:
    (problem,) = problems(changed(id=name))

    assert problem == "r.toml, line 4: id: expected a short name without spaces"


@pytest.mark.parametrize("text", ["= 1", "a = 1\na = 2", "a = 1e999999999999999999999"])
def test_what_is_no_toml_is_refused(text: str) -> None:
    assert problems(text)[0].startswith("r.toml: ")


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(changed(id='"mine"'), "utf-8")

    assert load_ruleset(path).id == "mine"


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"#" * 1_000_001])
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "mine.toml"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConfigError, match=r"mine\.toml: "):
        load_ruleset(path)


def test_a_file_nested_too_deep_is_refused() -> None:
    deep = f"x = {'[' * 100_000}{']' * 100_000}"

    with pytest.raises(ConfigError, match="mine: not a rule set: nested too deep"):
        parse_ruleset(deep, "mine")


def test_every_parameter_stands_in_the_document_with_its_default() -> None:
    document = (ROOT / "docs/sla.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", document, flags=re.M))
    written = dict(re.findall(r"^(\w+) = (.*)$", DEFAULT, flags=re.M))

    assert rows == {key: value.strip('"') for key, value in written.items()}
