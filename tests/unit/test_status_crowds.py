"""Many dark areas are one row where one cause is likely, and two where it is not."""

from __future__ import annotations

import pytest

from netmon.core.model import AgentReading, DeviceId, Service, SiteCode
from netmon.status.causes import Cause
from netmon.status.effects import OutageClosed, OutageOpened
from netmon.status.incident import (
    EntryKind,
    Incident,
    IncidentEffect,
    IncidentEntry,
    IncidentSaved,
    Tell,
)
from netmon.status.incident_index import Agenda
from netmon.status.incidents import IncidentBook, IncidentRules
from netmon.status.topology import Topology, to_area_parts, wider
from tests.unit.looks import at

PROVIDERS = {"C1": "North Net", "C/2": "South Net"}


class Nation:
    """A book over areas; a site is named after its area."""

    def __init__(self, *areas: str, sites_each: int = 6) -> None:
        self.sites = {
            area: [SiteCode(f"{area}#{number}") for number in range(sites_each)]
            for area in areas
        }
        places = {site: area for area, sites in self.sites.items() for site in sites}
        self.out: list[IncidentEffect] = []
        self.book = IncidentBook(
            IncidentRules(),
            "poller-1",
            Topology(areas=places, providers=PROVIDERS),
            lambda _: "",
            lambda *_: False,
        )

    def darken(self, area: str, second: float, count: int = 5) -> list[str]:
        return [self.open(site, second) for site in self.sites[area][:count]]

    def open(self, site: SiteCode, second: float) -> str:
        name = f"{site}-{second}"
        device = DeviceId(f"{site}/router")
        agent = AgentReading(sys_uptime_s=50_000)
        opened = OutageOpened(name, site, Service.LINK, device, at(second), (), agent)
        self.out += self.book.take([opened], at(second + 9))
        return name

    def close(
        self, outage: str, second: float, agent: AgentReading | None = None
    ) -> None:
        closed = OutageClosed(outage, at(second), (), agent)
        self.out += self.book.take([closed], at(second + 1))

    def tick(self, second: float) -> None:
        self.out += self.book.tick(at(second))

    def of_key(self, key: str) -> Incident:
        [found] = [x for x in self.book.incidents.values() if x.key == key]
        return found

    def open_ones(self) -> dict[str, int]:
        """Return how many sites are dark in each open incident, by its key."""
        incidents: list[Incident] = list(self.book.incidents.values())
        return {each.key: len(each.members) for each in incidents if each.is_open}


def districts(province: str, count: int, contract: str = "C1") -> list[str]:
    return [f"{contract}/{province}/D{number}" for number in range(count)]


def test_two_districts_that_fail_together_stay_two() -> None:
    one, other = districts("10", 2)
    nation = Nation(one, other)

    nation.darken(one, 0)
    nation.darken(other, 5)

    assert nation.open_ones() == {f"area:{one}": 5, f"area:{other}": 5}


def test_five_districts_of_a_province_are_one_incident_told_once() -> None:
    areas = districts("10", 5)
    nation = Nation(*areas)

    outages = [nation.darken(area, number) for number, area in enumerate(areas)]
    nation.tick(40)

    assert nation.open_ones() == {"province:10": 25}
    assert [each.kind for each in nation.out if isinstance(each, Tell)] == ["opened"]
    [whole] = [x.id for x in nation.book.incidents.values() if x.is_open]
    merged = [
        each.incident.partition("-")[2].partition("-")[2]
        for each in nation.out
        if isinstance(each, IncidentEntry)
        and (each.kind, each.text) == (EntryKind.MERGED, whole)
    ]
    assert merged == [f"area:{area}" for area in areas]
    for outage in (name for names in outages for name in names):
        nation.close(outage, 600)
    assert nation.open_ones() == {}
    [over] = [
        each
        for each in nation.out
        if isinstance(each, IncidentSaved) and each.key == "province:10"
    ][-1:]
    assert (over.member_count, over.open_count) == (25, 0)


