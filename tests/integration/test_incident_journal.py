"""What a new process takes up of the incidents, however many sites are dark."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from netmon.core.model import DeviceId, Service, SiteCode
from netmon.status.causes import Cause, Finding
from netmon.status.effects import OutageOpened, Reported
from netmon.status.incidents import IncidentBook, IncidentRules
from netmon.status.journal import Journal
from netmon.status.report import Report
from netmon.status.topology import Topology
from tests.unit.looks import at

pytestmark = pytest.mark.anyio

DARK_COUNT = 33_000
"""More than the 32,767 parameters PostgreSQL takes in one question."""


def _opened(number: int) -> OutageOpened:
    site = SiteCode(f"S{number}")
    return OutageOpened(
        f"{site}-link",
        site,
        Service.LINK,
        DeviceId(f"{site}/router"),
        at(0),
        (),
        None,
        "T1",
    )


async def test_a_process_that_starts_while_the_nation_is_dark_knows_its_incident(
    engine: AsyncEngine,
) -> None:
    book = IncidentBook(
        IncidentRules(), "main", Topology(), lambda _: "trunk", lambda *_: False
    )
    journal = Journal(engine, "main")
    await journal.observation.begin(at(0))
    outages = [_opened(number) for number in range(DARK_COUNT)]
    await journal.write(outages, at(1), book.take(outages, at(1)))

    incidents, still_open = await journal.remember_incidents(at(0))

    assert len(still_open) == DARK_COUNT
    assert [len(each.members) for each in incidents] == [DARK_COUNT]


async def test_the_words_of_another_system_are_taken_up_as_they_were_said(
    engine: AsyncEngine,
) -> None:
    book = IncidentBook(
        IncidentRules(), "main", Topology(), lambda _: "", lambda *_: False
    )
    journal = Journal(engine, "main")
    await journal.observation.begin(at(0))
    labels = (("a b", "ค่า, with=all \"'😀"), ("province", "50"))
    said = Report("ShareDown", "Over 10 %", "ล่มเกิน 10%", None, labels)
    finding = Finding(Cause.ALERT, 1.0, "said_by_grafana")
    reported = Reported("alert:c6eadffa33fcdf37", at(0), finding, said)
    await journal.write([], at(1), book.report([reported], at(1)))

    [incident], _ = await journal.remember_incidents(at(0))

    assert (incident.key, incident.report) == (reported.key, said)
