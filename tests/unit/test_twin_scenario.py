"""Scenario files: what is understood, and what is said about the rest."""

# ruff: noqa: E501  a message of the table is one line

from __future__ import annotations

from dataclasses import replace

import pytest

from inventory.model import Controller
from netmon.core.errors import ConfigError
from netmon.core.model import DeviceId
from netmon.twin.faults import FaultKind
from netmon.twin.nation import Nation
from netmon.twin.plan import plan_events
from netmon.twin.scenario import parse_scenario
from netmon.twin.timeline import PlannedEvent, Timeline
from netmon.twin.truth import TruthWriter
from tests.registers import small_register

EVENT = '[[event]]\nhow = "power_cut"\nwho = { nation = true }\n'


def parse(text: str) -> tuple[PlannedEvent, ...]:
    scenario = parse_scenario(f'title = "T"\n{text}', "my.toml")
    return plan_events(scenario, small_register())


@pytest.mark.parametrize(
    ("who", "sites"),
    [
        ("nation = true", "S1 S2 S3 S4 S5 S6"),
        ('sites = ["S2", "S1"]', "S1 S2"),
        ('province = "TH-50"', "S4 S5 S6"),
        ('province = "เชียงใหม่"', "S4 S5 S6"),
        ('province = "10", district = "D1"', "S1 S2"),
        ('district = "largest"', "S1 S2"),
        ('trunk = "largest"', "S1 S2 S3"),
        ('node = "T2"', "S5"),
        ('contract = "C1", province = "Bangkok"', "S1 S2 S3"),
    ],
)
def test_whom_an_event_befalls(who: str, sites: str) -> None:
    (event,) = parse(f'[[event]]\nhow = "power_cut"\nwho = {{ {who} }}\n')

    assert " ".join(event.fault.sites) == sites


@pytest.mark.parametrize(
    ("kind", "key", "amount"),
    [
        (FaultKind.DELAY, "delay_s", 0.3),
        (FaultKind.SLOW_AGENT, "delay_s", 0.3),
        (FaultKind.LOSS, "loss_ratio", 0.5),
        (FaultKind.COUNTER_WRAP, "counter_bits", 64),
        (FaultKind.TOO_BIG, "varbinds_count", 10),
        (FaultKind.CLIENTS_SURGE, "times", 2.5),
    ],
)
def test_amounts_come_with_their_kind(kind: FaultKind, key: str, amount: float) -> None:
    (event,) = parse(EVENT.replace("power_cut", kind) + f"{key} = {amount}\n")

    assert (event.fault.kind, event.fault.amount) == (kind, amount)