def test_five_districts_that_fail_minutes_apart_stay_five() -> None:
    areas = districts("10", 5)
    nation = Nation(*areas)

    for number, area in enumerate(areas):
        nation.darken(area, number * 60)

    assert len(nation.open_ones()) == 5


def test_lone_sites_of_the_province_are_part_of_it_and_later_ones_are_not() -> None:
    areas = districts("10", 6)
    nation = Nation(*areas)
    nation.darken(areas[5], 0, count=1)
    for area in areas[:5]:
        nation.darken(area, 3)
    nation.open(nation.sites[areas[5]][1], 20)

    nation.open(nation.sites[areas[5]][2], 500)

    assert nation.open_ones()["province:10"] == 27
    assert len(nation.open_ones()) == 2


def test_areas_of_one_provider_in_several_provinces_are_the_providers() -> None:
    areas = [
        *districts("80", 2, "C/2"),
        *districts("81", 2, "C/2"),
        *districts("82", 1, "C/2"),
    ]
    nation = Nation(*areas, *districts("10", 1))

    nation.darken(districts("10", 1)[0], 0)
    for area in areas:
        nation.darken(area, 2)

    assert nation.open_ones() == {"area:C1/10/D0": 5, "provider:South Net": 25}


def test_four_districts_of_a_province_and_one_elsewhere_blame_no_provider() -> None:
    areas = [*districts("80", 4), *districts("81", 1)]
    nation = Nation(*areas)

    for area in areas:
        nation.darken(area, 2)

    assert len(nation.open_ones()) == 5


def test_a_blackout_of_the_nation_is_a_row_for_each_provider() -> None:
    areas = [
        area
        for contract in PROVIDERS
        for province in ("10", "20", "30", "40", "50", "60")
        for area in districts(province, 8, contract)
    ]
    nation = Nation(*areas)

    for number in range(6):
        for area in areas[number % 7 :] + areas[: number % 7]:
            nation.open(nation.sites[area][number], number)
    nation.tick(60)

    keys = set(nation.open_ones())
    assert len(keys) < 10
    assert sum(nation.open_ones().values()) == len(areas) * 6


@pytest.mark.parametrize(
    ("uptimes_s", "cause"),
    [
        ([60, 60, 60, 60, 60], Cause.POWER),
        ([50_601] * 5, Cause.LINE),
        ([60, 60, 50_601, 50_601, 60], Cause.UNKNOWN),
        ([60, 60, None, None, None], Cause.UNKNOWN),
        ([60, 60, 60, 60, 50_601], Cause.POWER),
    ],
)
def test_sites_that_come_back_tell_what_befell_the_district(
    uptimes_s: list[float | None], cause: Cause
) -> None:
    nation = Nation("C1/10/D0")
    names = nation.darken("C1/10/D0", 0)

    for name, uptime_s in zip(names, uptimes_s, strict=True):
        nation.close(name, 600, AgentReading(sys_uptime_s=uptime_s))

    over = nation.of_key("area:C1/10/D0")
    assert not over.is_open
    assert over.finding.cause is cause
    assert over.is_provisional is (cause is Cause.UNKNOWN)


def test_a_line_that_flaps_for_months_leaves_nothing_behind() -> None:
    nation = Nation("C1/10/D0")
    [site] = nation.sites["C1/10/D0"][:1]
    sizes = set()

    for number in range(3000):
        begin = number * 400.0
        nation.close(nation.open(site, begin), begin + 100)
        nation.tick(begin + 200)
        book = nation.book
        sizes.add(len(book._outages) + len(book._by_outage) + len(book._agenda))

    assert len({each.id for each in nation.book.incidents.values()}) == 1
    assert max(sizes) < 20


def test_an_agent_that_spoke_is_not_waited_for() -> None:
    nation = Nation("C1/10/D0")
    outage = nation.open(nation.sites["C1/10/D0"][0], 0)
    closed = OutageClosed(outage, at(100), (), AgentReading(sys_uptime_s=3))

    nation.book.take([closed], at(101))

    assert nation.book._outages == {}


