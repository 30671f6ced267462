"""What flows at a site, and who uses it: exact at every moment, cheap to read."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

LINE_DOWN_BPS, LINE_UP_BPS = 200_000_000, 100_000_000
"""What the lines of the nation carry at most (sla.md, title)."""

DOWN_RATIO, UP_RATIO = 0.85, 0.15
"""Shares of a site's traffic towards the site and away from it."""

DAY_S = 86_400.0
DAY_SWING = 0.8
"""Traffic moves between 20 % and 180 % of its mean over a day."""
TURN = 2 * math.pi / DAY_S
PEAK_PHASE = -1 / 12
"""Most traffic flows at 15:00 in Thailand, 08:00 UTC."""

FULLEST_RATIO = 0.95
"""No surge fills more of a line than this."""
WIRED_RATIO = 0.1
"""Share of a site's traffic that does not come from its access points."""
LOW_BAND_RATIO = 0.3
"""Share of an access point's clients at 2.4 GHz."""

WALL_OFFSET_S = time.time() - time.monotonic()
"""Taken once: a stepping wall clock must not turn counters back."""


@dataclass(slots=True)
class Flow:
    """The part of a site's traffic that one of its sources makes.

    Attributes:
        share: Its part of the whole, 0-1; the shares of a site add up to 1.
        scale: How much of its usual traffic flows now: 1 on a usual day, 0 when dark.
        done: What flowed before `since`, octets both ways.
        since: The site's curve when `scale` began to hold.
    """

    share: float
    scale: float = 1.0
    done: float = 0.0
    since: float = 0.0

    def volume(self, curve: float) -> float:
        """Return what has flowed when the site's curve stands at `curve`, octets."""
        return self.done + self.scale * self.share * (curve - self.since)

    def rescale(self, curve: float, scale: float) -> None:
        """Let `scale` hold from now on; nothing that flowed is lost."""
        self.done, self.since, self.scale = self.volume(curve), curve, scale


class SiteLife:
    """A site's traffic and people.

    The rate swings with the time of day. Volumes are its exact integral, so any two
    readings agree with each other, whoever makes them and whenever.

    Attributes:
        load_bps: Mean traffic, both ways together, bits per second.
        people_mean: Mean count of people on Wi-Fi.
        flows: The wired part first, then one for each access point, in their order.
        surge: How many times as much as usual goes on, 1 on a usual day.
    """

    __slots__ = (
        "_angle",
        "_at_s",
        "_began",
        "_curve",
        "_dark",
        "flows",
        "load_bps",
        "people_mean",
        "surge",
    )

    def __init__(
        self, load_bps: float, people_mean: float, phase: float, weights: list[float]
    ) -> None:
        """Build a site; `weights` of its access points are taken in proportion."""
        self.load_bps = load_bps
        self.people_mean = people_mean
        self.surge = 1.0
        self._angle = 2 * math.pi * (PEAK_PHASE + phase) + TURN * WALL_OFFSET_S
        self._at_s = math.nan
        self._curve = 0.0
        self._dark: set[int] = set()
        whole = sum(weights)
        wireless = [w / whole * (1 - WIRED_RATIO) for w in weights]
        self.flows = [Flow(1 - sum(wireless)), *(Flow(share) for share in wireless)]
        self._began = sum(self.volumes(time.monotonic()))

    def curve(self, now_s: float) -> float:
        """Return the integral of the usual rate up to now, octets from some zero."""
        if now_s != self._at_s:
            swing = DAY_SWING / TURN * math.cos(TURN * now_s + self._angle)
            self._at_s, self._curve = now_s, self.load_bps / 8 * (now_s - swing)
        return self._curve

    def bustle(self, now_s: float) -> float:
        """Return how busy the hour is: 0.2 to 1.8, 1 on average."""
        return 1 + DAY_SWING * math.sin(TURN * now_s + self._angle)

    def volumes(self, now_s: float) -> list[float]:
        """Return what has flowed by each flow, octets both ways from some zero."""
        curve = self.curve(now_s)
        return [flow.volume(curve) for flow in self.flows]

    def flowed(self, now_s: float) -> tuple[float, float]:
        """Return what really flowed down and up since the site began, octets.

        No counter, no reboot and no fault of an agent changes it.
        """
        both_ways = sum(self.volumes(now_s)) - self._began
        return both_ways * DOWN_RATIO, both_ways * UP_RATIO

    def clients_count(self, number: int, radio: int, now_s: float) -> int:
        """Return who is at radio 0 (2.4 GHz) or 1 (5 GHz) of flow `number`."""
        if number in self._dark:
            return 0
        share = self.flows[number].share / (1 - WIRED_RATIO)
        at_point = self.people_mean * self.surge * self.bustle(now_s) * share
        return round(at_point * (1 - LOW_BAND_RATIO if radio else LOW_BAND_RATIO))

    def rate_bps(self, now_s: float) -> float:
        """Return the rate at this moment, both ways together."""
        shares = sum(flow.share * flow.scale for flow in self.flows)
        return self.load_bps * self.bustle(now_s) * shares

    def darken(self, number: int, now_s: float, *, is_dark: bool) -> None:
        """Stop one flow, or let it flow again."""
        (self._dark.add if is_dark else self._dark.discard)(number)
        self._rescale(number, now_s)

    def swell(self, surge: float, now_s: float) -> None:
        """Let `surge` times as much as usual go on, as far as the line carries it."""
        self.surge = surge
        for number in range(len(self.flows)):
            self._rescale(number, now_s)

    def _rescale(self, number: int, now_s: float) -> None:
        room = FULLEST_RATIO / (1 + DAY_SWING) / self.load_bps
        most = room * min(LINE_DOWN_BPS / DOWN_RATIO, LINE_UP_BPS / UP_RATIO)
        scale = 0.0 if number in self._dark else min(self.surge, most)
        self.flows[number].rescale(self.curve(now_s), scale)
