"""Parents and children that contradict each other: who is blamed, and who is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from netmon.core.model import (
    DeviceId,
    Method,
    Outcome,
    Probe,
    Role,
    Service,
    SiteCode,
    SiteState,
    Target,
)
from netmon.status.effects import Effect, OutageOpened
from netmon.status.engine import StatusEngine
from netmon.status.rules import StatusRules
from netmon.status.topology import Topology
from tests.unit.looks import at, probe
from tests.unit.test_status_engine import only

SITES = [SiteCode(f"S{number}") for number in range(5)]
TOPOLOGY = Topology(
    site_parents=dict.fromkeys(SITES, ("A1",)), node_parents={"A1": ("T1",), "T1": ()}
)
NODES = [DeviceId("A1"), DeviceId("T1")]


class Branch:
    """Five sites behind one node, itself behind another; told what each look says."""

    def __init__(self, topology: Topology = TOPOLOGY) -> None:
        self.engine = StatusEngine(StatusRules())
        methods = (Method.ICMP,)
        targets = [
            Target(node, SiteCode(""), Role.NODE, "198.18.0.9", methods)
            for node in NODES
        ] + [
            Target(DeviceId(site), site, Role.ROUTER, "198.18.1.1", methods)
            for site in SITES
        ]
        self.engine.assign(targets, dict.fromkeys(SITES, 0), 0.0, topology)
        for site in SITES:
            self.look(1, site, Outcome.ANSWERED)

    def look(self, second: float, who: str, outcome: Outcome) -> None:
        seen = self._see(second, who, outcome)
        self.engine.hear(seen, at(second + 1), second + 1)

    def fail(
        self, second: float, site: SiteCode, node: Outcome, *meanwhile: SiteCode
    ) -> str:
        """Let `site` go dark at `second`; return who is blamed.

        Args:
            second: Of its first missed look; three seconds later it is judged.
            site: Whose line it is.
            node: What its parents say of themselves.
            meanwhile: Sites that answer a look of their own while it is in doubt.
        """
        self.look(second, site, Outcome.SILENT)
        canary = self._see(second + 1, "canary", Outcome.ANSWERED)
        self.engine.check_sight([[canary]], at(second + 1), second + 1)
        for other in meanwhile:
            self.look(second + 1, other, Outcome.ANSWERED)
        effects: list[Effect] = []
        for again in (second + 2, second + 3):
            rounds = {each: [self._see(again, each, node)] for each in NODES}
            rounds[DeviceId(site)] = [self._see(again, site, Outcome.SILENT)]
            effects = self.engine.judge(rounds, at(again), again)
        [opened] = only(effects, OutageOpened)
        return opened.parent

    @staticmethod
    def _see(second: float, who: str, outcome: Outcome) -> Probe:
        return replace(probe(second, outcome, device=DeviceId(who)), took_s=0.5)


def test_a_parent_that_answers_is_not_blamed_though_all_its_children_are_dark() -> None:
    branch = Branch()

    blamed = [branch.fail(30, site, Outcome.ANSWERED) for site in SITES]

    assert blamed == [""] * 5


def test_a_silent_parent_is_no_outage_while_its_children_answer() -> None:
    branch = Branch()

    for second in range(10, 100, 10):
        branch.look(second, "A1", Outcome.SILENT)
        for site in SITES:
            branch.look(second, site, Outcome.ANSWERED)

    states = [branch.engine.sites[each].state(Service.LINK) for each in SITES]
    assert states == [SiteState.UP] * 5


def test_a_silent_parent_is_blamed_when_nobody_answers_through_it() -> None:
    branch = Branch()

    # Each had answered shortly before: that says nothing of what came after.
    assert [branch.fail(30, site, Outcome.SILENT) for site in SITES] == ["T1"] * 5


def test_a_silent_parent_others_answer_through_is_not_blamed_for_one_site() -> None:
    assert Branch().fail(30, SITES[0], Outcome.SILENT, SITES[1], SITES[2]) == ""


def test_answers_on_their_way_with_the_first_lost_echo_prove_nothing() -> None:
    branch = Branch()
    branch.look(30.2, SITES[1], Outcome.ANSWERED)
    branch.look(30.2, SITES[2], Outcome.ANSWERED)

    assert branch.fail(30, SITES[0], Outcome.SILENT) == "T1"


def test_a_look_that_could_not_be_made_does_not_unsay_that_a_parent_is_silent() -> None:
    branch = Branch()
    branch.fail(30, SITES[0], Outcome.SILENT)
    branch.look(33.5, "T1", Outcome.NOT_MEASURED)

    blamed = branch.engine.parents.blame(SITES[1], 34.0, at(30), at(34))

    assert blamed == "T1"


def test_that_a_parent_lived_before_its_child_went_dark_says_nothing() -> None:
    branch = Branch()
    parents = branch.engine.parents
    for node, outcome in (("T1", Outcome.ANSWERED), ("A1", Outcome.SILENT)):
        branch.look(29, node, outcome)

    assert parents.blame(SITES[0], 33.0, at(30), at(33)) == "A1"
    assert parents.blame(SITES[0], 33.0, at(28), at(33)) == "A1"
    branch.look(31, "A1", Outcome.ANSWERED)
    assert parents.blame(SITES[0], 33.0, at(30), at(33)) == ""


def test_one_answer_may_be_a_site_in_the_wrong_place_of_the_register() -> None:
    assert Branch().fail(30, SITES[0], Outcome.SILENT, SITES[1]) == "T1"
    assert Branch().fail(30, SITES[0], Outcome.SILENT, SITES[1], SITES[1]) == "T1"


def test_where_there_is_one_other_site_its_answer_is_enough() -> None:
    two = replace(TOPOLOGY, site_parents=dict.fromkeys(SITES[:2], ("A1",)))

    assert Branch(two).fail(30, SITES[0], Outcome.SILENT, SITES[1]) == ""


def test_a_site_with_another_way_proves_nothing_about_this_one() -> None:
    ways = dict.fromkeys(SITES[1:3], ("A1", "A2"))
    topology = Topology(
        site_parents={**TOPOLOGY.site_parents, **ways},
        node_parents={**TOPOLOGY.node_parents, "A2": ()},
    )

    assert Branch(topology).fail(30, SITES[0], Outcome.SILENT, *SITES[1:3]) == "T1"


@pytest.mark.parametrize("step_s", [3600.0, -3600.0])
def test_answers_from_before_the_clock_was_set_acquit_nobody(step_s: float) -> None:
    branch = Branch()
    branch.look(29, SITES[1], Outcome.ANSWERED)
    branch.look(29, SITES[2], Outcome.ANSWERED)
    site = DeviceId(SITES[0])
    wall = at(30 + step_s)
    branch.engine.hear(
        replace(probe(0, Outcome.SILENT, device=site), at=wall), wall, 31.0
    )
    canary = replace(probe(0, Outcome.ANSWERED), at=wall)
    branch.engine.check_sight([[canary]], wall, 31.5)
    effects: list[Effect] = []
    for second in (33.0, 35.0):
        wall = at(second + step_s)
        rounds = {
            each: [replace(probe(0, Outcome.SILENT, device=each), at=wall, took_s=0.5)]
            for each in (*NODES, site)
        }
        effects = branch.engine.judge(rounds, wall, second)

    assert [each.parent for each in only(effects, OutageOpened)] == ["T1"]
