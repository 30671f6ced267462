"""Questions about more sites than a statement has parameters, on both databases."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.core.model import SiteCode
from netmon.status.history import OutageFilter
from netmon.status.incident_history import IncidentHistory
from netmon.status.incident_records import IncidentFilter
from tests.integration.test_status_journal import ByHand, Life
from tests.unit.looks import SITE

pytestmark = pytest.mark.anyio

MANY = [SiteCode(f"X'\"-{number:05}") for number in range(40_000)]


async def test_forty_thousand_sites_are_asked_for_at_once(engine: AsyncEngine) -> None:
    life = Life(engine, ByHand())
    await life.begin()
    await life.go_down()
    history = IncidentHistory(engine)

    for sites, count in (([*MANY, SITE], 1), (MANY, 0), ([], 0)):
        found = await life.history.outages(OutageFilter(sites=sites), limit=9)
        assert [each.site for each in found] == [SITE] * count
        assert await history.count(IncidentFilter(sites=sites)) == count