def test_what_is_dropped_leaves_no_key_behind() -> None:
    nation = Nation(*districts("10", 5))
    names = [x for area in districts("10", 5) for x in nation.darken(area, 1)]
    for name in names:
        nation.close(name, 100)

    nation.tick(5000)

    index = nation.book._index
    assert (index.by_id, index._by_key, index._by_crowd, index._crowds) == (
        {},
        {},
        {},
        {},
    )


def test_the_agenda_gives_what_is_due_soonest_first() -> None:
    agenda = Agenda()
    for second in (30, 10, 20):
        agenda.put(at(second), f"at {second}")

    assert agenda.take(at(5)) == []
    assert agenda.take(at(20)) == ["at 10", "at 20"]
    assert (agenda.take(at(20)), len(agenda)) == ([], 1)


def test_a_contract_with_slashes_is_read_from_the_end() -> None:
    assert to_area_parts("C-01/2569/50/Mae Rim") == ("C-01/2569", "50", "Mae Rim")
    assert wider("C/2/80/D0", PROVIDERS) == ("province:80", "provider:South Net")
    assert wider("nowhere", PROVIDERS) == ()


def flap(nation: Nation, area: str, *, hours: float, dark_s: float = 120) -> None:
    """Let an area be dark and well again by turns."""
    for begin in range(0, int(hours * 3600), int(2 * dark_s)):
        names = [
            nation.open(x, begin + n / 10) for n, x in enumerate(nation.sites[area])
        ]
        for second in range(10, int(dark_s), 10):
            nation.tick(begin + second)
        for name in names:
            nation.close(name, begin + dark_s)
        nation.tick(begin + dark_s + 5)


def tells_of(nation: Nation) -> list[Tell]:
    return [each for each in nation.out if isinstance(each, Tell)]


def test_a_district_that_flaps_is_one_incident_and_stops_being_news() -> None:
    nation = Nation("C1/10/D0", sites_each=10)

    flap(nation, "C1/10/D0", hours=6)

    ids = {x.id for x in nation.out if isinstance(x, IncidentSaved)}
    kinds = [each.kind.value for each in tells_of(nation)]
    assert len(ids) <= 11
    assert {x for x in ids if ":C1" in x and "area" in x} == {
        tells_of(nation)[0].incident
    }
    assert kinds == ["opened", "closed", "reopened", "closed", "flapping"]


def test_a_district_dark_again_within_ten_minutes_goes_on_and_says_since_when() -> None:
    nation = Nation("C1/10/D0")
    for name in nation.darken("C1/10/D0", 0):
        nation.close(name, 300)
    nation.tick(301)

    nation.darken("C1/10/D0", 800)
    nation.tick(820)

    again = nation.of_key("area:C1/10/D0")
    assert again.is_open
    assert (again.opened_at, again.risen_at) == (at(0), at(800))


def test_a_district_dark_again_after_ten_minutes_is_another_incident() -> None:
    nation = Nation("C1/10/D0")
    for name in nation.darken("C1/10/D0", 0):
        nation.close(name, 300)

    nation.darken("C1/10/D0", 950)

    assert len({x.id for x in nation.book.incidents.values() if "area" in x.key}) == 2


def test_one_site_of_a_district_that_came_back_is_not_the_district_again() -> None:
    nation = Nation("C1/10/D0")
    for name in nation.darken("C1/10/D0", 0):
        nation.close(name, 300)

    nation.open(nation.sites["C1/10/D0"][0], 400)

    assert list(nation.open_ones()) == ["site:C1/10/D0#0:link"]


def test_blackouts_of_the_nation_one_after_the_other_stay_a_few_incidents() -> None:
    areas = [x for p in ("10", "20", "30", "40") for x in districts(p, 8)]
    nation = Nation(*areas)

    for round_ in range(20):
        begin = round_ * 400.0
        names = [
            x for n, area in enumerate(areas) for x in nation.darken(area, begin + n)
        ]
        nation.tick(begin + 60)
        for name in names:
            nation.close(name, begin + 200)
        nation.tick(begin + 210)

    assert nation.open_ones() == {}
    told = {each.incident for each in tells_of(nation)}
    assert len(tells_of(nation)) <= 10 * len(told)
    assert len(told) < 10
