"""Facts as the rows of a scenario, in one order and one spelling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from netmon.sla.moments import to_text

if TYPE_CHECKING:
    from netmon.core.intervals import Interval
    from netmon.core.model import SiteCode
    from netmon.sla.facts import Down, MonthFacts, SiteFacts

Rows = Iterable[dict[str, Any]]
ANY_POLLER = "any"
"""Names who did not look, where it does not matter who."""
_LAST = datetime.max.replace(tzinfo=UTC)


def to_rows(facts: MonthFacts) -> Iterator[tuple[str, str | Rows]]:
    """Yield every member of a scenario after `month`: its key and its value."""
    yield "until", _text(facts.until)
    by_code = sorted(facts.sites, key=lambda each: each.code)
    yield "sites", map(_site, by_code)
    yield "journal", _journal(facts)
    yield "not_observed", _gaps(facts)
    yield "exclusions", _exclusions(facts)
    yield "tickets", _tickets(facts)
    yield "tests", ()
    yield "provisioned", ()


def _site(site: SiteFacts) -> dict[str, Any]:
    hours = site.hours
    return {
        "code": site.code,
        "contract": site.contract,
        "commissioned_at": to_text(site.commissioned_at),
        "decommissioned_at": to_text(site.decommissioned_at),
        "monthly_fee_baht": _amount(site.monthly_fee_baht),
        "penalty_rate_per_hour": _amount(site.penalty_rate_per_hour),
        "availability_target_ratio": _amount(site.availability_target_ratio),
        "repair_target_h": site.repair_target_h,
        "service_hours": None
        if hours is None
        else {
            "weekdays": list(hours.weekdays),
            "opens": hours.opens.isoformat(),
            "closes": hours.closes.isoformat(),
        },
    }


def _journal(facts: MonthFacts) -> Rows:
    for site in _codes(facts):
        rows = facts.outages.get(site, ())
        for row in sorted(rows, key=_to_order):
            start, end = _text(row.start), to_text(row.end)
            if end is not None and end <= start:
                continue
            what = {"site": site, "service": "link", "state": "down"}
            cut = {"cut": True} if row.is_cut else {}
            yield {**what, "start": start, "end": end, **cut}


def _to_order(row: Down) -> tuple[datetime, datetime, bool]:
    return row.start, row.end or _LAST, row.is_cut


def _gaps(facts: MonthFacts) -> Rows:
    for span in sorted(facts.blind):
        if span.start < span.end:
            yield {"poller": ANY_POLLER, **_span(span)}
    for site in _codes(facts):
        for span in sorted(facts.not_observed.get(site, ())):
            if span.start < span.end:
                yield {"site": site, **_span(span)}


def _exclusions(facts: MonthFacts) -> Rows:
    for site in _codes(facts):
        asked = facts.exclusions.get(site, ())
        for each in sorted(asked, key=lambda one: (one.span, one.kind, one.status)):
            words = {"type": each.kind.value, "status": each.status.value}
            yield {"site": site, **words, **_span(each.span)}


def _tickets(facts: MonthFacts) -> Rows:
    for site in _codes(facts):
        rows = [
            {
                "site": site,
                "outage_started_at": _text(each.outage_started_at),
                "sent_at": to_text(each.sent_at),
                "on_site_at": to_text(each.on_site_at),
                "restored_at": to_text(each.restored_at),
            }
            for each in facts.tickets.get(site, ())
        ]
        yield from sorted(rows, key=lambda row: [str(each) for each in row.values()])


def _codes(facts: MonthFacts) -> list[SiteCode]:
    """Return whose rows are written: what is said of other sites changes nothing."""
    return sorted(each.code for each in facts.sites)


def _span(span: Interval) -> dict[str, str]:
    return {"start": _text(span.start), "end": _text(span.end)}


def _text(at: datetime) -> str:
    return str(to_text(at))


def _amount(amount: Decimal | None) -> str | None:
    return None if amount is None else f"{amount.normalize():f}"
