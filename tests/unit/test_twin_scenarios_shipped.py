"""The scenarios that come with the product, played on a clock of our own."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from pathlib import Path

import pytest

from inventory.model import Register, ServiceHours
from netmon.core.errors import ConfigError
from netmon.core.model import SiteCode
from netmon.twin.faults import FaultKind
from netmon.twin.nation import Nation
from netmon.twin.plan import plan_events
from netmon.twin.scenario import load_scenario, parse_scenario, shipped
from netmon.twin.timeline import PlannedEvent, Timeline
from netmon.twin.truth import (
    POLLER,
    DarkInterval,
    Subject,
    TruthWriter,
    read_boots,
    read_truth,
)
from tests.registers import small_register

OFFICE = ServiceHours((1, 2, 3, 4, 5), time(8, 30), time(16, 30))
WITH_HOURS = {"S1", "S2", "S5"}


def register() -> Register:
    """Return the small register; S1, S2 and S5 promise service at office hours."""
    small = small_register()
    sites = {
        code: replace(site, service_hours=OFFICE if code in WITH_HOURS else None)
        for code, site in small.sites.items()
    }
    return replace(small, sites=sites)


def play(events: tuple[PlannedEvent, ...], path: Path, until_s: int) -> Nation:
    """Play `events` from 0 to `until_s` and leave the truth at `path`."""
    writer = TruthWriter(path)
    nation = Nation(register(), seed=1, now_s=0.0, truth=writer)
    timeline = Timeline(events, seed=1, speed=1.0)
    timeline.start(0.0)
    for now_s in range(until_s + 1):
        timeline.run(nation, float(now_s))
    writer.close()
    return nation


def truth_of(name: str, path: Path, until_s: int) -> tuple[DarkInterval, ...]:
    """Return the truth of the shipped scenario `name` after `until_s` seconds."""
    play(plan_events(load_scenario(name), register()), path, until_s)
    return read_truth(path)


def sites_of(truth: tuple[DarkInterval, ...]) -> list[tuple[float, float | None]]:
    return [
        (dark.from_s, dark.length_s) for dark in truth if dark.subject is Subject.SITE
    ]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "truth.jsonl"


@pytest.mark.parametrize("name", shipped())
def test_shipped_scenarios_fit_a_register(name: str) -> None:
    plan_events(load_scenario(name), register())


def test_a_cut_trunk_stays_dark_long_enough_to_be_seen_at_any_speed() -> None:
    (cut,) = load_scenario("trunk_cut").event

    assert cut.for_s is not None
    assert cut.for_s / 10 >= 60.0


def test_the_scenarios_people_are_told_about_are_there() -> None:
    assert shipped() == (
        "access_point_off",
        "blind_poller",
        "calm_day",
        "district_power_cut",
        "duplicate_address",
        "flapping_site",
        "lying_counters",
        "nightly_switch_off",
        "poor_line",
        "router_reboot",
        "silent_agent",
        "trunk_cut",
    )
    assert load_scenario("calm_day").event == ()


def test_an_unknown_scenario_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="blind_poller, calm_day, district_power_cut"):
        load_scenario("storm")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_scenario(f"{tmp_path}/")


def test_a_blind_poller_has_a_cut_wire_and_no_site_down(path: Path) -> None:
    (cut,) = truth_of("blind_poller", path, 1000)

    assert (cut.subject, cut.id) == (Subject.WIRE, POLLER)
    assert (cut.from_s, cut.length_s) == (120.0, 600.0)


def test_a_flapping_site_is_one_site_again_and_again(path: Path) -> None:
    truth = truth_of("flapping_site", path, 400)

    assert sites_of(truth) == [(60, 40), (160, 40), (260, 40), (360, 40)]
    assert len({dark.id for dark in truth if dark.subject is Subject.SITE}) == 1
    assert read_boots(path) == ()


def test_every_night_switches_the_same_sites_with_hours_off(path: Path) -> None:
    truth = truth_of("nightly_switch_off", path, 2000)

    assert sites_of(truth) == [(60, 150), (660, 150), (1260, 150), (1860, None)]
    names = {dark.id for dark in truth if dark.subject is Subject.SITE}
    assert len(names) == 1
    assert names <= WITH_HOURS
    boots = [boot.at_s for boot in read_boots(path) if boot.id.endswith("/r")]
    assert boots == [210, 810, 1410]


def test_a_router_reboots_and_its_access_points_run_on(path: Path) -> None:
    truth = truth_of("router_reboot", path, 200)

    assert sites_of(truth) == [(60, 90)]
    (site,) = (dark.id for dark in truth if dark.subject is Subject.SITE)
    assert [(boot.id, boot.at_s) for boot in read_boots(path)] == [(f"{site}/r", 150)]


def test_access_points_off_leave_their_site_alone(path: Path) -> None:
    truth = truth_of("access_point_off", path, 700)

    assert {dark.subject for dark in truth} == {Subject.DEVICE}
    assert {dark.id.partition("/")[2] for dark in truth} == {"ap"}


@pytest.mark.parametrize("name", ["silent_agent", "poor_line", "duplicate_address"])
def test_what_troubles_nobody_leaves_no_dark_interval(name: str, path: Path) -> None:
    assert truth_of(name, path, 2000) == ()


def test_a_slow_line_is_the_lossy_one() -> None:
    text = 'title = "T"\n' + "".join(
        f'[[event]]\nhow = "{how}"\n{how_much}\n'
        'who = { nation = true, count = 2, draw = "poor" }\n'
        for how, how_much in (("loss", "loss_ratio = 0.2"), ("delay", "delay_s = 0.3"))
    )
    events = plan_events(parse_scenario(text, "my.toml"), register())
    writer = TruthWriter(None)
    nation = Nation(register(), seed=1, now_s=0.0, truth=writer)
    timeline = Timeline(events, seed=5, speed=1.0)
    timeline.start(0.0)
    timeline.run(nation, 0.0)

    lossy = {d.site for d in nation.devices.values() if d.loss_ratio}
    slow = {d.site for d in nation.devices.values() if d.delay_s}
    assert lossy == slow
    assert len(slow) == 2


def test_a_count_beyond_what_there_is_means_all() -> None:
    text = 'title = "T"\n[[event]]\nhow = "duplicate"\n'
    text += "who = { nation = true, count = 99 }\n"

    (event,) = plan_events(parse_scenario(text, "my.toml"), register())

    assert event.drawn_count == 6
    assert event.fault.kind is FaultKind.DUPLICATE
    assert SiteCode("S1") in event.fault.sites


def test_lying_counters_lie_in_every_way_and_nobody_is_dark(path: Path) -> None:
    scenario = load_scenario("lying_counters")
    nation = play(plan_events(scenario, register()), path, 200)

    lies = [device.lies for device in nation.devices.values()]
    assert any(each.is_32_bit for each in lies)
    assert any(each.varbinds_max == 10 for each in lies)
    assert any(each.is_looping for each in lies)
    assert any(each.is_mistyped for each in lies)
    assert any(each.is_partial for each in lies)
    assert any(each.delay_s == 0.6 for each in lies)
    assert any(each.is_renumbered for each in lies)
    assert {32, 64} <= {each.wrap_bits for each in lies}
    engines = [d.engine_id for d in nation.devices.values() if d.kind == "router"]
    assert len(engines) - len(set(engines)) == 2
    assert any(device.life.surge == 4 for device in nation.devices.values())
    routers = [d for d in nation.devices.values() if d.kind == "router"]
    assert any(device.counted_s > device.agent_s for device in routers)
    assert any(device.agent_s > device.booted_s for device in routers)
    assert read_truth(path) == ()
    # Those that change numbers boot, the rest does not.
    assert len(read_boots(path)) == 2
