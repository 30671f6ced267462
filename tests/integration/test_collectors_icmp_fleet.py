"""ICMP looks at a whole nation, and at one that goes away under our feet."""

from __future__ import annotations

import asyncio
import random
from datetime import date
from pathlib import Path

import pytest

from collectors.icmp import EchoSettings
from collectors.schedule import SlotScheduler, SlotSettings
from inventory.fleet import make_fleet
from inventory.targets import to_targets
from netmon.core.model import DeviceId, Method, Outcome, Probe
from netmon.twin.network import TwinNetwork
from netmon.twin.truth import Subject, read_truth
from tests.integration.looking import CLOCK, icmp, said, target
from tests.namespace import require_namespace
from tests.registers import small_register

pytestmark = pytest.mark.anyio

ANSWERED = (Outcome.ANSWERED, "", 3)
SILENT = (Outcome.SILENT, "timeout", 0)
EMPTY = "198.18.0.255"


async def test_a_route_lost_in_the_middle_of_a_burst_is_not_measured() -> None:
    require_namespace()
    with TwinNetwork(small_register()) as twin:
        async with icmp() as collector:
            looking = asyncio.create_task(collector.look(target(EMPTY)))
            await asyncio.sleep(0.05)
            twin.stop()  # its interface goes, and the route with it
            probe = await looking

    assert said(probe) == (Outcome.NOT_MEASURED, "no_route", 0)


async def test_the_whole_fleet_is_told_apart_exactly(tmp_path: Path) -> None:
    require_namespace()
    register, truth = make_fleet(), tmp_path / "truth.jsonl"
    routers = {router.id for router in register.routers.values()}
    fleet = [
        each
        for each in to_targets(register, date(2100, 1, 1))
        if each.device in routers and Method.ICMP in each.methods
    ]
    probes: dict[DeviceId, Probe] = {}

    def book(probe: Probe) -> None:
        assert probe.device not in probes
        probes[probe.device] = probe

    with TwinNetwork(register, truth=truth) as twin:
        dice = random.Random(3)
        twin.cut_line(dice.sample(sorted(register.sites), 85))
        async with icmp(EchoSettings()) as collector:
            slots = SlotSettings(30.0, 10.0, max_busy_count=10_000)
            scheduler = SlotScheduler(collector, slots, CLOCK, book)
            scheduler.assign(fleet)
            await scheduler.sweep()

    dark = {row.id for row in read_truth(truth) if row.subject is Subject.SITE}
    expected = {each.device for each in fleet if each.site in dark}
    silent = {name for name, probe in probes.items() if said(probe) == SILENT}
    assert len(probes) == len(fleet) == 8_255
    assert len(dark) == 85
    assert silent == expected
    assert {said(probes[name]) for name in probes.keys() - silent} == {ANSWERED}
