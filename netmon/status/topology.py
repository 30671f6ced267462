"""Who hangs from whom, and which parent explains that a child is dark."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netmon.core.model import SiteCode

if TYPE_CHECKING:
    from inventory.model import Register

NAME_LENGTH = 48

AREA, PROVINCE, PROVIDER = "area:", "province:", "provider:"
"""How the keys of crowds begin: sites that go dark together without a known parent."""


@dataclass(frozen=True, slots=True)
class Topology:
    """The access network above the sites.

    Attributes:
        site_parents: Node codes each site hangs from; several mean any one suffices.
        node_parents: The same for each node.
        areas: Contract, province and district of each site: what groups it where no
            parent is known.
        providers: Provider of each contract.
    """

    site_parents: Mapping[SiteCode, Sequence[str]] = field(default_factory=dict)
    node_parents: Mapping[str, Sequence[str]] = field(default_factory=dict)
    areas: Mapping[SiteCode, str] = field(default_factory=dict)
    providers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, register: Register) -> Topology:
        """Return the topology of `register`."""
        return cls(
            {code: site.parents for code, site in register.sites.items()},
            {code: node.parents for code, node in register.nodes.items()},
            {
                code: "/".join((site.contract, site.province, to_name(site.district)))
                for code, site in register.sites.items()
            },
            {code: to_name(each.provider) for code, each in register.contracts.items()},
        )

    def crowds(self, site: SiteCode) -> tuple[str, ...]:
        """Return the keys of what may go dark with `site`, narrowest first.

        `area:<area>`, `province:<code>`, `provider:<name>`, as far as they are known.
        """
        area = self.areas.get(site, "")
        return (f"{AREA}{area}", *wider(area, self.providers)) if area else ()

    def ancestors(self, site: SiteCode) -> tuple[str, ...]:
        """Return every node above `site`, nearest first, each once."""
        return tuple(dict.fromkeys(self._climb(self.site_parents.get(site, ()))))

    def only_way(self, site: SiteCode) -> tuple[str, ...]:
        """Return the nodes all traffic of `site` passes, nearest first."""
        way: list[str] = []
        above = self.site_parents.get(site, ())
        while len(above) == 1 and above[0] not in way:
            way.append(above[0])
            above = self.node_parents.get(above[0], ())
        return tuple(way)

    def blame(self, site: SiteCode, is_dead: Callable[[str], bool | None]) -> str:
        """Return the topmost dead node that cuts `site` off, empty without one.

        Args:
            site: A dark site.
            is_dead: What a fresh look said of a node; None where it cannot be asked.
                Such a node passes the question on to its own parents.
        """
        return self._dead_root(self.site_parents.get(site, ()), is_dead)

    def _dead_root(
        self, parents: Sequence[str], is_dead: Callable[[str], bool | None]
    ) -> str:
        roots = [self._root_of(parent, is_dead) for parent in parents]
        return roots[0] if roots and all(roots) else ""

    def _root_of(self, node: str, is_dead: Callable[[str], bool | None]) -> str:
        """Return the topmost dead node at or above `node`, empty if it is not cut."""
        answer = is_dead(node)
        if answer is False:
            return ""
        above = self._dead_root(self.node_parents.get(node, ()), is_dead)
        return above or (node if answer else "")

    def _climb(self, nodes: Sequence[str]) -> Iterator[str]:
        yield from nodes
        for node in nodes:
            yield from self._climb(self.node_parents.get(node, ()))


def to_name(text: str) -> str:
    """Return free text of the register as a part of an incident's key.

    Keys have room for 192 characters, and slashes part them. What is cut stays apart
    from others by its digest. A space that breaks no line, as spreadsheets write it, is
    a space like any other: an incident is asked for by characters people can type.
    """
    text = "".join(each if each.isprintable() else " " for each in text)
    text = text.replace("/", "-")
    if len(text) <= NAME_LENGTH:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    return f"{text[: NAME_LENGTH - 13]}~{digest}"


def wider(area: str, providers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the keys of the province and the provider of `area`, where known."""
    contract, province, _ = to_area_parts(area)
    provider = providers.get(contract, "")
    named = ((PROVINCE, province), (PROVIDER, provider))
    return tuple(kind + name for kind, name in named if name)


def to_area_parts(area: str) -> tuple[str, str, str]:
    """Return contract, province and district; a contract's code may hold slashes."""
    parts = area.rsplit("/", 2)
    if len(parts) < 3:
        return "", "", area
    return parts[0], parts[1], parts[2]
