"""What two readings of a port give: figures, or the reason why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from netmon.core.schema import INTERFACE, Sample

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.model import DeviceId, SiteCode
    from netmon.core.reading import InterfaceReading


class Reason(StrEnum):
    """Why an interval has no figures."""

    FIRST = "first"
    NO_PORT = "no_port"
    OTHER_PORT = "other_port"
    RENAMED = "renamed"
    REBOOTED = "rebooted"
    AGENT_RESTARTED = "agent_restarted"
    """Its clocks began anew, and the host's ran on (hrSystemUptime)."""
    CLOCK_LOST = "clock_lost"
    CLOCKS_APART = "clocks_apart"
    NO_TIME = "no_time"
    DISCONTINUITY = "discontinuity"
    WIDTH_CHANGED = "width_changed"
    COUNTER_BACK = "counter_back"
    TOO_NARROW = "too_narrow"
    SPEED_UNKNOWN = "speed_unknown"
    FASTER_THAN_LINK = "faster_than_link"


@dataclass(frozen=True, slots=True)
class Break:
    """The interval is discarded: nothing of it is known, which is not 0."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class InterfaceDelta:
    """What passed a port between two readings; fields as in schema.INTERFACE.

    Attributes:
        span_s: Seconds between the readings, by the agent's clock where it has one.
        in_bps, out_bps: Mean rates; None after too long a time to be a peak.
        in_bytes, out_bytes: Volumes; None where the agent does not count.
        in_errors_count, out_errors_count, in_discards_count, out_discards_count: Of
            the interval; None where the agent does not count.
    """

    span_s: float
    in_bps: float | None
    out_bps: float | None
    in_bytes: int | None
    out_bytes: int | None
    in_errors_count: int | None
    out_errors_count: int | None
    in_discards_count: int | None
    out_discards_count: int | None


def to_sample(
    site: SiteCode,
    device: DeviceId,
    at: datetime,
    port: InterfaceReading,
    outcome: InterfaceDelta | Break,
) -> Sample:
    """Return the row of schema.INTERFACE: the port as it is, and what passed it.

    Args:
        site: Whom the device serves.
        device: Whose port it is.
        at: UTC; when the newer reading was made.
        port: The newer reading.
        outcome: Figures, or the reason for which they are None.
    """
    known: dict[str, float | int | bool | None] = {
        "speed_bps": port.speed_bps or None,
        "is_up": port.is_up,
    }
    values = tuple(
        known[name] if name in known else getattr(outcome, name, None)
        for name in INTERFACE.fields
    )
    return Sample(INTERFACE.name, at, (site, device), values)
