"""Repair times: each outage booked once, in the month it ended, and whole. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from netmon.core.intervals import Interval
from netmon.sla.contract_clock import find_charged_s, find_stop, late_hours
from netmon.sla.down_time import OPEN_S, DownTime
from netmon.sla.figures import Repair
from netmon.sla.seconds import Span, to_moment, to_s

if TYPE_CHECKING:
    from netmon.sla.facts import MonthFacts, SiteFacts, Ticket
    from netmon.sla.parameters import Rules
    from netmon.sla.sweep import Claims


@dataclass(frozen=True, slots=True)
class Booked:
    """What of a site's outages belongs to a month.

    Attributes:
        repairs, blips: Those that ended in it, in order; not what was cut.
        open_since: Start of one that had not ended by then.
    """

    repairs: tuple[Repair, ...] = ()
    blips: tuple[Interval, ...] = ()
    open_since: datetime | None = None


def book(
    facts: MonthFacts, site: SiteFacts, down: DownTime, rules: Rules, claims: Claims
) -> Booked:
    """Return what ended in the month, as far as the site was in service at all.

    An outage that ends at the very end of the month belongs to the next one.

    Args:
        facts: Of the month.
        site: One of its sites.
        down: Its outages.
        rules: Of its contract.
        claims: What is said of the site's time, also before the month.
    """
    service = _service(site)
    first, until = to_s(facts.month.span.start), to_s(facts.until)
    last = min(to_s(facts.month.span.end), until + 1)
    mine = _within(down.outages, service)
    tickets = facts.tickets.get(site.code, ())
    target_h = rules.mttr_target_h
    if site.repair_target_h is not None:
        target_h = site.repair_target_h
    lasting = [start for start, end in mine if start < until and end >= last]
    is_served = bool(_within([(first, until)], service))
    return Booked(
        repairs=tuple(
            _to_repair(site, each, _tickets_of(each, tickets), target_h, rules, claims)
            for each in mine
            if first <= each[1] < last and each not in down.cut
        ),
        blips=tuple(
            _to_interval(each)
            for each in _within(down.blips, service)
            if first <= each[1] < last
        ),
        open_since=to_moment(lasting[0]) if lasting and is_served else None,
    )


def _service(site: SiteFacts) -> Span:
    """Return from when until when a site is in service; empty for never."""
    begun = OPEN_S if site.commissioned_at is None else to_s(site.commissioned_at)
    left = OPEN_S if site.decommissioned_at is None else to_s(site.decommissioned_at)
    return begun, left


def _within(spans: Iterable[Span], service: Span) -> list[Span]:
    """Return the spans of which at least a second lies within `service`."""
    begun, left = service
    return [each for each in spans if max(each[0], begun) < min(each[1], left)]


def _tickets_of(outage: Span, tickets: Sequence[Ticket]) -> list[Ticket]:
    if not tickets:
        return []
    start, end = outage
    return [each for each in tickets if start <= to_s(each.outage_started_at) < end]


def _to_repair(
    site: SiteFacts,
    outage: Span,
    tickets: Sequence[Ticket],
    target_h: int,
    rules: Rules,
    claims: Claims,
) -> Repair:
    """Return one outage with its tickets; of several the first and the last word."""
    span = _to_interval(outage)
    if not tickets and rules.ttr_clock_start == "ticket_sent":
        return Repair(site.code, span, None, None, None, target_h)  # most are so
    sent = min((each.sent_at for each in tickets if each.sent_at), default=None)
    came = min((each.on_site_at for each in tickets if each.on_site_at), default=None)
    restored = max(
        (each.restored_at for each in tickets if each.restored_at), default=None
    )
    begins = span.start if rules.ttr_clock_start == "outage_start" else sent
    noted = None if restored is None else to_s(restored)
    stop, is_contradicted = find_stop(outage[1], noted, claims)
    clock = None if begins is None else (to_s(begins), stop)
    charged_s = None if clock is None else find_charged_s(clock, site, rules, claims)
    return Repair(
        site=site.code,
        span=span,
        sent_at=sent,
        on_site_at=came,
        restored_at=restored,
        target_h=target_h,
        contract_s=None if clock is None else max(0, clock[1] - clock[0]),
        charged_s=charged_s,
        is_contradicted=is_contradicted,
        late_h=None if charged_s is None else late_hours(charged_s, target_h),
    )


def _to_interval(span: Span) -> Interval:
    return Interval(to_moment(span[0]), to_moment(span[1]))
