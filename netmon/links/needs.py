"""What hangs on a site, for whoever must choose where to repair first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from netmon.core.clock import to_thai
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.links.calendar import to_interval
from netmon.links.facts import Records, Session
from netmon.links.priority import Need
from netmon.links.risk import COMING
from netmon.links.training import to_class_time

SALES_DAYS = 28
"""Four of each weekday."""


def to_needs(
    records: Records, site_of: Mapping[str, SiteCode], now: datetime
) -> Mapping[SiteCode, Need]:
    """Return what hangs on each site; sites on which nothing does are left out."""
    coming: dict[SiteCode, list[tuple[Session, bool]]] = defaultdict(list)
    for session in records.sessions:
        if session.ends_at > now and session.centre in site_of:
            hours = [each for each in to_class_time(session) if each.end > now]
            if hours and hours[0].start < now + COMING:
                is_today = _is_today(hours, now)
                coming[site_of[session.centre]].append((session, is_today))
    sold = _sales_a_day(records, site_of, now)
    return {
        site: Need(
            is_class_today=any(is_today for _, is_today in coming[site]),
            is_class_coming=bool(coming[site]),
            registered_count=sum(one.registered or 0 for one, _ in coming[site]),
            sales_baht=sold.get(site, 0.0),
        )
        for site in sorted({*coming, *sold})
    }


def _is_today(hours: Iterable[Interval], now: datetime) -> bool:
    today = to_interval(to_thai(now).date())
    return any(each.start < today.end and each.end > today.start for each in hours)


def _sales_a_day(
    records: Records, site_of: Mapping[str, SiteCode], now: datetime
) -> dict[SiteCode, float]:
    """Return the mean of a day's sales over SALES_DAYS whole days before today."""
    today = to_thai(now).date()
    first = today - timedelta(days=SALES_DAYS)
    centre_of = {each.code: each.centre for each in records.shops}
    sold: dict[SiteCode, float] = defaultdict(float)
    for sale in records.sales:
        site = site_of.get(centre_of.get(sale.shop, ""))
        if site is not None and first <= sale.day < today and sale.amount_baht:
            sold[site] += sale.amount_baht / SALES_DAYS
    return sold
