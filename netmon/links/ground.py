"""What was read, before anything is worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from inventory.model import Register
from netmon.core.model import SiteCode
from netmon.links.facts import Records
from netmon.links.health import WifiUsers
from netmon.status.board import SiteStatus
from netmon.status.lookback import Journals


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
