"""Which sites a maintenance window is about, worked out once for each register."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from netmon.status.maintenance import Reach

if TYPE_CHECKING:
    from inventory.model import Register
    from netmon.core.model import SiteCode


class Reaches:
    """The sites of every subject a window may have.

    Thousands of windows may stand, and each is asked again and again: a question costs
    what it finds, never a walk over the nation.

    Args:
        register: In force.
    """

    def __init__(self, register: Register) -> None:
        self._register = register
        self._node_parents = {n.code: n.parents for n in register.nodes.values()}
        self._below: dict[str, list[str]] = {}
        self._hanging: dict[str, list[SiteCode]] = {}
        self._within: dict[tuple[Reach, str], list[SiteCode]] = {}
        self._known: dict[tuple[Reach, str], frozenset[SiteCode]] = {}
        for node, parents in self._node_parents.items():
            for parent in parents:
                self._below.setdefault(parent, []).append(node)
        for code, site in register.sites.items():
            for parent in site.parents:
                self._hanging.setdefault(parent, []).append(code)
            for key in (
                (Reach.PROVINCE, site.province),
                (Reach.CONTRACT, site.contract),
            ):
                self._within.setdefault(key, []).append(code)

    def of(self, reach: Reach, subject: str) -> frozenset[SiteCode]:
        """Return the sites of one subject."""
        key = (reach, subject)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._find(reach, subject)
        return known

    def behind(self, nodes: Iterable[str]) -> frozenset[SiteCode]:
        """Return the sites every way to which goes through one of `nodes`."""
        cut, news = set(nodes), list(nodes)
        while news:
            for node in self._below.get(news.pop(), ()):
                if node not in cut and cut.issuperset(self._node_parents[node]):
                    cut.add(node)
                    news.append(node)
        sites = self._register.sites
        near = {site for node in cut for site in self._hanging.get(node, ())}
        return frozenset(each for each in near if cut.issuperset(sites[each].parents))

    def _find(self, reach: Reach, subject: str) -> frozenset[SiteCode]:
        if reach is Reach.NODE:
            return self.behind([subject])
        if reach is Reach.SITE:
            return frozenset(self._register.sites.keys() & {subject})
        return frozenset(self._within.get((reach, subject), ()))
