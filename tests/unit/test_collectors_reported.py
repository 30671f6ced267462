"""Looks at access points by what others tell of them."""

from __future__ import annotations

import asyncio

import pytest

from collectors.reported import FRESH_S, Report, ReportedCollector, SharedReads
from netmon.core.model import DeviceId, Method, Outcome, Role, SiteCode, Target
from tests.live import HandClock

pytestmark = pytest.mark.anyio

POINT = Target(
    DeviceId("S1/ap1"), SiteCode("S1"), Role.ACCESS_POINT, "", (Method.REPORT,)
)


class Teller:
    """A controller that says what it is told to."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.reports: dict[DeviceId, Report] = {}
        self.says: bool | None = True
        self.asked_count = 0
        self.collector = ReportedCollector(self.clock, self.reports, self.read)

    async def read(self, device: DeviceId) -> None:
        self.asked_count += 1
        if self.says is not None:
            self.reports[device] = Report(
                self.clock.now(), self.clock.monotonic(), self.says, "not_joined"
            )


async def test_a_fresh_report_is_not_asked_for_again() -> None:
    teller = Teller()

    first = await teller.collector.look(POINT)
    again = await teller.collector.look(POINT)
    teller.clock.move(FRESH_S + 0.1)
    await teller.collector.look(POINT)

    assert first.outcome is again.outcome is Outcome.ANSWERED
    assert teller.asked_count == 2


async def test_two_rounds_never_rest_on_one_report() -> None:
    teller = Teller()
    teller.says = False

    rounds = []
    for _ in range(2):
        rounds.append(await teller.collector.look(POINT))
        teller.clock.move(2.0)

    assert [each.outcome for each in rounds] == [Outcome.SILENT] * 2
    assert rounds[0].at != rounds[1].at
    assert rounds[0].reason == "not_joined"


async def test_a_reporter_that_says_nothing_proves_nothing() -> None:
    teller = Teller()
    await teller.collector.look(POINT)
    teller.says = None
    teller.clock.move(30)

    probe = await teller.collector.look(POINT)

    assert (probe.outcome, probe.reason) == (Outcome.NOT_MEASURED, "no_report")


async def test_many_who_ask_share_one_reading() -> None:
    gate, count = asyncio.Event(), 0

    async def read(_target: Target) -> None:
        nonlocal count
        count += 1
        await gate.wait()

    shared = SharedReads(read)
    waiting = [asyncio.ensure_future(shared.read(POINT)) for _ in range(50)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    gate.set()
    ended = await asyncio.gather(*waiting, return_exceptions=True)
    await shared.read(POINT)

    assert count == 2
    assert isinstance(ended[0], asyncio.CancelledError)
    assert ended[1:] == [None] * 49
