"""Hangs the made-up sites from providers, trunks and aggregation nodes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from math import ceil
from random import Random

from inventory.fleet.addresses import node_address
from inventory.fleet.plan import FleetPlan
from inventory.model import Node, NodeKind, Site

CUT_TRUNK = "TRK-30-31"
"""The trunk to cut: exactly CUT_SITES sites hang from it, and from nothing else."""

CUT_SITES = 512
"""Sites behind CUT_TRUNK; fewer only where both provinces together have fewer."""

CUT_PROVINCES = ("30", "31")
"""The two neighbouring provinces, of one contract, that CUT_TRUNK serves."""

_SITES_PER_AGGREGATION = 40
_AGGREGATIONS_PER_TRUNK = 8
_TWO_PARENTS_RATIO = 0.04


@dataclass(slots=True)
class _Network:
    """The network as it grows: nodes by code, and the parents of each site."""

    nodes: dict[str, Node] = field(default_factory=dict)
    parents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def add(self, code: str, kind: NodeKind, name: str, parent: str) -> str:
        """Add a node that answers; returns its code."""
        address = node_address(next(self.numbers))
        self.nodes[code] = Node(code, kind, name, address, (parent,))
        return code


def connect(
    plan: FleetPlan, seed: int, sites: Mapping[str, Sequence[Site]]
) -> tuple[list[Node], list[Site]]:
    """Return the nodes, and the sites of all provinces with their parents.

    A provider is known but has no address; trunks and aggregation nodes answer.
    """
    network = _Network()
    behind_cut = _choose_behind_cut(sites)
    for provider, entries in _by_provider(plan).items():
        network.nodes[provider] = Node(provider, NodeKind.PROVIDER, entries[0])
        for province in (code for code in entries[1] if sites[code]):
            _connect_province(network, provider, sites[province], behind_cut)
    rng = Random(f"{seed}/parents")  # noqa: S311  a made-up fleet, not a secret
    _add_second_parents(network, rng, sites)
    placed = [
        replace(site, parents=network.parents[site.code])
        for group in sites.values()
        for site in group
    ]
    return list(network.nodes.values()), placed


def _by_provider(plan: FleetPlan) -> dict[str, tuple[str, list[str]]]:
    """Return name and provinces keyed by the code of the provider."""
    found: dict[str, list[str]] = {}
    for entry in plan.contracts:
        found.setdefault(entry.contract.provider, []).extend(entry.provinces)
    return {f"PRV-{number}": pair for number, pair in enumerate(found.items(), start=1)}


def _choose_behind_cut(sites: Mapping[str, Sequence[Site]]) -> frozenset[str]:
    first, second = (len(sites[province]) for province in CUT_PROVINCES)
    from_first = min(first, CUT_SITES * 3 // 4)
    from_second = min(second, CUT_SITES - from_first)
    chosen = (
        *sites[CUT_PROVINCES[0]][:from_first],
        *sites[CUT_PROVINCES[1]][:from_second],
    )
    return frozenset(site.code for site in chosen)


def _connect_province(
    network: _Network, provider: str, sites: Sequence[Site], behind_cut: frozenset[str]
) -> None:
    province = sites[0].province
    numbers = count(1)
    cut = [site for site in sites if site.code in behind_cut]
    if cut:
        if CUT_TRUNK not in network.nodes:
            network.add(CUT_TRUNK, NodeKind.TRUNK, f"Trunk {CUT_TRUNK}", provider)
        _aggregate(network, [CUT_TRUNK], cut, numbers)
    rest = [site for site in sites if site.code not in behind_cut]
    if rest:
        aggregations = ceil(len(rest) / _SITES_PER_AGGREGATION)
        trunks = [
            network.add(code, NodeKind.TRUNK, f"Trunk {code}", provider)
            for code in (
                f"TRK-{province}-{number}"
                for number in range(1, ceil(aggregations / _AGGREGATIONS_PER_TRUNK) + 1)
            )
        ]
        _aggregate(network, trunks, rest, numbers)


def _aggregate(
    network: _Network, trunks: Sequence[str], sites: Sequence[Site], numbers: count[int]
) -> None:
    """Hang `sites` from as few equal aggregation nodes as hold them."""
    pieces = ceil(len(sites) / _SITES_PER_AGGREGATION)
    for piece in range(pieces):
        trunk = trunks[piece * len(trunks) // pieces]
        code = f"AGG-{sites[0].province}-{next(numbers):03}"
        network.add(code, NodeKind.AGGREGATION, f"Aggregation {code}", trunk)
        first, last = (len(sites) * edge // pieces for edge in (piece, piece + 1))
        network.parents |= {site.code: (code,) for site in sites[first:last]}


def _add_second_parents(
    network: _Network, rng: Random, sites: Mapping[str, Sequence[Site]]
) -> None:
    for group in sites.values():
        parents = {network.parents[site.code][0] for site in group}
        free = sorted(code for code in parents if not _is_cut(network, code))
        for site in group:
            mine = network.parents[site.code][0]
            others = [code for code in free if code != mine]
            wanted = rng.random() < _TWO_PARENTS_RATIO
            if wanted and others and not _is_cut(network, mine):
                network.parents[site.code] = (mine, rng.choice(others))


def _is_cut(network: _Network, aggregation: str) -> bool:
    return network.nodes[aggregation].parents == (CUT_TRUNK,)
