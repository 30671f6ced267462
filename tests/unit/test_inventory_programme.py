"""The made-up programme: its figures, its order, and that nobody real is in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from inventory.fleet import FLEET_SIZE, make_fleet
from inventory.fleet.programme import make_programme
from inventory.fleet.topology import CUT_TRUNK
from inventory.model import SiteType
from inventory.records.catalogue import BY_NAME, KINDS
from inventory.records.kinds import Shape, Values
from netmon.core.clock import THAI_TIME

TODAY = date(2026, 11, 21)
FLEET = make_fleet()
PROGRAMME = make_programme(FLEET, TODAY)


def test_the_full_fleet_has_the_figures_of_the_programme() -> None:
    levels = Counter(centre["level"] for centre in PROGRAMME["centre"])
    phases = Counter(session["phase"] for session in PROGRAMME["session"])

    assert {name: len(records) for name, records in PROGRAMME.items()} == {
        "centre": 500,
        "course": 5,
        "trainer": 783 + 604,
        "session": 1_200,
        "shop": 25,
        "product": 75,
        "sale": 25 * 365,
        "community_item": 500,
        "volunteer": 2_000,
        "news_item": 6,
    }
    assert levels["บ่มเพาะ"] == 5
    assert phases == {1: 800, 2: 400}
    assert sum(shop["members"] for shop in PROGRAMME["shop"]) == 50
    assert 490_000 < sum(sale["amount_baht"] for sale in PROGRAMME["sale"]) < 510_000


def test_every_centre_is_at_a_digital_community_centre() -> None:
    types = {FLEET.sites[one["site"]].site_type for one in PROGRAMME["centre"]}

    assert types == {SiteType.DIGITAL_CENTRE}


def test_the_same_arguments_give_the_same_programme() -> None:
    one, two = (make_programme(make_fleet(size=400), TODAY) for _ in range(2))

    assert repr(one) == repr(two)
    assert repr(make_programme(make_fleet(size=400), TODAY, seed=1)) != repr(one)


def _records(programme: Mapping[str, list[Values]]) -> list[tuple[str, Values]]:
    return [(name, one) for name, records in programme.items() for one in records]


def _referred(name: str, one: Values) -> list[tuple[str, str]]:
    return [
        (column.refers, code)
        for column in BY_NAME[name].columns
        if column.refers and one[column.name]
        for code in str(one[column.name]).split(";")
    ]


@pytest.mark.parametrize("size", [1, 2, 40, 300, FLEET_SIZE])
@pytest.mark.parametrize("today", [TODAY, TODAY + timedelta(1), TODAY + timedelta(4)])
def test_nothing_is_wrong_with_any_record(size: int, today: date) -> None:
    register = FLEET if size == FLEET_SIZE else make_fleet(size=size)
    programme = make_programme(register, today)
    known = {name: {one["code"] for one in each} for name, each in programme.items()}
    known |= {"site": set(register.sites), "province": set(register.provinces)}

    for kind in KINDS:
        records = programme[kind.name]
        assert records
        assert [flaw for one in records for flaw in kind.check(one)] == []
        assert list(kind.between(records)) == []
        assert len(known[kind.name]) == len(records)
    for name, one in _records(programme):
        assert set(one) == {column.name for column in BY_NAME[name].columns}
        assert all(code in known[kind] for kind, code in _referred(name, one))


def test_every_value_fits_its_column() -> None:
    for name, one in _records(PROGRAMME):
        for column in BY_NAME[name].columns:
            value = one[column.name]
            if value is None:
                assert not column.is_required
            elif column.shape is Shape.CHOICE:
                assert value in column.choices
            elif isinstance(value, int):
                assert 0 <= value <= column.most
            elif isinstance(value, str):
                assert len(value) <= column.most


def test_a_second_phase_follows_the_first_of_its_course_at_its_centre() -> None:
    starts = {
        (one["centre_code"], one["course"]): one["starts_at"]
        for one in PROGRAMME["session"]
        if one["phase"] == 1
    }

    assert all(
        one["starts_at"] > starts[one["centre_code"], one["course"]]
        for one in PROGRAMME["session"]
        if one["phase"] == 2
    )


def test_sessions_reach_from_18_months_back_to_three_weeks_ahead() -> None:
    days = [
        one["starts_at"].astimezone(THAI_TIME).date() for one in PROGRAMME["session"]
    ]

    assert min(days) < TODAY - timedelta(500)
    assert min(days) >= TODAY - timedelta(548)
    assert TODAY + timedelta(14) < max(days) <= TODAY + timedelta(21)


def test_only_sessions_that_are_over_say_who_came() -> None:
    for one in PROGRAMME["session"]:
        is_over = one["ends_at"].astimezone(THAI_TIME).date() < TODAY
        assert (one["attended"] is not None) == is_over
        assert (one["completed"] is not None) == is_over


def test_today_some_are_taught_behind_the_trunk_that_is_cut() -> None:
    begin = datetime.combine(TODAY, datetime.min.time(), THAI_TIME)
    sites = {one["code"]: FLEET.sites[one["site"]] for one in PROGRAMME["centre"]}
    today = [
        sites[one["centre_code"]]
        for one in PROGRAMME["session"]
        if one["starts_at"] < begin + timedelta(1) and one["ends_at"] > begin
    ]
    behind = [site for site in today if _is_behind_cut(site.parents)]

    assert len(today) >= 40
    assert 10 <= len(behind) < len(today)


def _is_behind_cut(parents: tuple[str, ...]) -> bool:
    return any(CUT_TRUNK in FLEET.nodes[code].parents for code in parents)


def test_nobody_in_it_is_real() -> None:
    for name, one in _records(PROGRAMME):
        for column in BY_NAME[name].personal:
            if column.name == "telephone":
                assert re.fullmatch(r"000-\d{3}-\d{4}", one[column.name])
            else:
                assert "สมมติ" in one[column.name]
    telephones = [
        one["telephone"] for _, one in _records(PROGRAMME) if "telephone" in one
    ]
    assert len(set(telephones)) == len(telephones)


def test_a_register_without_sites_has_no_centre() -> None:
    programme = make_programme(replace(FLEET, sites={}), TODAY)

    assert {name for name, records in programme.items() if records} == {
        "course",
        "news_item",
    }
