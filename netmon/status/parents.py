"""The nodes above the sites: looked at freshly before a child is judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmon.core.model import DeviceId
from netmon.status.machine import Verdict, to_verdict

if TYPE_CHECKING:
    from netmon.core.model import Probe, SiteCode, Target
    from netmon.status.topology import Topology

FRESH_S = 15.0
"""A look at a parent explains a child for this long: both rounds of its judgement."""


@dataclass(slots=True)
class NodeLook:
    """What the newest look at a node said.

    Attributes:
        looked_s: Monotonic.
    """

    verdict: Verdict
    looked_s: float
    probes: tuple[Probe, ...]


class Parents:
    """What is known of the nodes.

    Attributes:
        topology: Who hangs from whom.
    """

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self._targets: dict[DeviceId, Target] = {}
        self._looks: dict[DeviceId, NodeLook] = {}

    def assign(self, targets: Iterable[Target], topology: Topology) -> None:
        """Know exactly `targets`."""
        self.topology = topology
        self._targets = {target.device: target for target in targets}
        for gone in self._looks.keys() - self._targets.keys():
            del self._looks[gone]

    def target(self, node: DeviceId) -> Target | None:
        """Return how `node` is looked at, None if it is not watched."""
        return self._targets.get(node)

    def look(self, node: DeviceId) -> NodeLook | None:
        """Return the newest look at `node`."""
        return self._looks.get(node)

    def above(self, site: SiteCode) -> tuple[DeviceId, ...]:
        """Return the nodes above `site` that can be looked at, nearest first."""
        nodes = map(_to_device, self.topology.ancestors(site))
        return tuple(node for node in nodes if node in self._targets)

    def take(self, node: DeviceId, probes: Sequence[Probe], now_s: float) -> None:
        """Take a look at `node`."""
        if node in self._targets:
            self._looks[node] = NodeLook(to_verdict(probes), now_s, tuple(probes))

    def blame(self, site: SiteCode, now_s: float) -> str:
        """Return the topmost node that cuts `site` off, empty without one."""

        def is_dead(node: str) -> bool | None:
            look = self._looks.get(_to_device(node))
            if look is None or now_s - look.looked_s > FRESH_S:
                return None
            if look.verdict is Verdict.UNCLEAR:
                return None
            return look.verdict is Verdict.DEAD

        return self.topology.blame(site, is_dead)


def _to_device(node: str) -> DeviceId:
    """Return the device id of a node: its code."""
    return DeviceId(node)
