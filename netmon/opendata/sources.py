"""What open data is made of: register, journals of the lines, roll-ups of the Wi-Fi."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.repository import load_register
from netmon.core.errors import ConfigError
from netmon.core.intervals import Interval
from netmon.core.model import Service, SiteCode
from netmon.core.months import Month, midnight, months_between
from netmon.database import reading
from netmon.opendata.site_months import LineMonth, to_months, to_window
from netmon.status.lookback import (
    Journals,
    Wanted,
    find_observed,
    read_extent,
    read_journals,
)
from netmon.store.month_counts import MonthCount, month_counts

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine

    from inventory.model import Register, Site

Clients = Mapping[tuple[Month, SiteCode], MonthCount]
"""Devices on the Wi-Fi of a site in a month; without those nobody counted."""


@dataclass(frozen=True, slots=True, repr=False)
class Sources:
    """Everything of some months, as it was read.

    It has no text of its own: asyncio.run would spend seconds on it (CPython 3.11 tells
    its task, with the result, to an error that nobody sees).

    Attributes:
        months: In order; none where no month is over yet.
        until: Up to which anything is known, the end of the last month at the latest;
            None where nothing ever was observed.
    """

    register: Register
    months: Sequence[Month]
    journals: Journals | None
    clients: Clients

    @property
    def until(self) -> datetime | None:
        """See above."""
        return self.journals.span.end if self.journals else None


async def read_sources(
    database: AsyncEngine, samples: Path, asked: tuple[Month, Month] | None
) -> Sources:
    """Read what is known of some months. Nothing is written.

    Args:
        database: Migrated; a service may run on it.
        samples: The sample log's folder; it may not be there.
        asked: First and last month; None for all that were observed and are over.

    Raises:
        ConfigError: Nothing is known of a month asked for, since it lies ahead.
    """
    known = await read_extent(database)
    months = _choose(known, asked)
    journals = await _read_journals(database, known, months)
    register = await load_register(database)
    clients = await asyncio.to_thread(_count_clients, samples, register, months)
    return Sources(register, months, journals, clients)


async def _read_journals(
    database: AsyncEngine, known: Interval | None, months: Sequence[Month]
) -> Journals | None:
    """Return the journals of some months, as if nothing had happened since.

    Then a month that is over stays what it is.
    """
    if known is None or not months:
        return None
    until = min(known.end, months[-1].span.end)
    span = Interval(months[0].span.start, until)
    async with reading(database) as connection:
        return await read_journals(connection, Wanted(Service.LINK, None, span))


def _choose(known: Interval | None, asked: tuple[Month, Month] | None) -> list[Month]:
    if asked is None:
        if known is None:
            return []
        every = _until(Month.of(known.start), Month.of(known.end))
        return [month for month in every if month.span.end <= known.end]
    months = list(months_between(*asked))
    if known is None or known.end <= months[-1].span.start:
        why = (
            "nothing was observed yet" if known is None else f"known until {known.end}"
        )
        message = f"{months[-1]}: this month has not begun in the journals ({why})"
        raise ConfigError(message)
    return months


def _until(first: Month, last: Month) -> Iterator[Month]:
    while first <= last:
        yield first
        first = first.next


def _count_clients(
    samples: Path, register: Register, months: Sequence[Month]
) -> dict[tuple[Month, SiteCode], MonthCount]:
    """Return what each site's router said of its Wi-Fi, which sums its points up."""
    routers = {(code, one.id): code for code, one in register.routers.items()}
    return {
        (month, routers[device]): count
        for month in months
        for device, count in month_counts(
            samples, "wifi", "clients_count", month.first_day
        ).items()
        if device in routers
    }


def line_months(sources: Sources) -> Iterator[tuple[Month, Site, LineMonth]]:
    """Yield each month of each site that was in service in it, in that order."""
    journals, sites = sources.journals, sources.register.sites
    if journals is None:
        return
    until = journals.span.end
    made = {
        code: {
            each.month: each
            for each in to_months(
                seen,
                journals.outages.get(code, ()),
                _to_windows(sites[code], sources.months, until),
            )
        }
        for code, seen in find_observed(journals, sites)
    }
    for month in sources.months:
        for code, site in sites.items():
            if month in made[code]:
                yield month, site, made[code][month]


def _to_windows(
    site: Site, months: Sequence[Month], until: datetime
) -> Iterator[tuple[Month, Interval]]:
    if site.in_service_from is None:
        return
    begin = midnight(site.in_service_from)
    for month in months:
        window = to_window(month, begin, until)
        if window is not None:
            yield month, window