BAD_FILES = [
    ("x = ", "my.toml: not TOML: Invalid value (at end of document)"),
    ("colour = 1", "my.toml, field colour: unknown field"),
    (
        "[air]\nloss_ratio = 2",
        "my.toml, field air.loss_ratio: expected less than or equal to 1, got 2",
    ),
    (
        "[air]\nrtt_min_s = 2",
        "my.toml, field air: rtt_max_s: expected at least rtt_min_s = 2",
    ),
    (
        EVENT + 'at_s = "soon"',
        "my.toml, event 1 (line 2), field at_s: expected a valid number, unable to parse string as a number, got 'soon'",
    ),
    (
        EVENT + "at_s = -1",
        "my.toml, event 1 (line 2), field at_s: expected greater than or equal to 0, got -1",
    ),
    (
        EVENT + "at_s = nan",
        "my.toml, event 1 (line 2), field at_s: expected a finite number, got nan",
    ),
    (
        EVENT + "tomorrow = 1",
        "my.toml, event 1 (line 2), field tomorrow: unknown field",
    ),
    (
        EVENT + EVENT + "every_s = 0",
        "my.toml, event 2 (line 5), field every_s: expected greater than 0, got 0",
    ),
    (
        EVENT + "every_s = 5",
        "my.toml, event 1 (line 2): for_s: expected together with every_s, got none",
    ),
    (
        EVENT + "every_s = 5\nfor_s = 5",
        "my.toml, event 1 (line 2): for_s: expected less than every_s = 5",
    ),
    (
        EVENT + "loss_ratio = 0.5",
        "my.toml, event 1 (line 2): loss_ratio: expected with how = 'loss' and only there",
    ),
    (
        EVENT.replace("power_cut", "loss"),
        "my.toml, event 1 (line 2): loss_ratio: expected with how = 'loss' and only there",
    ),
    (
        EVENT.replace("power_cut", "flood"),
        "my.toml, event 1 (line 2), field how: expected 'power_cut', 'line_cut', 'node_cut', 'reboot', 'router_reboot', 'ap_off', 'ap_hung', 'poe_off', 'snmp_silent', 'icmp_filtered', 'tcp_closed', 'loss', 'delay', 'duplicate', 'counter_reset', 'agent_restart', 'counter32_only', 'counter_wrap', 'port_renumbered', 'slow_agent', 'too_big', 'walk_loops', 'wrong_types', 'partial_agent', 'uptime_wrap', 'duplicate_engine_id', 'clients_surge' or 'wire_cut', got 'flood'",
    ),
    (
        EVENT.replace("nation = true", 'controller = "WLC-01"'),
        "my.toml, event 1 (line 2): who: controller: expected alone, and with one of agent_restart, counter32_only, counter_reset, delay, icmp_filtered, loss, partial_agent, reboot, slow_agent, snmp_silent, tcp_closed, too_big, uptime_wrap, walk_loops, wrong_types",
    ),
    (
        EVENT.replace("power_cut", "too_big"),
        "my.toml, event 1 (line 2): varbinds_count: expected with how = 'too_big' and only there",
    ),
    (
        EVENT + "delay_s = 1",
        "my.toml, event 1 (line 2): delay_s: expected with how = 'delay' or 'slow_agent' and only there",
    ),
    (
        EVENT.replace("power_cut", "counter_wrap") + "counter_bits = 48",
        "my.toml, event 1 (line 2), field counter_bits: expected 32 or 64, got 48",
    ),
    (
        "[traps]\nport = 0",
        "my.toml, field traps.port: expected greater than or equal to 1, got 0",
    ),
    (
        EVENT.replace("power_cut", "node_cut"),
        "my.toml, event 1 (line 2): who: expected node or trunk alone for how = 'node_cut'",
    ),
    (
        '[[event]]\nhow = "reboot"',
        "my.toml, event 1 (line 2), field who: expected a value, got none",
    ),
    (
        EVENT.replace("nation = true", "share = 0.5"),
        "my.toml, event 1 (line 2), field who: expected at least one of nation, sites, province, district, contract, node, trunk, service_hours, controller, poller, got none",
    ),
    (
        EVENT.replace("nation = true", 'node = "A1", trunk = "T1"'),
        "my.toml, event 1 (line 2), field who: expected node or trunk, got both",
    ),
    (
        EVENT.replace("nation = true", 'prefer_sites = 3, trunk = "T1"'),
        'my.toml, event 1 (line 2), field who: prefer_sites: expected with trunk = "largest" only',
    ),
    (
        EVENT.replace("nation = true", "poller = true"),
        "my.toml, event 1 (line 2): who: expected poller alone with how = 'wire_cut' and only there",
    ),
    (
        EVENT.replace("power_cut", "wire_cut"),
        "my.toml, event 1 (line 2): who: expected poller alone with how = 'wire_cut' and only there",
    ),
    (
        EVENT.replace("nation = true", "nation = true, share = 0.5, count = 1"),
        "my.toml, event 1 (line 2), field who: expected share or count, got both",
    ),
    (
        EVENT.replace("nation = true", 'nation = true, draw = "a"'),
        "my.toml, event 1 (line 2), field who: draw: expected with share or count only",
    ),
    (
        EVENT.replace("nation = true", "service_hours = true"),
        "my.toml, event 1 (line 2), field who.sites: no site meets all conditions",
    ),
    (
        EVENT.replace("nation = true", "nation = true, share = 0"),
        "my.toml, event 1 (line 2), field who.share: expected greater than 0, got 0",
    ),
    (
        EVENT.replace("nation = true", 'sites = ["S1", "S9"]'),
        "my.toml, event 1 (line 2), field who.sites: the register knows no 'S9'",
    ),
    (
        EVENT.replace("nation = true", 'province = "Atlantis"'),
        "my.toml, event 1 (line 2), field who.province: the register knows no 'Atlantis'",
    ),
    (
        EVENT.replace("nation = true", 'province = "10", district = "D6"'),
        "my.toml, event 1 (line 2), field who.district: the register knows no 'D6' there",
    ),
    (
        EVENT.replace("nation = true", 'district = "D1"'),
        "my.toml, event 1 (line 2), field who.district: 'D1' lies in provinces 10, 50; name the province too",
    ),
    (
        EVENT.replace("nation = true", 'contract = "C9"'),
        "my.toml, event 1 (line 2), field who.contract: the register knows no 'C9'",
    ),
    (
        EVENT.replace("nation = true", 'trunk = "T9"'),
        "my.toml, event 1 (line 2), field who.trunk: the register knows no 'T9'",
    ),
    (
        EVENT.replace("nation = true", 'node = "T2", province = "10"'),
        "my.toml, event 1 (line 2), field who.sites: no site meets all conditions",
    ),
]


