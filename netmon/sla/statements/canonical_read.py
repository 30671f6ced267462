"""Reads back what canonical.py wrote. It is ours, and so is trusted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import orjson

from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.sla.facts import ExclusionStatus, ExclusionType
from netmon.sla.figures import Penalty, Reason, Repair, Seconds, SiteFigures, Verdict
from netmon.sla.moments import to_moment, to_span, to_time
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

Json = dict[str, Any]


def load_statement(body: bytes) -> Statement:
    """Return the statement `dump_statement` wrote."""
    found = orjson.loads(body)
    return with_sites(to_summary(found), map(to_line, found["sites"]))


def with_sites(summary: Statement, lines: Iterable[SiteLine]) -> Statement:
    """Return a summary with its sites, sorted by code, and their repairs."""
    sites = tuple(lines)
    repairs = tuple(repair for line in sites for repair in line.figures.repairs)
    return replace(summary, sites=sites, repairs=repairs)


def to_summary(found: Json) -> Statement:
    """Return a statement without its sites."""
    return Statement(
        head=to_head(found["head"]),
        rules=found["rules"],
        nation=_to_group(found["nation"]),
        regions=_to_groups(found["regions"]),
        provinces=_to_groups(found["provinces"]),
        contracts=_to_groups(found["contracts"]),
        site_types=_to_groups(found["site_types"]),
        sites=(),
        matrix={
            (Verdict(each["availability"]), each["bandwidth"]): each["sites"]
            for each in found["matrix"]
        },
        worst=tuple(found["worst"]),
        repairs=(),
        exclusions=tuple(map(to_exclusion, found["exclusions"])),
        poller_gaps=tuple(map(to_gap, found["poller_gaps"])),
        changes=tuple(SiteChange(**each) for each in found["changes"]),
    )


def to_head(found: Json) -> Head:
    """Return the cover."""
    return Head(
        month=Month.parse(found["month"]),
        stage=Stage(found["stage"]),
        version=found["version"],
        contract=found["contract"],
        ruleset_id=found["ruleset_id"],
        ruleset_digest=found["ruleset_digest"],
        data_digest=found["data_digest"],
        made_at=to_moment(found["made_at"]),
        made_by=found["made_by"],
        final_at=to_time(found["final_at"]),
        why=found["why"],
        supersedes=found["supersedes"],
        scope_digest=found.get("scope_digest", ""),
        result_digest=found.get("result_digest", ""),
    )


def _to_groups(found: Iterable[Json]) -> tuple[Group, ...]:
    return tuple(map(_to_group, found))


def _to_group(found: Json) -> Group:
    return Group(
        key=found["key"],
        name_th=found["name_th"],
        name_en=found["name_en"],
        seconds=_to_seconds(found),
        verdicts={Verdict(key): sites for key, sites in found["verdicts"].items()},
        incidents=found["incidents"],
        repair_s=found["repair_s"],
        late_repairs=found["late_repairs"],
        blips=found["blips"],
        fee_baht=_to_baht(found["fee_baht"]),
        penalty_baht=_to_baht(found["penalty_baht"]),
    )


def _to_seconds(found: Json) -> Seconds:
    return Seconds(
        found["up_s"], found["down_s"], found["not_observed_s"], found["excluded_s"]
    )


def to_line(found: Json) -> SiteLine:
    """Return one site with its figures."""
    return SiteLine(
        name_th=found["name_th"],
        name_en=found["name_en"],
        province=found["province"],
        province_th=found["province_th"],
        province_en=found["province_en"],
        region=found["region"],
        site_type=found["site_type"],
        contract=found["contract"],
        figures=_to_figures(found),
    )


def _to_figures(found: Json) -> SiteFigures:
    code = SiteCode(found["code"])
    return SiteFigures(
        code=code,
        seconds=_to_seconds(found),
        target_ppm=found["target_ppm"],
        verdict=Verdict(found["verdict"]),
        reason=Reason(found["reason"]) if found["reason"] else None,
        repairs=tuple(_to_repair(code, each) for each in found["repairs"]),
        open_since=to_time(found["open_since"]),
        blips=tuple(map(to_span, found["blips"])),
        penalty=_to_penalty(found["penalty"]) if found["penalty"] else None,
    )


def _to_repair(site: SiteCode, found: Json) -> Repair:
    return Repair(
        site=site,
        span=to_span(found),
        sent_at=to_time(found["sent_at"]),
        on_site_at=to_time(found["on_site_at"]),
        restored_at=to_time(found["restored_at"]),
        target_h=found["target_h"],
        contract_s=found["contract_s"],
        charged_s=found.get("charged_s"),
        is_contradicted=found.get("is_contradicted", False),
        late_h=found["late_h"],
    )


def _to_penalty(found: Json) -> Penalty:
    return Penalty(
        fee_baht=Decimal(found["fee_baht"]),
        rate_per_hour=Decimal(found["rate_per_hour"]),
        allowance_s=found["allowance_s"],
        excess_s=found["excess_s"],
        excess_h=found["excess_h"],
        availability_baht=Decimal(found["availability_baht"]),
        late_h=found["late_h"],
        repair_baht=Decimal(found["repair_baht"]),
        is_capped=found["is_capped"],
        baht=Decimal(found["baht"]),
    )


def to_exclusion(found: Json) -> ExclusionLine:
    """Return one request to leave time out."""
    return ExclusionLine(
        id=found["id"],
        kind=ExclusionType(found["type"]),
        status=ExclusionStatus(found["status"]),
        span=to_span(found),
        sites=tuple(found["sites"]),
        excluded_s=found["excluded_s"],
        reason=found["reason"],
        requested_by=found["requested_by"],
        requested_at=to_moment(found["requested_at"]),
        decided_by=found["decided_by"],
        decided_at=to_time(found["decided_at"]),
        decision_note=found["decision_note"],
        document_sha256=found["document_sha256"],
        excluded_of_site_s=tuple(found["excluded_of_site_s"]),
    )


def to_gap(found: Json) -> PollerGap:
    """Return time one of our own pollers did not look."""
    return PollerGap(found["poller"], to_span(found), found["reason"])


def _to_baht(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
