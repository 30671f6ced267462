"""Holds parents that rows name against the nodes there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from inventory.importer.row import Draft

Parents = Mapping[str, tuple[str, ...]]
"""Codes of the nodes above each node."""


def to_codes(text: str | None) -> tuple[str, ...]:
    """Return the codes of canonical text."""
    return tuple(text.split(";")) if text else ()


def check_known(drafts: Sequence[Draft], nodes: Parents) -> bool:
    """Reject rows that name a node nobody knows; return whether there were any."""
    found = False
    for draft in drafts:
        for code in to_codes(draft.values.get("parents")):
            if code not in nodes:
                draft.reject("parents", "unknown_reference", f"node {code}")
                found = True
    return found


def check_nodes(drafts: Sequence[Draft], stored: Parents) -> None:
    """Reject nodes below an unknown one, and nodes that are above themselves.

    What is rejected leaves behind what is stored: it is looked at again until nothing
    more is found.
    """
    left = list(drafts)
    while True:
        nodes = {**stored, **{one.site: _parents(one, stored) for one in left}}
        if not (check_known(left, nodes) or _check_circle(left, nodes)):
            return
        left = [draft for draft in left if not draft.is_rejected]


def _parents(draft: Draft, stored: Parents) -> tuple[str, ...]:
    if "parents" in draft.values:
        return to_codes(draft.values["parents"])
    return stored.get(draft.site, ())


def _check_circle(drafts: Sequence[Draft], nodes: Parents) -> bool:
    """Reject the rows of one circle; return whether there was one."""
    try:
        TopologicalSorter(nodes).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1][::-1]
        guilty = [draft for draft in drafts if draft.site in circle]
        for draft in guilty:
            draft.reject("parents", "parents_in_a_circle", " > ".join(circle))
        return bool(guilty)
    return False