@pytest.mark.parametrize(("text", "message"), BAD_FILES)
def test_a_bad_file_is_told_what_and_where(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(text)

    assert caught.value.problems == (message,)


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as caught:
        parse(EVENT + "at_s = -1\nfor_s = -1")

    assert len(caught.value.problems) == 2


class Stage:
    """A nation and a timeline on a clock of our own."""

    def __init__(self, text: str, *, speed: float = 1.0, seed: int = 1) -> None:
        writer = TruthWriter(None)
        self.nation = Nation(small_register(), seed=1, now_s=0.0, truth=writer)
        self.timeline = Timeline(parse(text), seed=seed, speed=speed)
        self.timeline.start(100.0)

    def dark_at(self, now_s: float) -> set[str]:
        self.timeline.run(self.nation, now_s)
        return {d.site for d in self.nation.devices.values() if d.is_dark and d.site}


def test_an_event_comes_goes_and_comes_again() -> None:
    stage = Stage(
        '[[event]]\nhow = "line_cut"\nwho = { sites = ["S1"] }\n'
        "at_s = 10\nfor_s = 5\nevery_s = 20\n"
    )

    moments = [109.9, 110.0, 114.9, 115.0, 129.9, 130.0, 135.0]
    assert [bool(stage.dark_at(now_s)) for now_s in moments] == [
        False, True, True, False, False, True, False,
    ]  # fmt: skip
    assert stage.timeline.run(stage.nation, 136.0) == 150.0


def test_a_controller_befallen_alone_leaves_every_site_as_it_is() -> None:
    name = DeviceId("WLC-01")
    controller = Controller(name, "Cisco", "AIR-CT5520-K9", "198.18.15.1")
    register = replace(small_register(), controllers={name: controller})
    text = EVENT.replace("nation = true", 'controller = "WLC-01"')
    scenario = parse_scenario(
        'title = "T"\n' + text.replace("power_cut", "reboot") + "for_s = 60\n",
        "my.toml",
    )
    nation = Nation(register, seed=1, now_s=0.0, truth=TruthWriter(None))
    timeline = Timeline(plan_events(scenario, register), seed=1, speed=1.0)
    timeline.start(0.0)

    timeline.run(nation, 0.0)
    assert [d.id for d in nation.devices.values() if d.is_dark] == [name]
    timeline.run(nation, 60.0)
    assert nation.devices[name].booted_s == 60.0
    with pytest.raises(ConfigError, match="knows no 'WLC-01'"):
        plan_events(scenario, small_register())


def test_speed_shortens_the_waits() -> None:
    event = EVENT + "at_s = 10\nfor_s = 10\n"

    stage = Stage(event, speed=10.0)

    assert [bool(stage.dark_at(now_s)) for now_s in (100.9, 101.0, 102.0)] == [
        False, True, False,
    ]  # fmt: skip


def test_a_share_is_drawn_anew_each_time_and_alike_for_one_seed() -> None:
    event = EVENT.replace("nation = true", "nation = true, share = 0.5")
    event += "for_s = 1\nevery_s = 2\n"

    def drawn(seed: int) -> list[set[str]]:
        stage = Stage(event, seed=seed)
        moments = [100.5 + n for n in range(20)]
        return [dark for now_s in moments if (dark := stage.dark_at(now_s))]

    assert all(len(dark) == 3 for dark in drawn(1))
    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
    assert len({frozenset(dark) for dark in drawn(1)}) > 1
