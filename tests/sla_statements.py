"""A statement of a made-up month, judged by the product's own arithmetic."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from inventory.model import Register, Site
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.sla.desk import SlaDesk
from netmon.sla.evaluate import evaluate
from netmon.sla.facts import (
    Down,
    Exclusion,
    ExclusionStatus,
    ExclusionType,
    MonthFacts,
    SiteFacts,
    Ticket,
)
from netmon.sla.ruleset import load_ruleset
from netmon.sla.statement import (
    ExclusionLine,
    Head,
    PollerGap,
    Stage,
    Statement,
)
from netmon.sla.statements.build import build, narrow
from netmon.sla.statements.ground import Ground, SiteAbout
from netmon.sla.statements.kept import to_kept

OCTOBER = Month(2026, 10)
FEE, RATE = Decimal(4500), Decimal("0.002")
MADE_AT = datetime(2026, 11, 5, 2, 0, tzinfo=UTC)


def make_facts(sites: Iterable[Site], month: Month = OCTOBER) -> MonthFacts:
    """Return a month in which one site in three fails, some badly, some for good."""
    dice, start = random.Random(2026), month.span.start
    chosen = sorted(sites, key=lambda each: each.code)
    outages: dict[SiteCode, list[Down]] = {}
    tickets: dict[SiteCode, list[Ticket]] = {}
    for place, site in enumerate(chosen):
        downs = [_down(dice, start) for _ in range(dice.choice((0, 0, 0, 1, 2, 3)))]
        if place % 40 == 7:
            begun = start + timedelta(days=27, hours=place % 7)
            downs = [Down(begun, begun + timedelta(hours=60 + place % 30))]
        if downs:
            outages[site.code] = downs
            tickets[site.code] = [_ticket(each) for each in downs if each != downs[-1]]
    excluded = {
        site.code: [Exclusion(ExclusionType.MAINS_POWER, _at(start, 10, 4), status)]
        for site, status in zip(chosen[::25], _statuses(), strict=False)
    }
    return MonthFacts(
        month=month,
        until=month.span.end,
        sites=[_facts(site, place, start) for place, site in enumerate(chosen)],
        outages=outages,
        not_observed={chosen[3].code: [_at(start, 4, 40)]} if len(chosen) > 3 else {},
        blind=[_at(start, 12, 2)],
        exclusions=excluded,
        tickets=tickets,
    )


def make_statement(
    register: Register,
    facts: MonthFacts,
    *,
    stage: Stage = Stage.FROZEN,
    contract: str | None = None,
) -> Statement:
    """Return the statement of `facts`, of one contract alone where it is named."""
    ruleset = load_ruleset(None)
    head = make_head(facts, stage)
    figures = evaluate(facts, ruleset)
    whole = build(to_ground(register, facts), figures, ruleset, head)
    return narrow(whole, contract) if contract else whole


async def keep_month(desk: SlaDesk, register: Register, facts: MonthFacts) -> None:
    """Keep the statement of `facts` as if it had been frozen."""
    ground, ruleset = to_ground(register, facts), desk.ruleset
    head = make_head(facts, Stage.FROZEN)
    made = build(ground, evaluate(facts, ruleset), ruleset, head)
    await desk.store.keep(head, to_kept(ground, ruleset, made))


def make_head(facts: MonthFacts, stage: Stage) -> Head:
    """Return a cover."""
    ruleset, version = load_ruleset(None), 0 if stage is Stage.DRAFT else 1
    return Head(
        month=facts.month,
        stage=stage,
        version=version,
        contract=None,
        ruleset_id=ruleset.id,
        ruleset_digest=ruleset.digest,
        data_digest="5f" * 32,
        made_at=MADE_AT,
        made_by="account:somsri" if version else "",
        final_at=MADE_AT + timedelta(days=15) if stage is Stage.FINAL else None,
    )


def to_ground(register: Register, facts: MonthFacts) -> Ground:
    """Return what a statement of `facts` is made from."""
    return Ground(
        facts,
        {each.code: _about(register, each.code) for each in facts.sites},
        {code: each.provider for code, each in register.contracts.items()},
        _exclusion_lines(facts),
        [PollerGap("local", each, "blind") for each in facts.blind],
    )


def _down(dice: random.Random, start: datetime) -> Down:
    begun = start + timedelta(seconds=dice.randrange(26 * 86_400))
    lasts_s = dice.choice((40, 900, 5_400, 14_400, 50_000, 120_000))
    return Down(begun, begun + timedelta(seconds=lasts_s))


def _ticket(down: Down) -> Ticket:
    end = down.end or down.start
    third = (end - down.start) // 3
    return Ticket(down.start, down.start + third, end - third, end)


def _at(start: datetime, day: int, hours: int) -> Interval:
    begun = start + timedelta(days=day)
    return Interval(begun, begun + timedelta(hours=hours))


def _statuses() -> list[ExclusionStatus]:
    return [*ExclusionStatus] * 200


def _facts(site: Site, place: int, start: datetime) -> SiteFacts:
    late = start + timedelta(days=27 if place % 50 == 9 else 12)
    is_new = place % 50 in (9, 19)
    return SiteFacts(
        code=site.code,
        contract=site.contract,
        commissioned_at=late if is_new else start - timedelta(days=400),
        monthly_fee_baht=FEE,
        penalty_rate_per_hour=RATE,
    )


def _about(register: Register, code: SiteCode) -> SiteAbout:
    site = register.sites[code]
    province = register.provinces[site.province]
    return SiteAbout(
        name_th=site.name_th,
        name_en=site.name_en,
        province=province.code,
        province_th=province.name_th,
        province_en=province.name_en,
        region=province.region,
        site_type=site.site_type.value,
    )


def _exclusion_lines(facts: MonthFacts) -> list[ExclusionLine]:
    return [
        ExclusionLine(
            id=str(number),
            kind=each.kind,
            status=each.status,
            span=each.span,
            sites=[site],
            excluded_s=0,
            reason="การไฟฟ้าแจ้งดับไฟเพื่อย้ายแนวสาย",
            requested_by="contractor",
            requested_at=each.span.end,
            decided_by="ministry",
            decided_at=MADE_AT,
            decision_note="",
            document_sha256="",
        )
        for number, (site, found) in enumerate(facts.exclusions.items(), start=1)
        for each in found
    ]
