"""What a contract's clock needs that began before the month: gaps and exclusions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from netmon.core.intervals import Interval, clip, subtract
from netmon.sla.claims.exclusions import read_exclusions, to_facts
from netmon.sla.facts import ExclusionStatus
from netmon.status.lookback import find_observed, read_journals

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

    from netmon.core.model import SiteCode
    from netmon.sla.facts import Exclusion
    from netmon.status.lookback import Wanted


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is known of time before a month, of the sites whose clocks ran then.

    Attributes:
        not_observed: By site, also when nobody looked at any site.
        exclusions: Approved, and over before the month; by site.
    """

    not_observed: Mapping[SiteCode, Sequence[Interval]]
    exclusions: Mapping[SiteCode, Sequence[Exclusion]]


async def read_earlier(
    connection: AsyncConnection, wanted: Wanted, begun: Mapping[SiteCode, datetime]
) -> Earlier:
    """Return what a late repair is charged by, before the month.

    Args:
        connection: In a transaction.
        wanted: Of the month.
        begun: When a clock began, of those sites where it was before the month.
    """
    if not begun:
        return Earlier({}, {})
    span = Interval(min(begun.values()), wanted.span.start)
    asked = replace(wanted, sites=sorted(begun), span=span, fresh_s=0.0)
    journals = await read_journals(connection, asked)
    unseen = {}
    for code, seen in find_observed(journals, asked.sites or ()):
        since = Interval(begun[code], span.end)
        if dark := subtract([since], clip(seen, since)):
            unseen[code] = dark
    requested = to_facts(await read_exclusions(connection, span))
    over = {
        code: [
            each
            for each in requested.get(code, ())
            if each.status is ExclusionStatus.APPROVED and each.span.end <= span.end
        ]
        for code in begun
    }
    return Earlier(unseen, {code: each for code, each in over.items() if each})
