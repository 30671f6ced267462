"""One incident per cause; news that neither doubles nor chatters."""

from __future__ import annotations

from datetime import datetime

import pytest

from netmon.core.model import AgentReading, DeviceId, Service, SiteCode
from netmon.status.causes import Cause, on_return
from netmon.status.effects import (
    AgentSpokeAgain,
    BlindBecause,
    BlindFrom,
    ClockStepped,
    OutageClosed,
    OutageOpened,
    SightedAgain,
)
from netmon.status.incident import (
    EntryKind,
    IncidentEffect,
    IncidentEntry,
    IncidentMerged,
    IncidentSaved,
    Tell,
)
from netmon.status.incidents import IncidentBook, IncidentRules
from netmon.status.topology import Topology
from tests.unit.looks import at

SITES = [SiteCode(f"S{number}") for number in range(20)]
KINDS = {"T1": "trunk", "P1": "provider"}


class Desk:
    """A book, and everything it asked to be kept or told."""

    def __init__(self, *, area: str = "", off_hours: bool = False) -> None:
        self.out: list[IncidentEffect] = []
        self.book = IncidentBook(
            IncidentRules(),
            "poller-1",
            Topology(areas=dict.fromkeys(SITES, area)),
            lambda node: KINDS.get(node, ""),
            lambda *_: off_hours,
        )

    def open(
        self,
        second: float,
        site: SiteCode = SITES[0],
        *,
        parent: str = "",
        service: Service = Service.LINK,
    ) -> OutageOpened:
        opened = OutageOpened(
            f"{site}-{service}-{second}",
            site,
            service,
            DeviceId(f"{site}/router"),
            at(second),
            (),
            AgentReading(sys_uptime_s=10_000, engine_boots=3),
            parent,
        )
        self.out += self.book.take([opened], at(second + 9))
        return opened

    def close(
        self, opened: OutageOpened, second: float, agent: AgentReading | None = None
    ) -> None:
        closed = OutageClosed(opened.id, at(second), (), agent)
        self.out += self.book.take([closed], at(second + 1))

    def tick(self, second: float) -> None:
        self.out += self.book.tick(at(second))

    @property
    def tells(self) -> list[str]:
        return [each.kind.value for each in self.out if isinstance(each, Tell)]

    def last(self) -> IncidentSaved:
        return [each for each in self.out if isinstance(each, IncidentSaved)][-1]

    def ids(self) -> set[str]:
        return {each.id for each in self.out if isinstance(each, IncidentSaved)}


def test_hundreds_behind_one_trunk_are_one_incident_told_once() -> None:
    desk = Desk()

    outages = [desk.open(n / 10, site, parent="T1") for n, site in enumerate(SITES)]
    desk.tick(20)
    for opened in outages:
        desk.close(opened, 60)

    assert len(desk.ids()) == 1
    assert desk.tells == ["opened", "closed"]
    assert desk.last().cause is Cause.TRUNK
    assert (desk.last().member_count, desk.last().open_count) == (20, 0)


def test_a_dead_provider_is_named_as_one() -> None:
    desk = Desk()
    desk.open(0, parent="P1")

    assert desk.last().cause is Cause.PROVIDER


def test_one_site_waits_before_it_is_news() -> None:
    desk = Desk()
    desk.open(0)

    desk.tick(29)
    early = desk.tells
    desk.tick(30)

    assert early == []
    assert desk.tells == ["opened"]


def test_a_blip_that_ended_before_it_was_news_is_never_told() -> None:
    desk = Desk()
    desk.close(desk.open(0), 20)

    desk.tick(40)

    assert desk.tells == []
    assert desk.last().closed_at == at(20)


def test_neighbours_that_go_dark_together_without_a_parent_are_one() -> None:
    desk = Desk(area="C1/10/Bang Rak")

    for number, site in enumerate(SITES[:6]):
        desk.open(number, site)
    desk.tick(40)

    open_ones = [each for each in desk.book.incidents.values() if each.is_open]
    assert [each.key for each in open_ones] == ["area:C1/10/Bang Rak"]
    assert open_ones[0].member_count == 6
    assert len([x for x in desk.out if isinstance(x, IncidentMerged)]) == 5
    assert desk.tells == ["opened"]


def test_neighbours_that_fail_hours_apart_are_not_one() -> None:
    desk = Desk(area="C1/10/Bang Rak")

    for number, site in enumerate(SITES[:6]):
        desk.open(number * 3600, site)

    open_ones = [each for each in desk.book.incidents.values() if each.is_open]
    assert len(open_ones) == 6


def test_the_same_cause_again_soon_reopens_instead_of_doubling() -> None:
    desk = Desk()
    desk.close(desk.open(0), 60)

    desk.open(300)

    assert len(desk.ids()) == 1
    kinds = [each.kind for each in desk.out if isinstance(each, IncidentEntry)]
    assert EntryKind.REOPENED in kinds


def test_the_same_cause_much_later_is_another_incident() -> None:
    desk = Desk()
    desk.close(desk.open(0), 60)

    desk.open(60 + 700)

    assert len(desk.ids()) == 2


