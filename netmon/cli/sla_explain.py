"""`netmon sla explain`: every interval of a site's month, to be checked by hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from netmon.cli.answers import show
from netmon.cli.exit_codes import ExitCode
from netmon.cli.show import table
from netmon.cli.sla_open import open_sla
from netmon.cli.sources import note_demo
from netmon.core.clock import to_thai
from netmon.core.model import SiteCode
from netmon.core.months import Month
from netmon.sla.explain import Because
from netmon.sla.explained import site_month_to_json
from netmon.sla.figures import (
    Verdict,
    availability,
    availability_high,
    availability_low,
    coverage,
)
from netmon.sla.shown import to_baht, to_hours

if TYPE_CHECKING:
    from argparse import Namespace
    from datetime import datetime

    from netmon.core.settings import Settings
    from netmon.sla.desk import SiteMonth
    from netmon.sla.explain import Cause, Piece
    from netmon.sla.figures import Repair, SiteFigures

_WORDS: Mapping[Because, str] = {
    Because.EXCLUSION: "excluded",
    Because.POLLER_GAP: "our pollers did not look at any site",
    Because.SITE_GAP: "nobody looked at this site",
    Because.OUTAGE: "outage",
    Because.BLIP: "blip, counts as up",
}


def explain(options: Namespace, settings: Settings) -> int:
    """Print every interval that counted, why, its evidence, and the sum."""
    month = Month.parse(options.month)
    note_demo(settings, f"sla explain {options.site} --month {month}")
    found = asyncio.run(_explain(options, settings, month))
    show(options, site_month_to_json(found), explain_lines(found))
    return ExitCode.DONE


async def _explain(options: Namespace, settings: Settings, month: Month) -> SiteMonth:
    async with open_sla(settings, judges=not options.version) as opened:
        site = SiteCode(options.site)
        return await opened.desk.explain(site, month, options.version)


def explain_lines(found: SiteMonth) -> Iterator[str]:
    """Yield a site's month, in Thai time."""
    told, version = found.explanation, found.version
    label = f"{version.label}, {version.stage}" if version else "as the journals are"
    yield f"{told.site.code}  {told.month}  {label}  contract {told.site.contract}"
    if not told.pieces:
        yield "not in service in this month"
    else:
        header = ("FROM (ICT)", "TO (ICT)", "SECONDS", "COUNTS AS", "WHY", "EVIDENCE")
        rows = (_to_row(each, found.outage_ids) for each in told.pieces)
        yield from table([header, *rows])
    for each in told.not_counted:
        yield (
            f"not counted: exclusion {each.kind} {_at(each.span.start)} - "
            f"{_at(each.span.end)}, {each.status}"
        )
    yield from _sum_lines(told.figures)


def _to_row(piece: Piece, ids: Mapping[datetime, str]) -> tuple[str, ...]:
    why = "; ".join(_why(each) for each in piece.causes)
    rows = (row.start for each in piece.causes for row in each.rows)
    known = [ids[start] for start in rows if start in ids]
    return (
        _at(piece.span.start),
        _at(piece.span.end),
        str(piece.length_s),
        piece.counts_as.value,
        why or "nothing was wrong",
        " ".join(known),
    )


def _why(cause: Cause) -> str:
    words = _WORDS[cause.because]
    if cause.kind is not None:
        return f"{words}: {cause.kind}"
    if cause.because in (Because.OUTAGE, Because.BLIP):
        cut = ", cut: the site left the register, no repair" if cause.is_cut else ""
        return f"{words} {_at(cause.start)} - {_at(cause.end)}{cut}"
    return words


def _sum_lines(figures: SiteFigures) -> Iterator[str]:
    seconds = figures.seconds
    yield (
        f"sum: up {seconds.up_s} + down {seconds.down_s} + not observed "
        f"{seconds.not_observed_s} + excluded {seconds.excluded_s} = window "
        f"{seconds.window_s} s"
    )
    yield (
        f"available {availability(seconds) or '-'}, at least "
        f"{availability_low(seconds) or '-'}, at most "
        f"{availability_high(seconds) or '-'}, seen {coverage(seconds) or '-'}, "
        f"asked {Decimal(figures.target_ppm) / 10**6}"
    )
    reason = f" ({figures.reason})" if figures.reason else ""
    yield f"verdict: {figures.verdict}{reason}"
    if figures.repairs:
        yield (
            f"incidents: {len(figures.repairs)}, mean repair "
            f"{to_hours(figures.mttr_s)}, mean time between {to_hours(figures.mtbf_s)}"
        )
    yield from map(_repair_line, figures.repairs)
    if figures.open_since is not None:
        yield (
            f"an outage since {_at(figures.open_since)} lasted past the end of these "
            "figures"
        )
    yield from _penalty_lines(figures)


def _repair_line(repair: Repair) -> str:
    """Return what made a repair late, or not, for a person to check."""
    against = ", against what the watch saw: not counted"
    line = (
        f"repair: outage {_at(repair.span.start)} - {_at(repair.span.end)}, "
        f"{to_hours(repair.service_s)}; sent {_noted(repair.sent_at)}, on site "
        f"{_noted(repair.on_site_at)}, restored {_noted(repair.restored_at)}"
        f"{against if repair.is_contradicted else ''}"
    )
    if repair.contract_s is None or repair.charged_s is None:
        return f"{line}; the contract's clock never began"
    return (
        f"{line}; by the contract's clock {to_hours(repair.contract_s)}, charged of it "
        f"(in service, observed, not excluded) {to_hours(repair.charged_s)}, term "
        f"{repair.target_h} h, late {repair.late_h} h"
    )


def _noted(at: datetime | None) -> str:
    return "-" if at is None else _at(at)


def _penalty_lines(figures: SiteFigures) -> Iterator[str]:
    penalty = figures.penalty
    if penalty is None:
        yield "penalty: none is computed"
        return
    fee = to_baht(penalty.fee_baht)
    rate = f"{fee} x {penalty.rate_per_hour.normalize():f} an hour"
    yield (
        f"penalty: allowed {to_hours(penalty.allowance_s)}, beyond it "
        f"{to_hours(penalty.excess_s)}, {penalty.excess_h} h begun at {rate} = "
        f"{to_baht(penalty.availability_baht)}; late repair {penalty.late_h} h = "
        f"{to_baht(penalty.repair_baht)}; charged {to_baht(penalty.baht)} baht"
        f"{' (capped)' if penalty.is_capped else ''}"
    )
    if figures.verdict is Verdict.NON_COMPLIANT and not penalty.excess_s:
        yield (
            "the target is missed, but the down time lies within the allowance: "
            "availability leaves out the time not observed, the allowance is of all "
            "the time judged"
        )


def _at(at: datetime | None) -> str:
    return "still" if at is None else f"{to_thai(at):%Y-%m-%d %H:%M:%S}"
