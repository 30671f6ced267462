"""The sites of maintenance windows: as judgement sees them, found without a walk."""

from __future__ import annotations

from collections.abc import ItemsView, Iterator
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from inventory.model import Node, NodeKind, Site
from netmon.core.model import SiteCode
from netmon.status.maintenance import Plan, Reach, Window
from netmon.status.maintenance_calendar import MaintenanceCalendar
from netmon.status.maintenance_reach import Reaches
from netmon.status.topology import Topology
from tests.registers import PROVINCES, site, small_register
from tests.unit.looks import at

NODES = [f"N{number}" for number in range(8)]
CODES = [f"S{number}" for number in range(6)]


class Walked(dict[SiteCode, Site]):
    """The sites of a register that count how often somebody went through all."""

    walks_count = 0

    def __iter__(self) -> Iterator[SiteCode]:
        self.walks_count += 1
        return super().__iter__()

    def items(self) -> ItemsView[SiteCode, Site]:  # type: ignore[override]
        self.walks_count += 1
        return super().items()


def _windows() -> list[Window]:
    subjects = [(Reach.NODE, code) for code in small_register().nodes]
    subjects += [(Reach.SITE, code) for code in small_register().sites]
    subjects += [(Reach.PROVINCE, code) for code in PROVINCES]
    return [
        Window(number, Plan(reach, subject, at(0), at(3600)), at(0), "noc")
        for number, (reach, subject) in enumerate(subjects, start=1)
    ]


def test_windows_taken_up_again_and_again_never_walk_the_nation() -> None:
    sites = Walked(small_register().sites)
    calendar = MaintenanceCalendar(replace(small_register(), sites=sites))
    walks_count = sites.walks_count

    for second in range(3):
        calendar.take(_windows())
        assert calendar.sites(at(second)).keys() == small_register().sites.keys()

    assert sites.walks_count == walks_count


def _parents(count: int) -> st.SearchStrategy[tuple[str, ...]]:
    """Return parents among the first `count` nodes: no node is above itself."""
    if not count:
        return st.just(())
    named = st.lists(st.sampled_from(NODES[:count]), unique=True, max_size=3)
    return named.map(tuple)


@given(
    st.tuples(*(_parents(number) for number in range(len(NODES)))),
    st.tuples(*(_parents(len(NODES)) for _ in CODES)),
    st.sets(st.sampled_from(NODES), min_size=1),
)
def test_what_lies_behind_nodes_is_what_judgement_would_blame_on_them(
    above: tuple[tuple[str, ...], ...],
    parents: tuple[tuple[str, ...], ...],
    dead: set[str],
) -> None:
    nodes = {
        code: Node(code, NodeKind.TRUNK, code, None, row)
        for code, row in zip(NODES, above, strict=True)
    }
    sites = {
        SiteCode(code): site(code, *row)
        for code, row in zip(CODES, parents, strict=True)
    }
    register = replace(small_register(), nodes=nodes, sites=sites)
    topology = Topology.of(register)

    expected = {
        code
        for code in sites
        if topology.blame(code, lambda node: True if node in dead else None)
    }
    assert Reaches(register).behind(dead) == expected
