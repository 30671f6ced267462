"""Which contracts are told of, also once they have left the register."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from netmon.sla.figures import Seconds, Verdict
from netmon.sla.ruleset import load_ruleset
from netmon.sla.statement import Group
from netmon.sla.statements.contracts import to_standings
from netmon.sla.statements.gather_terms import Terms
from tests.live import hand_made_register

GONE = "C-99/2560"
TERMS = Terms(
    monthly_fee_baht=Decimal(100),
    starts_date=date(2026, 1, 1),
    ends_date=date(2026, 12, 31),
)


def charged(key: str, baht: int, name: str) -> Group:
    """Two sites of a contract and their penalties."""
    verdicts = {**dict.fromkeys(Verdict, 0), Verdict.COMPLIANT: 2}
    fees = Decimal(200), Decimal(baht)
    return Group(key, name, name, Seconds(), verdicts, 0, 0, 0, 0, *fees)


def test_a_contract_that_left_is_told_of_with_its_charges_and_its_warning() -> None:
    months = [
        [charged(GONE, 150, "เจ้าเดิม"), charged("", 0, "")],
        [charged(GONE, 100, "ชื่อเก่า")],
    ]
    terms = {GONE: TERMS, "C-98/2560": TERMS}

    found = to_standings(hand_made_register(2), terms, load_ruleset(None), (), months)

    gone = {each.code: each for each in found}
    assert sorted(gone) == ["C-01/2569", "C-98/2560", GONE]
    one = gone[GONE]
    assert (one.provider, one.sites, one.group) == ("เจ้าเดิม", 0, None)
    assert one.charged_baht == 250
    assert one.value_baht == 100 * 12 * 2  # of its two sites
    assert [str(each) for each in one.alert_pct] == ["8", "10"]
    assert gone["C-98/2560"].provider == "C-98/2560"