def test_what_cannot_come_back_is_forgotten() -> None:
    desk = Desk()
    desk.close(desk.open(0), 60)

    desk.tick(60 + 601)

    book = desk.book
    assert (book.incidents, book._by_outage, book._outages) == ({}, {}, {})


def test_a_flapping_site_stops_being_news_but_not_truth() -> None:
    desk = Desk()
    for number in range(10):
        opened = desk.open(number * 120)
        desk.tick(number * 120 + 40)
        desk.close(opened, number * 120 + 60)

    assert desk.tells == ["opened", "closed", "reopened", "closed", "flapping"]
    assert desk.last().member_count == 10


def test_our_own_blindness_is_told_at_once_and_ends() -> None:
    desk = Desk()
    desk.out += desk.book.take([BlindFrom(at(0), "no_route")], at(5))
    desk.tick(5)
    desk.out += desk.book.take([SightedAgain(at(60))], at(60))

    assert desk.last().cause is Cause.COLLECTOR
    assert desk.tells == ["opened", "closed"]
    assert len(desk.ids()) == 1


def test_the_reason_of_our_blindness_may_become_clearer() -> None:
    desk = Desk()
    desk.out += desk.book.take([BlindFrom(at(0), "timeout")], at(5))
    desk.out += desk.book.take([BlindBecause(at(9), "gateway_silent")], at(9))
    desk.out += desk.book.take([BlindBecause(at(11), "gateway_silent")], at(11))

    assert (desk.last().cause, desk.last().why) == (Cause.COLLECTOR, "gateway_silent")
    found = [
        each.text
        for each in desk.out
        if isinstance(each, IncidentEntry) and each.kind is EntryKind.FOUND
    ]
    assert found == ["gateway_silent"]


def test_dark_outside_service_hours_is_called_switched_off_for_now() -> None:
    desk = Desk(off_hours=True)
    desk.open(0)

    assert desk.last().cause is Cause.SWITCHED_OFF
    assert desk.last().is_provisional


def test_an_access_point_is_its_own_cause() -> None:
    desk = Desk()
    desk.open(0, service=Service.WIFI)

    assert desk.last().cause is Cause.ACCESS_POINT


def test_an_agent_that_speaks_late_still_names_the_cause() -> None:
    desk = Desk()
    opened = desk.open(0)
    desk.close(opened, 900)

    spoken = AgentSpokeAgain(opened.id, AgentReading(sys_uptime_s=20, engine_boots=4))
    desk.out += desk.book.take([spoken], at(930))

    assert desk.last().cause is Cause.POWER


@pytest.mark.parametrize(
    ("lasted_s", "uptime_s", "boots", "cause", "confidence"),
    [
        (900, 10_900, 3, Cause.LINE, 0.9),
        (900, 40, 4, Cause.POWER, 0.8),
        (900, 40, 3, Cause.POWER, 0.6),
        (120, 40, 4, Cause.ROUTER, 0.6),
        (120, 10_120, 3, Cause.LINE, 0.9),
    ],
)
def test_the_agents_clock_tells_power_from_line(
    lasted_s: float, uptime_s: float, boots: int, cause: Cause, confidence: float
) -> None:
    opened = Desk().open(0)
    agent = AgentReading(sys_uptime_s=uptime_s, engine_boots=boots)

    finding = on_return(opened, agent, at(lasted_s))

    assert finding is not None
    assert (finding.cause, finding.confidence_ratio) == (cause, confidence)


def test_without_an_agent_nothing_is_claimed() -> None:
    opened = Desk().open(0)

    assert on_return(opened, None, at(900)) is None
    assert on_return(opened, AgentReading(), at(900)) is None


def test_an_incident_is_taken_up_by_the_next_process() -> None:
    desk = Desk()
    opened = desk.open(0, parent="T1")
    desk.tick(20)
    next_desk = Desk()
    next_desk.book.restore(desk.book.incidents.values(), [opened])

    next_desk.close(opened, 60)

    assert next_desk.tells == ["closed"]
    assert next_desk.ids() == desk.ids()


def test_every_moment_in_it_is_aware() -> None:
    desk = Desk()
    desk.open(0)

    moments: list[datetime] = [
        each.at for each in desk.out if isinstance(each, IncidentEntry)
    ]

    assert all(moment.utcoffset() is not None for moment in moments)


def test_news_from_before_the_clock_was_set_back_are_not_held_for_as_long() -> None:
    desk = Desk()
    desk.open(7200)

    desk.out += desk.book.take([ClockStepped(at(7209), at(9))], at(9))
    desk.tick(10)

    assert desk.tells == ["opened"]


def test_what_ended_before_the_clock_was_set_back_by_a_day_is_not_reopened() -> None:
    desk = Desk()
    desk.close(desk.open(86_400), 86_500)
    desk.out += desk.book.take([ClockStepped(at(86_510), at(110))], at(110))

    desk.open(3_600)
    desk.tick(3_640)

    assert len(desk.ids()) == 2
    assert desk.tells == ["opened"]
    assert len(desk.book.incidents) == 1
