"""Who is cut off when a node of the access network fails. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from inventory.model import NodeKind

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from inventory.model import Register
    from netmon.core.model import SiteCode


class Topology:
    """The tree of nodes and the sites that hang from it.

    A parent that is not in the register is ignored; a node or site without known
    parents hangs from the nation's core and is always reached.
    """

    def __init__(self, register: Register) -> None:
        self._nodes = tuple(register.nodes)
        self._roots: list[str] = []
        self._children: dict[str, list[str]] = defaultdict(list)
        for node in register.nodes.values():
            parents = [code for code in node.parents if code in register.nodes]
            for parent in parents:
                self._children[parent].append(node.code)
            if not parents:
                self._roots.append(node.code)
        self._parent_counts = {
            node.code: sum(code in register.nodes for code in node.parents)
            for node in register.nodes.values()
        }
        self._sites: dict[tuple[str, ...], list[SiteCode]] = defaultdict(list)
        for site in register.sites.values():
            known = tuple(code for code in site.parents if code in register.nodes)
            self._sites[known].append(site.code)
        self._groups: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for group in self._sites:
            for code in group:
                self._groups[code].append(group)
        self._trunks = tuple(
            node.code for node in register.nodes.values() if node.kind is NodeKind.TRUNK
        )

    def dark_nodes(self, cut: Container[str]) -> frozenset[str]:
        """Return the nodes that are cut or have only unreachable parents."""
        reached: set[str] = set()
        waiting = list(self._roots)
        while waiting:
            code = waiting.pop()
            if code not in cut and code not in reached:
                reached.add(code)
                waiting.extend(self._children[code])
        return frozenset(self._nodes) - reached

    def dark_sites(self, dark_nodes: Container[str]) -> frozenset[SiteCode]:
        """Return the sites whose parents are all dark."""
        return frozenset(
            site
            for parents, sites in self._sites.items()
            if parents and all(code in dark_nodes for code in parents)
            for site in sites
        )

    def sites_behind(self, nodes: Iterable[str]) -> tuple[SiteCode, ...]:
        """Return the sites that go dark when `nodes` are cut, in code order."""
        return tuple(sorted(self.dark_sites(self.dark_nodes(frozenset(nodes)))))

    def largest_trunk(self, prefer_count: int | None = None) -> str | None:
        """Return a trunk, None where there is none.

        Args:
            prefer_count: Take the first trunk with exactly this many sites behind it,
                if there is one; otherwise the one with most.
        """
        counts = {code: self._count_behind(code) for code in self._trunks}
        for code, count in counts.items():
            if count == prefer_count:
                return code
        return max(counts, key=lambda code: counts[code], default=None)

    def _count_behind(self, code: str) -> int:
        """Return how many sites go dark with node `code`; looks at no other branch."""
        dark, waiting = {code}, [code]
        dark_parents: Counter[str] = Counter()
        while waiting:
            for child in self._children.get(waiting.pop(), ()):
                dark_parents[child] += 1
                if dark_parents[child] == self._parent_counts[child]:
                    dark.add(child)
                    waiting.append(child)
        groups = {group for node in dark for group in self._groups.get(node, ())}
        return sum(len(self._sites[each]) for each in groups if dark.issuperset(each))
