"""What was read, before anything is worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from inventory.model import Register
from netmon.core.intervals import Interval
from netmon.core.model import SiteCode
from netmon.links.facts import Records
from netmon.links.health import WifiUsers
from netmon.status.board import SiteStatus


@dataclass(frozen=True, slots=True)
class Dark:
    """Time in which a poller did not look at a site, or with site None at any."""

    poller: str
    site: SiteCode | None
    span: Interval


@dataclass(frozen=True, slots=True)
class Journals:
    """The journals of some sites over some time, times in whole seconds.

    Attributes:
        span: From where on they were read, until now. What is open ends now.
        looked: When each poller ran.
        dark: When it ran and did not look.
        outages: Of lines, by site.
        watched_from: When each site was first judged; one that is missing never was.
        unwatched: When a site was out of the register or out of service.
    """

    span: Interval
    looked: tuple[tuple[str, Interval], ...]
    dark: tuple[Dark, ...]
    outages: Mapping[SiteCode, list[Interval]]
    watched_from: Mapping[SiteCode, datetime]
    unwatched: Mapping[SiteCode, list[Interval]]


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything a picture is drawn from.

    Attributes:
        at: UTC; the present.
        states: How every site of the register is shown.
        wifi: Of the sites of centres of which something was measured lately.
    """

    at: datetime
    register: Register
    records: Records
    journals: Journals
    states: Mapping[SiteCode, SiteStatus]
    wifi: Mapping[SiteCode, WifiUsers]
