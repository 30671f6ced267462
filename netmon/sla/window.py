"""The service window of a site-month: the time that is judged at all. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from netmon.core.clock import THAI_TIME, to_thai
from netmon.sla.seconds import Span, to_moment, to_s

if TYPE_CHECKING:
    from inventory.model import ServiceHours
    from netmon.sla.facts import MonthFacts, SiteFacts
    from netmon.sla.parameters import Rules

_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Window:
    """When a site's service is judged.

    Attributes:
        spans: In order, not touching; empty where it was not in service.
        in_service_s: From commissioning to decommissioning within the month, whatever
            the service hours: what a short service is told by.
    """

    spans: tuple[Span, ...]
    in_service_s: int

    def is_short(self, rules: Rules) -> bool:
        """Whether the service was too short for a verdict."""
        return self.in_service_s < rules.min_service_days * _DAY_S


def find_window(facts: MonthFacts, site: SiteFacts, rules: Rules) -> Window:
    """Return the window of `site`: its service within the month, sla.md 2.1."""
    end = min(to_s(facts.month.span.end), to_s(facts.until))
    return find_service(site, rules, to_s(facts.month.span.start), end)


def find_service(site: SiteFacts, rules: Rules, start: int, end: int) -> Window:
    """Return the window of `site` within [start, end), whatever the month."""
    if site.commissioned_at is None:
        return Window((), 0)
    start = max(start, to_s(site.commissioned_at))
    if site.decommissioned_at is not None:
        end = min(end, to_s(site.decommissioned_at))
    if end <= start:
        return Window((), 0)
    if rules.service_hours == "register" and site.hours is not None:
        return Window(tuple(_while_open(site.hours, start, end)), end - start)
    return Window(((start, end),), end - start)


def _while_open(hours: ServiceHours, start: int, end: int) -> list[Span]:
    """Return when service is promised within [start, end)."""
    found = []
    day = to_thai(to_moment(start)).date()
    while (opens := _at(day, hours.opens)) < end:
        closes = _at(day, hours.closes)
        if day.isoweekday() in hours.weekdays and closes > start:
            found.append((max(opens, start), min(closes, end)))
        day += timedelta(days=1)
    return found


def _at(day: date, local: time) -> int:
    return to_s(datetime.combine(day, local, THAI_TIME))
