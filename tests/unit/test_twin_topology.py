"""Who is dark when something of the nation fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from inventory.fleet import make_fleet
from inventory.model import NodeKind
from netmon.core.errors import ConfigError
from netmon.core.model import DeviceId, Method, SiteCode
from netmon.twin.devices import check_addresses
from netmon.twin.faults import Fault, FaultKind, ReplyMode
from netmon.twin.nation import Nation
from netmon.twin.network import TwinNetwork
from netmon.twin.topology import Topology
from netmon.twin.truth import Subject, TruthWriter, read_truth
from tests.registers import small_register

S1, S6 = SiteCode("S1"), SiteCode("S6")


@pytest.mark.parametrize(
    ("cut", "dark"),
    [
        ({"A1"}, {"S1", "S2", "S3"}),
        ({"T1"}, {"S1", "S2", "S3"}),
        ({"T2"}, {"S5"}),
        ({"T1", "T2"}, {"S1", "S2", "S3", "S4", "S5"}),
        ({"P1"}, {"S1", "S2", "S3", "S4", "S5"}),
        (set(), set()),
    ],
)
def test_a_site_is_dark_when_all_its_parents_are(cut: set[str], dark: set[str]) -> None:
    assert set(Topology(small_register()).sites_behind(cut)) == dark


def test_the_largest_trunk_has_most_sites_unless_a_count_is_preferred() -> None:
    topology = Topology(small_register())

    assert topology.largest_trunk() == "T1"
    assert topology.largest_trunk(prefer_count=1) == "T2"
    assert topology.largest_trunk(prefer_count=512) == "T1"


def test_a_trunk_counts_what_its_cut_would_darken() -> None:
    register = make_fleet(size=3000)
    topology = Topology(register)
    trunks = [n.code for n in register.nodes.values() if n.kind is NodeKind.TRUNK]
    counts = {code: len(topology.sites_behind((code,))) for code in trunks}

    largest = topology.largest_trunk()
    assert largest is not None
    assert counts[largest] == max(counts.values())
    for wanted in set(counts.values()):
        found = topology.largest_trunk(prefer_count=wanted)
        assert counts[found or ""] == wanted


class Watched:
    """A nation whose record of truth is read back."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.writer = TruthWriter(path)
        self.nation = Nation(small_register(), seed=1, now_s=1000.0, truth=self.writer)

    def dark(self) -> set[str]:
        return {d.id for d in self.nation.devices.values() if d.is_dark}

    def intervals(self, subject: Subject) -> dict[str, float | None]:
        truth = read_truth(self.path)
        return {dark.id: dark.length_s for dark in truth if dark.subject is subject}


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    watched = Watched(tmp_path / "truth.jsonl")
    yield watched
    watched.writer.close()


def test_a_cut_node_darkens_itself_and_all_behind_it(watched: Watched) -> None:
    number = watched.nation.apply(Fault(FaultKind.NODE_CUT, nodes=("T1",)), 1010.0)

    behind = {f"S{n}/{kind}" for n in (1, 2, 3) for kind in ("r", "ap")}
    assert watched.dark() == behind | {"T1", "A1"}
    assert watched.intervals(Subject.SITE) == {"S1": None, "S2": None, "S3": None}

    assert watched.nation.lift(number, 1025.0)
    assert watched.dark() == set()
    assert watched.intervals(Subject.SITE) == {"S1": 15.0, "S2": 15.0, "S3": 15.0}
    assert watched.intervals(Subject.NODE) == {"T1": 15.0, "A1": 15.0}
    assert not watched.nation.lift(number, 1026.0)


@pytest.mark.parametrize(
    ("kind", "has_booted"), [(FaultKind.POWER_CUT, True), (FaultKind.LINE_CUT, False)]
)
def test_only_a_power_cut_boots_what_it_darkened(
    watched: Watched, kind: FaultKind, has_booted: bool
) -> None:
    device = watched.nation.devices[DeviceId("S1/r")]
    boots = device.boots

    watched.nation.apply(Fault(kind, sites=(S1,)), 1010.0)
    assert watched.dark() == {"S1/r", "S1/ap"}
    watched.nation.lift_all(1020.0)

    assert watched.dark() == set()
    assert device.boots == boots + has_booted
    assert (device.uptime_s(1020.0) == 0.0) is has_booted


def test_two_faults_of_one_site_end_with_the_last(watched: Watched) -> None:
    first = watched.nation.apply(Fault(FaultKind.LINE_CUT, sites=(S1,)), 1010.0)
    second = watched.nation.apply(Fault(FaultKind.NODE_CUT, nodes=("A1",)), 1011.0)

    watched.nation.lift(first, 1020.0)
    assert "S1/r" in watched.dark()
    watched.nation.lift(second, 1030.0)

    assert watched.intervals(Subject.SITE)["S1"] == 20.0


