"""The nodes above the sites: looked at freshly before a child is judged."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from netmon.core.model import DeviceId
from netmon.status.machine import Verdict, to_verdict

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.model import Probe, SiteCode, Target
    from netmon.status.topology import Topology

FRESH_S = 15.0
"""A look at a parent explains a child for this long: both rounds of its judgement."""
CARRIED_COUNT = 2
"""Sites that answered through a node prove that it lives, whatever it says itself; one
alone may stand in the wrong place of the register."""
FLIGHT = timedelta(seconds=0.5)
"""Looks that begin so soon after the first lost echo may have been answered before the
node died: echoes to near and far sites are on their way at the same time."""


@dataclass(slots=True)
class NodeLook:
    """What the newest look at a node said.

    Attributes:
        at: UTC; when its first probe began.
        looked_s: Monotonic.
    """

    verdict: Verdict
    at: datetime
    looked_s: float
    probes: tuple[Probe, ...]

    @property
    def is_dead(self) -> bool:
        """Whether nothing answered."""
        return self.verdict is Verdict.DEAD


class Parents:
    """What is known of the nodes.

    Attributes:
        topology: Who hangs from whom.
    """

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self._targets: dict[DeviceId, Target] = {}
        self._looks: dict[DeviceId, NodeLook] = {}
        self._behind_count: Counter[str] = Counter()
        self._carried: dict[str, dict[SiteCode, datetime]] = {}

    def assign(self, targets: Iterable[Target], topology: Topology) -> None:
        """Know exactly `targets`."""
        self.topology = topology
        self._targets = {target.device: target for target in targets}
        for gone in self._looks.keys() - self._targets.keys():
            del self._looks[gone]
        self._behind_count = Counter(
            node for site in topology.site_parents for node in topology.only_way(site)
        )

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
        """Take a look at `node`; one that could not be made leaves what was known."""
        verdict = to_verdict(probes)
        if node not in self._targets:
            return
        if probes and (verdict is not Verdict.UNCLEAR or node not in self._looks):
            at = min(probe.at for probe in probes)
            self._looks[node] = NodeLook(verdict, at, now_s, tuple(probes))

    def carry(self, site: SiteCode, at: datetime) -> None:
        """Take that `site` answered a look begun at `at` (UTC)."""
        for node in self.topology.only_way(site):
            carried = self._carried.setdefault(node, {})
            carried.pop(site, None)
            carried[site] = at
            if len(carried) > CARRIED_COUNT + 1:  # one of them may be who is judged
                del carried[next(iter(carried))]

    def blame(
        self, site: SiteCode, now_s: float, dark_at: datetime, now: datetime
    ) -> str:
        """Return the topmost node that cuts `site` off, empty without one.

        Args:
            site: A dark site.
            now_s: Monotonic.
            dark_at: UTC; since when it is dark. A node that others behind it answered
                through after that does not explain it, though it be silent itself.
            now: UTC.
        """

        def is_dead(node: str) -> bool | None:
            if self._has_carried(node, site, dark_at, now):
                return False
            look = self._looks.get(_to_device(node))
            if look is None or now_s - look.looked_s > FRESH_S:
                return None
            if look.verdict is Verdict.ALIVE and not dark_at <= look.at <= now:
                return None  # that it lived before says nothing
            return None if look.verdict is Verdict.UNCLEAR else look.is_dead

        return self.topology.blame(site, is_dead)

    def _has_carried(
        self, node: str, judged: SiteCode, since: datetime, now: datetime
    ) -> bool:
        # An answer from after now was given before the clock was set back.
        answered_count = sum(
            since + FLIGHT < at <= now
            for site, at in self._carried.get(node, {}).items()
            if site != judged
        )
        others_count = self._behind_count[node] - 1
        return 0 < answered_count >= min(CARRIED_COUNT, others_count)


def _to_device(node: str) -> DeviceId:
    """Return the device id of a node: its code."""
    return DeviceId(node)
