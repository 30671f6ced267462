"""Versions outlive the parameters they were judged by."""

from __future__ import annotations

from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.sla.evaluate import evaluate
from netmon.sla.facts import MonthFacts, SiteFacts
from netmon.sla.ruleset import RuleSet, load_ruleset, to_digest
from netmon.sla.statement import Head, Stage
from netmon.sla.statements.build import build
from netmon.sla.statements.canonical import dump_statement
from netmon.sla.statements.ground import Ground, SiteAbout
from netmon.sla.statements.kept import read_ground, to_data_digest, to_kept
from netmon.sla.statements.kept_rules import read_kept_ruleset
from netmon.sla.statements.make import remake

DEFAULT = load_ruleset(None)
CONTRACTS = {"C-1": {"blip_max_s": 30}}
OCTOBER = Month(2026, 10)


def other(*without: str, **more: object) -> dict[str, object]:
    kept = {**DEFAULT.to_json(), "contracts": CONTRACTS, **more}
    return {key: value for key, value in kept.items() if key not in without}


def test_a_set_of_today_is_read_as_it_is() -> None:
    kept = other()

    found = read_kept_ruleset(kept)

    assert (found.kept, found.to_json()) == (None, kept)
    assert found.digest == to_digest(kept)


def test_a_parameter_that_was_not_there_yet_is_the_shipped_one() -> None:
    kept = other("snmp_step_s", blip_max_s=45)

    found = read_kept_ruleset(kept)

    assert found.rules.snmp_step_s == DEFAULT.rules.snmp_step_s
    assert found.rules.blip_max_s == 45
    assert found.for_contract("C-1").blip_max_s == 30
    assert (found.to_json(), found.digest) == (kept, to_digest(kept))


def test_a_parameter_that_is_gone_is_kept_aside() -> None:
    kept = other(tick_s=60, contracts={"C-1": {"blip_max_s": 30, "tick_s": 30}})

    found = read_kept_ruleset(kept)

    assert found.rules == DEFAULT.rules
    assert found.for_contract("C-1").blip_max_s == 30
    assert (found.to_json(), found.digest) == (kept, to_digest(kept))


def test_a_statement_by_other_parameters_is_made_again_to_the_byte() -> None:
    rules = read_kept_ruleset(other("snmp_step_s", tick_s=60))
    code = SiteCode("PI-001")
    site = SiteFacts(code, "C-1", OCTOBER.span.start)
    about = SiteAbout("ศูนย์", "Centre", "50", "จ", "P", "North", "library")
    ground = Ground(MonthFacts(OCTOBER, OCTOBER.span.end, [site]), {code: about})
    head = _head(ground, rules)
    statement = build(ground, evaluate(ground.facts, rules), rules, head)
    kept = to_kept(ground, rules, statement)

    again = remake(kept)

    assert read_ground(kept.facts)[1] == rules
    assert again.kept.result_digest == kept.result_digest
    assert again.statement.head.ruleset_digest == rules.digest
    assert dump_statement(again.statement) == dump_statement(statement)


def _head(ground: Ground, rules: RuleSet) -> Head:
    digest = to_data_digest(ground.facts)
    end = OCTOBER.span.end
    return Head(OCTOBER, Stage.FROZEN, 1, None, rules.id, rules.digest, digest, end)