def test_a_rebooting_router_darkens_its_site_and_an_access_point_only_itself(
    watched: Watched,
) -> None:
    fault = Fault(FaultKind.REBOOT, devices=(DeviceId("S1/r"),))
    number = watched.nation.apply(fault, 1010.0)
    assert watched.dark() == {"S1/r", "S1/ap"}
    watched.nation.lift(number, 1015.0)

    watched.nation.apply(Fault(FaultKind.AP_OFF, sites=(S1, S6)), 1020.0)

    assert watched.dark() == {"S1/ap"}
    assert watched.intervals(Subject.SITE) == {"S1": 5.0}


def test_behaviours_of_several_faults_add_up_and_end_one_by_one(
    watched: Watched,
) -> None:
    device = watched.nation.devices[DeviceId("S1/r")]
    half = watched.nation.apply(Fault(FaultKind.LOSS, sites=(S1,), amount=0.5), 1.0)
    watched.nation.apply(Fault(FaultKind.LOSS, sites=(S1,), amount=0.5), 2.0)
    watched.nation.apply(Fault(FaultKind.SNMP_SILENT, devices=(device.id,)), 3.0)

    assert (device.loss_ratio, device.is_snmp_silent) == (0.75, True)
    watched.nation.lift(half, 4.0)
    assert (device.loss_ratio, device.is_plain) == (0.5, False)
    watched.nation.lift_all(5.0)
    assert (device.loss_ratio, device.is_snmp_silent, device.is_plain) == (
        0,
        False,
        True,
    )


def test_a_wire_cut_twice_is_back_with_the_last(watched: Watched) -> None:
    first = watched.nation.apply(Fault(FaultKind.WIRE_CUT), 1010.0)
    watched.nation.apply(Fault(FaultKind.LINE_CUT, sites=(S1,)), 1012.0)
    watched.nation.apply(Fault(FaultKind.WIRE_CUT), 1015.0)

    watched.nation.lift(first, 1020.0)
    assert watched.intervals(Subject.WIRE) == {"poller": None}
    watched.nation.lift_all(1030.0)

    assert not watched.nation.is_wire_cut
    assert watched.intervals(Subject.WIRE) == {"poller": 20.0}
    assert watched.intervals(Subject.SITE) == {"S1": 18.0}


def test_a_double_is_another_box_and_stays_the_same_one(watched: Watched) -> None:
    device = watched.nation.devices[DeviceId("S1/r")]
    for at_s in (1010.0, 1030.0):
        watched.nation.apply(Fault(FaultKind.DUPLICATE, sites=(S1,)), at_s)
        double = device.double
        assert double is not None
        speakers = [device.speaker() for _ in range(4)]
        assert speakers == [device, double, device, double]
        assert double.engine_id != device.engine_id
        assert double.uptime_s(at_s) > device.uptime_s(at_s)
        watched.nation.lift_all(at_s + 10)
        assert [device.speaker() for _ in range(2)] == [device, device]
    assert watched.nation.devices[DeviceId("S1/ap")].double is None


def test_a_torn_last_line_of_the_record_is_left_out(watched: Watched) -> None:
    watched.nation.apply(Fault(FaultKind.LINE_CUT, sites=(S1,)), 1010.0)
    with watched.path.open("a") as file:
        file.write('{"at": "20')

    assert watched.intervals(Subject.SITE) == {"S1": None}


def test_addresses_the_nation_cannot_answer_for_are_named() -> None:
    register = small_register("203.0")

    with pytest.raises(ConfigError) as caught:
        check_addresses(register, TwinNetwork.network, TwinNetwork.reserved)

    assert caught.value.problems[0] == (
        "router S1/r: expected an address of 198.18.0.0/15, got 203.0.2.1"
    )


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (lambda: Fault(FaultKind.LOSS, amount=1.5), "from 0 to 1, got 1.5"),
        (lambda: Fault(FaultKind.DELAY, amount=-1), "at least 0, got -1"),
        (lambda: Fault(FaultKind.MISREPLY), "mode: expected with misreply"),
        (lambda: Fault(FaultKind.WIRE_CUT, sites=(S1,)), "expected no names"),
        (
            lambda: Fault(FaultKind.MISREPLY, mode=ReplyMode.LATE, method=Method.TCP),
            "expected icmp or snmp",
        ),
        (
            lambda: Fault(FaultKind.MISREPLY, mode=ReplyMode.REFUSED),
            "expected with snmp only",
        ),
    ],
)
def test_impossible_faults_are_refused(
    fault: Callable[[], Fault], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        fault()
