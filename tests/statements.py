"""Statements as months bring them, for what renders and shows them; same seed, same."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from inventory.importer.kinds import NAMES
from inventory.model import SiteType
from inventory.provinces import load_provinces
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.sla.facts import (
    Down,
    Exclusion,
    ExclusionStatus,
    ExclusionType,
    MonthFacts,
    SiteFacts,
)
from netmon.sla.figures import (
    Penalty,
    Reason,
    Repair,
    Seconds,
    SiteFigures,
    Verdict,
)
from netmon.sla.statement import (
    ExclusionLine,
    Group,
    Head,
    PollerGap,
    SiteChange,
    SiteLine,
    Stage,
    Statement,
)

OCTOBER = Month(2026, 10)
PARTIES = (
    "บริษัท ทดสอบเครือข่ายภาคเหนือและภาคตะวันออกเฉียงเหนือ จำกัด (มหาชน)",
    "บริษัท ตัวอย่างโทรคมนาคม จำกัด",
    "กิจการร่วมค้า น้ำใส–ทั่วไทย",
)
RULES = {
    "availability_target_ratio": "0.995",
    "min_coverage_ratio": "0.98",
    "min_service_days": 7,
    "blip_max_s": 60,
    "penalty": {"mode": "larger_of", "part_hour": "ceil", "cap_ratio": "1"},
}
TARGET_PPM = 995_000


def make_head(month: Month = OCTOBER, stage: Stage = Stage.FROZEN) -> Head:
    """Return the cover of a first version."""
    made_at = month.span.end + timedelta(days=4, hours=2)
    is_draft = stage is Stage.DRAFT
    return Head(
        month,
        stage,
        version=0 if is_draft else 1,
        contract=None,
        ruleset_id="th-usonet-2569-v1",
        ruleset_digest="3f" * 32,
        data_digest="a7" * 32,
        made_at=made_at,
        made_by="" if is_draft else "somsri",
        final_at=made_at + timedelta(days=15) if stage is Stage.FINAL else None,
    )


def make_statement(
    sites: int = 240,
    *,
    outages_a_site: int = 3,
    month: Month = OCTOBER,
    stage: Stage = Stage.FROZEN,
    seed: int = 7,
) -> Statement:
    """Return a statement whose sums agree; about 5 % of the sites fail."""
    dice = random.Random(seed)
    lines = [_make_line(dice, n, month, outages_a_site) for n in range(sites)]
    worst = sorted(lines, key=lambda line: -line.figures.seconds.down_s)[:50]
    return Statement(
        head=make_head(month, stage),
        rules=RULES,
        nation=_group("", "ทั้งประเทศ", "Thailand", lines),
        regions=_groups(lines, lambda line: (line.region, line.region, line.region)),
        provinces=_groups(
            lines, lambda line: (line.province, line.province_th, line.province_en)
        ),
        contracts=_groups(lines, lambda line: (line.contract or "", *_party(line))),
        site_types=_groups(
            lines,
            lambda line: (
                line.site_type,
                NAMES[SiteType(line.site_type)],
                line.site_type,
            ),
        ),
        sites=lines,
        matrix={
            (verdict, "no-evidence"): count
            for verdict, count in _verdicts(lines).items()
        },
        worst=[line.figures.code for line in worst if line.figures.seconds.down_s],
        repairs=[each for line in lines for each in line.figures.repairs],
        exclusions=_make_exclusions(lines, month),
        poller_gaps=[
            PollerGap(
                "poller-1",
                _span(month, 11 * 86_400 + 300, 14_400),
                "blind",
            ),
            PollerGap("poller-1", _span(month, 25 * 86_400, 95), "not_running"),
        ],
    )


def make_facts(statement: Statement) -> MonthFacts:
    """Return facts such a statement may have been made from."""
    return MonthFacts(
        month=statement.head.month,
        until=statement.head.month.span.end,
        sites=[
            SiteFacts(
                line.figures.code,
                line.contract,
                datetime(2024, 1, 1, tzinfo=UTC),
                monthly_fee_baht=Decimal(1500),
                penalty_rate_per_hour=Decimal("0.002"),
            )
            for line in statement.sites
        ],
        outages={
            line.figures.code: [
                Down(each.span.start, each.span.end) for each in line.figures.repairs
            ]
            + [Down(each.start, each.end) for each in line.figures.blips]
            for line in statement.sites
        },
        not_observed={
            statement.sites[0].figures.code: [_span(statement.head.month, 7_200, 600)]
        }
        if statement.sites
        else {},
        blind=[gap.span for gap in statement.poller_gaps],
        exclusions={
            SiteCode(code): [Exclusion(each.kind, each.span, each.status)]
            for each in statement.exclusions
            for code in each.sites
        },
    )


def make_empty(month: Month = OCTOBER) -> Statement:
    """Return the statement of a month with no site at all."""
    return make_statement(0, month=month)


def with_correction(statement: Statement) -> Statement:
    """Return the version that corrects `statement`."""
    code = statement.sites[0].figures.code
    head = replace(
        statement.head, version=2, supersedes=1, why="อนุมัติการยกเว้นย้อนหลัง ตามหนังสือที่ 12"
    )
    changes = [SiteChange(code, "excluded_s", "0", "7200")]
    return replace(statement, head=head, changes=changes)


def _span(month: Month, offset_s: int, long_s: int) -> Interval:
    start = month.span.start + timedelta(seconds=offset_s)
    return Interval(start, start + timedelta(seconds=long_s))


def _make_line(
    dice: random.Random, number: int, month: Month, outages: int
) -> SiteLine:
    provinces = list(load_provinces().values())
    place = provinces[number * 7 % len(provinces)]
    kind = list(SiteType)[number % len(SiteType)]
    code = SiteCode(f"{place.code}{number:05}")
    contract = f"USO-2569-{1 + number % 12:02}"
    figures = _make_figures(dice, code, month, outages)
    return SiteLine(
        f"{NAMES[kind][:18]} บ้านน้ำทิพย์ที่ {number}",
        f"Ban Nam Thip {number}",
        place.code,
        place.name_th,
        place.name_en,
        place.region,
        kind.value,
        contract,
        figures,
    )


def _make_figures(
    dice: random.Random, code: SiteCode, month: Month, outages: int
) -> SiteFigures:
    whole_s = int((month.span.end - month.span.start).total_seconds())
    luck = dice.random()
    if luck < 0.01:
        return SiteFigures(code, Seconds(), TARGET_PPM, Verdict.NOT_IN_SERVICE, None)
    scale = 8 if luck > 0.92 else 1
    repairs, down_s = [], 0
    for number in range(outages):
        slot = (whole_s - 86_400) // max(1, outages)
        long_s = min(dice.randint(70, 2_400) * scale, slot - 10)
        span = _span(month, number * slot + dice.randrange(slot - long_s), long_s)
        sent = span.start + timedelta(minutes=20)
        late_h = max(0, -(-(long_s - 4 * 3600) // 3600))
        told = {"sent_at": sent, "restored_at": span.end} if number % 2 else {}
        repairs.append(
            Repair(code, span, **told, target_h=4, contract_s=long_s, late_h=late_h)  # type: ignore[arg-type]
        )
        down_s += long_s
    excluded_s = 7_200 if luck > 0.97 else 0
    blind_s = whole_s // 2 if 0.01 <= luck < 0.02 else 14_495
    seconds = Seconds(
        whole_s - down_s - excluded_s - blind_s, down_s, blind_s, excluded_s
    )
    verdict, reason = Verdict.COMPLIANT, None
    if blind_s * 2 > whole_s - 10:
        verdict, reason = Verdict.INSUFFICIENT, Reason.LOW_COVERAGE
    elif seconds.up_s * 10**6 < TARGET_PPM * seconds.seen_s:
        verdict = Verdict.NON_COMPLIANT
    late_h = sum(each.late_h or 0 for each in repairs)
    return SiteFigures(
        code,
        seconds,
        TARGET_PPM,
        verdict,
        reason,
        tuple(repairs),
        blips=(_span(month, whole_s - 3_000, 31),) if number_of(code) % 3 == 0 else (),
        penalty=_make_penalty(seconds, late_h, is_judged=reason is None),
    )


def number_of(code: str) -> int:
    """Return the running number in a code."""
    return int(code[2:])


def _make_penalty(seconds: Seconds, late_h: int, *, is_judged: bool) -> Penalty:
    fee, rate = Decimal(1500), Decimal("0.002")
    allowance_s = seconds.judged_s * (10**6 - TARGET_PPM) // 10**6
    excess_s = max(0, seconds.down_s - allowance_s) if is_judged else 0
    excess_h = -(-excess_s // 3600)
    by_time, by_repair = fee * rate * excess_h, fee * rate * late_h
    baht = min(fee, max(by_time, by_repair)) if is_judged else Decimal(0)
    cents = Decimal("0.01")
    return Penalty(
        fee,
        rate,
        allowance_s,
        excess_s,
        excess_h,
        by_time.quantize(cents),
        late_h,
        by_repair.quantize(cents),
        is_capped=baht == fee,
        baht=baht.quantize(cents),
    )


def _verdicts(lines: Sequence[SiteLine]) -> dict[Verdict, int]:
    found = Counter(line.figures.verdict for line in lines)
    return {verdict: found[verdict] for verdict in Verdict}


def _groups(
    lines: Sequence[SiteLine], name: Callable[[SiteLine], tuple[str, str, str]]
) -> list[Group]:
    members: dict[tuple[str, str, str], list[SiteLine]] = {}
    for line in lines:
        members.setdefault(name(line), []).append(line)
    return [_group(*called, found) for called, found in sorted(members.items())]


def _group(key: str, name_th: str, name_en: str, lines: Sequence[SiteLine]) -> Group:
    found = [line.figures for line in lines]
    repairs = [each for one in found for each in one.repairs]
    penalties = [one.penalty for one in found if one.penalty]
    return Group(
        key,
        name_th,
        name_en,
        sum((one.seconds for one in found), Seconds()),
        _verdicts(lines),
        len(repairs),
        sum(each.service_s for each in repairs),
        sum(1 for each in repairs if each.late_h),
        sum(len(one.blips) for one in found),
        sum((each.fee_baht for each in penalties), Decimal(0)) if penalties else None,
        sum((each.baht for each in penalties), Decimal(0)) if penalties else None,
    )


def _party(line: SiteLine) -> tuple[str, str]:
    number = int((line.contract or "0")[-2:])
    return PARTIES[number % len(PARTIES)], f"Example Telecom {number}"


def _make_exclusions(lines: Sequence[SiteLine], month: Month) -> list[ExclusionLine]:
    if not lines:
        return []
    asked = month.span.start + timedelta(days=3)
    codes = [line.figures.code for line in lines]
    kinds, states = list(ExclusionType), list(ExclusionStatus)
    return [
        ExclusionLine(
            str(100 + number),
            kinds[number % len(kinds)],
            states[number % len(states)],
            _span(month, number * 86_400, 7_200),
            codes[number * 3 : number * 3 + 1 + number % 4],
            7_200 if states[number % len(states)] is ExclusionStatus.APPROVED else 0,
            "ไฟฟ้าดับทั้งตำบล กฟภ. แจ้งปรับปรุงสายส่งแรงสูงตามหนังสือแจ้งเลขที่ มท 5301.12/ว 441",
            "contractor-01",
            asked,
            "" if number % 3 == 0 else "wichai",
            None if number % 3 == 0 else asked + timedelta(days=1),
            "",
            "b1" * 32 if number % 2 else "",
        )
        for number in range(9)
    ]
