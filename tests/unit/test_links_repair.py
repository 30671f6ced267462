"""In which order to repair, what hangs on a site, and who could go and see."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from inventory.model import SiteType
from netmon.core.clock import THAI_TIME
from netmon.core.model import SiteCode, SiteState
from netmon.links.facts import Centre, Records, Sale, Session, Shop, Volunteer
from netmon.links.needs import to_needs
from netmon.links.priority import NOTHING, TYPE_POINTS, Need, Reason, rank, to_priority
from netmon.links.volunteers import MOST_NEAR, Nearness, Neighbourhood, to_distance_m
from netmon.status.board import ServiceStatus
from tests.live import hand_made_register
from tests.unit.small_register import bare_site, full_site

NOW = datetime(2026, 11, 20, 12, tzinfo=THAI_TIME)
DC_SITE = SiteCode("PI-50-00001")
SITE_OF = {"DC-1": DC_SITE}


def down(hours: float | None) -> ServiceStatus:
    since = None if hours is None else NOW - timedelta(hours=hours)
    return ServiceStatus(SiteState.DOWN, since)


def test_the_score_is_the_sum_of_the_parts_that_are_shown() -> None:
    site = replace(full_site(), site_type=SiteType.HOSPITAL)
    need = Need(
        is_class_today=True, is_class_coming=True, registered_count=20, sales_baht=100
    )

    found = to_priority(site, down(10), need, NOW)

    shown = {each.reason: each.points for each in found.parts}
    assert shown == {
        Reason.STATE: 20,
        Reason.DURATION: 5,
        Reason.SITE_TYPE: 30,
        Reason.SESSION: 25,
        Reason.LEARNERS: 6,
        Reason.SALES: 2,
    }
    assert found.points == 88
    assert all(part.points == part.amount * part.weight for part in found.parts)


def test_what_adds_nothing_is_not_shown_and_no_part_grows_for_ever() -> None:
    site = full_site()
    degraded = ServiceStatus(SiteState.DEGRADED, NOW)
    huge = Need(is_class_coming=True, registered_count=5_000, sales_baht=1e6)

    least = to_priority(site, degraded, NOTHING, NOW)
    most = to_priority(site, down(10_000), huge, NOW)

    assert [each.reason for each in least.parts] == [Reason.SITE_TYPE]
    assert most.points == pytest.approx(20 + 36 + 5 + 10 + 15 + 10)


def test_a_start_that_is_unknown_or_ahead_of_us_counts_no_hours() -> None:
    for link in (down(None), down(-1)):
        found = to_priority(full_site(), link, NOTHING, NOW)
        assert Reason.DURATION not in [one.reason for one in found.parts]


def test_every_type_of_site_has_its_points() -> None:
    assert set(TYPE_POINTS) == set(SiteType)


def test_equal_ones_are_ranked_by_how_long_they_wait_then_by_code() -> None:
    sites = [replace(full_site(), code=SiteCode(code)) for code in "dcba"]
    links = [down(None), down(100), down(200), down(100)]
    found = [
        to_priority(site, link, NOTHING, NOW)
        for site, link in zip(sites, links, strict=True)
    ]

    assert [each.site for each in rank(found)] == ["b", "a", "c", "d"]


def records(*sessions: Session, sales: tuple[Sale, ...] = ()) -> Records:
    return Records(
        centres=(Centre("DC-1", DC_SITE),),
        sessions=sessions,
        shops=(Shop("SH-1", "DC-1"), Shop("SH-2", "DC-9")),
        sales=sales,
    )


def session(day: int, registered: int | None = 20, centre: str = "DC-1") -> Session:
    start = NOW.replace(hour=9) + timedelta(days=day)
    end = start + timedelta(hours=31)
    return Session("TS", centre, "c", start, end, registered=registered)


def test_class_today_and_in_the_coming_week_hangs_on_its_site() -> None:
    def need(*sessions: Session) -> Need:
        return to_needs(records(*sessions), SITE_OF, NOW).get(DC_SITE, NOTHING)

    today, second = need(session(0)), need(session(-1))
    assert (today.is_class_today, today.registered_count) == (True, 20)
    assert second.is_class_today
    week = need(session(3), session(6, None))
    assert (week.is_class_today, week.is_class_coming) == (False, True)
    assert week.registered_count == 20
    assert need(session(-2), session(8), session(1, centre="DC-9")) == NOTHING


def test_sales_are_a_mean_over_four_whole_weeks() -> None:
    days = [NOW.date() - timedelta(days=n) for n in (0, 1, 28, 29)]
    sales = [Sale(shop, day, 1, 2_800) for shop in ("SH-1", "SH-2") for day in days]

    found = to_needs(records(sales=tuple(sales)), SITE_OF, NOW)

    assert found == {DC_SITE: Need(sales_baht=200.0)}


def volunteer(code: str, site: str, *also: str) -> Volunteer:
    return Volunteer(code, SiteCode(site), also)


def neighbourhood(*volunteers: Volunteer) -> Neighbourhood:
    return Neighbourhood(hand_made_register(12), volunteers)


def test_the_own_come_first_then_those_who_serve_it_then_the_neighbours() -> None:
    found = neighbourhood(
        volunteer("V-1", "PI-00007"),
        volunteer("V-2", "PI-00002"),
        volunteer("V-3", "PI-00012", "PI-00001", "PI-00099"),
        volunteer("V-4", "PI-00001", "PI-00001"),
        volunteer("V-5", "PI-00003"),  # another province
        volunteer("V-6", "PI-00099"),  # left the register
    ).witnesses(SiteCode("PI-00001"))

    assert [(each.volunteer.code, each.nearness) for each in found] == [
        ("V-4", Nearness.OWN_SITE),
        ("V-3", Nearness.ALSO_SERVES),
        ("V-2", Nearness.SAME_SUBDISTRICT),
        ("V-1", Nearness.SAME_SUBDISTRICT),
    ]
    assert found[0].distance_m == 0
    assert found[2].distance_m == pytest.approx(1_530, abs=10)


def test_another_tambon_of_the_amphoe_comes_after_the_own() -> None:
    register = hand_made_register(6)
    code = SiteCode("PI-00002")
    elsewhere = replace(register.sites[code], subdistrict="แม่แรม")
    moved = replace(register, sites={**register.sites, code: elsewhere})
    people = (volunteer("V-1", "PI-00002"), volunteer("V-2", "PI-00005"))

    found = Neighbourhood(moved, people).witnesses(SiteCode("PI-00001"))

    assert [each.volunteer.code for each in found] == ["V-2", "V-1"]
    assert found[1].nearness is Nearness.SAME_DISTRICT


def test_neighbours_are_not_named_without_end_and_own_ones_all() -> None:
    near = [volunteer(f"N-{n:03}", "PI-00002") for n in range(50)]
    own = [volunteer(f"O-{n:03}", "PI-00001") for n in range(50)]
    here = neighbourhood(*near, *own)

    assert len(here.witnesses(SiteCode("PI-00001"))) == 50 + MOST_NEAR
    assert here.count_at(SiteCode("PI-00001")) == 50
    assert here.witnesses(SiteCode("PI-00099")) == []


def test_a_degree_of_latitude_is_as_long_as_it_is() -> None:
    one = replace(full_site(), lat=19.0)

    assert to_distance_m(one, replace(one, lat=20.0)) == pytest.approx(111_195, abs=1)
    assert to_distance_m(one, bare_site()) is None


def test_a_site_without_a_district_has_no_neighbours() -> None:
    register = hand_made_register(6)
    sites = {code: replace(site, district="") for code, site in register.sites.items()}
    bare = Neighbourhood(replace(register, sites=sites), [volunteer("V-1", "PI-00002")])

    assert bare.witnesses(SiteCode("PI-00001")) == []


def test_records_of_a_day_are_those_of_a_thai_day() -> None:
    morning = datetime(2026, 11, 20, 6, tzinfo=THAI_TIME)  # 23:00 UTC the day before
    sales = (Sale("SH-1", date(2026, 11, 19), 1, 2_800),)

    found = to_needs(records(sales=sales), SITE_OF, morning)

    assert found[DC_SITE].sales_baht == 100
