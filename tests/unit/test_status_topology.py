"""Which parent explains that a child is dark."""

from __future__ import annotations

import pytest

from netmon.core.model import SiteCode
from netmon.status.topology import NAME_LENGTH, Topology, to_name

SITE, TWO_WAYS = SiteCode("S1"), SiteCode("S2")
TOPOLOGY = Topology(
    site_parents={SITE: ("A1",), TWO_WAYS: ("A1", "A2")},
    node_parents={"A1": ("T1",), "A2": ("T2",), "T1": ("P",), "T2": ("P",), "P": ()},
)


def blamed(site: SiteCode, **dead: bool | None) -> str:
    return TOPOLOGY.blame(site, dead.get)


@pytest.mark.parametrize(
    ("dead", "expected"),
    [
        ({"A1": False, "T1": False, "P": False}, ""),
        ({"A1": True, "T1": False, "P": False}, "A1"),
        ({"A1": True, "T1": True, "P": False}, "T1"),
        ({"A1": True, "T1": True, "P": True}, "P"),
        ({"A1": None, "T1": True, "P": False}, "T1"),
        ({"A1": None, "T1": None, "P": None}, ""),
        ({"A1": True, "T1": None, "P": None}, "A1"),
        ({"A1": False, "T1": True, "P": True}, ""),
    ],
    ids=[
        "all alive",
        "aggregation",
        "trunk",
        "provider",
        "through one that cannot be asked",
        "nothing known",
        "known below, unknown above",
        "a parent that answers acquits those above it",
    ],
)
def test_the_topmost_dead_node_is_blamed(
    dead: dict[str, bool | None], expected: str
) -> None:
    assert blamed(SITE, **dead) == expected


def test_with_several_parents_one_that_lives_is_enough() -> None:
    assert blamed(TWO_WAYS, A1=True, T1=False, A2=False) == ""
    assert blamed(TWO_WAYS, A1=True, T1=False, A2=True, T2=False, P=False) == "A1"
    assert blamed(TWO_WAYS, A1=True, T1=True, A2=True, T2=True, P=True) == "P"


def test_ancestors_come_nearest_first_and_once() -> None:
    assert TOPOLOGY.ancestors(TWO_WAYS) == ("A1", "A2", "T1", "P", "T2")


def test_a_site_without_parents_blames_nobody() -> None:
    assert Topology().blame(SITE, lambda _: True) == ""


def test_free_text_of_the_register_fits_into_a_key() -> None:
    long, other = "ก" * 500, "ก" * 500 + "ข"

    assert to_name("แม่ริม") == "แม่ริม"
    assert to_name("a/b") == "a-b"
    assert len(to_name(long)) == NAME_LENGTH
    assert to_name(long) != to_name(other)


@pytest.mark.parametrize("space", ["\u00a0", "\u3000", "\ue000"])
def test_what_a_spreadsheet_writes_for_a_space_makes_no_key_nobody_can_ask_for(
    space: str,
) -> None:
    assert to_name(f"แม่{space}ริม") == "แม่ ริม"
