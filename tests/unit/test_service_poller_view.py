"""What the poller says of its schedules."""

from __future__ import annotations

from pathlib import Path

from collectors.rates.keeper import RateKeeper
from netmon.core.addresses import AddressGuard
from netmon.core.model import DeviceId, Method, Role, SiteCode, Target
from netmon.core.settings import Settings
from netmon.service.collect import Collection
from netmon.service.poller_view import to_jobs
from netmon.service.readings import ReadingDesk
from netmon.service.sampling import Sampler
from netmon.status.fleet_slot import SlotBook
from tests.live import HandClock


def target(name: str, role: Role, *methods: Method) -> Target:
    return Target(DeviceId(name), SiteCode("S"), role, "198.18.0.9", methods)


def make_collection(home: Path) -> Collection:
    settings, clock = Settings(home=home), HandClock()
    rates = RateKeeper(settings.poll.snmp_period_s)
    desk = ReadingDesk(clock, Sampler(), SlotBook(), rates, lambda _: None)
    return Collection(settings, AddressGuard(), clock, desk)


def test_whoever_is_read_apart_is_a_job_of_its_own(tmp_path: Path) -> None:
    collection = make_collection(tmp_path)
    router = target("r", Role.ROUTER, Method.ICMP, Method.SNMP)
    controllers = [target(f"c{n}", Role.CONTROLLER, Method.SNMP) for n in range(3)]

    collection.assign([router], controllers, {}, frozenset())
    collection.apart.late_total, collection.apart.overrun_total = 5, 2

    found = {job.name: job for job in to_jobs(collection)}
    assert {name: job.target_count for name, job in found.items()} == {
        "icmp": 1,
        "snmp": 1,
        "snmp_apart": 3,
    }
    assert (found["snmp_apart"].late_total, found["snmp"].late_total) == (5, 0)
    assert found["snmp_apart"].overrun_total == 2
    assert found["snmp_apart"].method is Method.SNMP


def test_nobody_apart_is_no_job(tmp_path: Path) -> None:
    collection = make_collection(tmp_path)

    collection.assign([target("r", Role.ROUTER, Method.ICMP)], [], {}, frozenset())

    assert [job.name for job in to_jobs(collection)] == ["icmp"]
