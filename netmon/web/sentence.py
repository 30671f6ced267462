"""What is wrong at a site, in one plain sentence, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from inventory.unmonitored import WhyUnmonitored
from netmon.core.model import SiteState
from netmon.status.causes import Cause
from netmon.status.incident import SITE

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.status.board import SiteStatus
    from netmon.status.device_track import DeviceTrack
    from netmon.status.incident_records import IncidentRecord


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence to look up in the catalogue.

    Attributes:
        name: `sentence.<name>` says it; `advice.<name>` says what to do.
        since: UTC, None where nothing began.
        values: What is put into it, beside the moment.
    """

    name: str
    since: datetime | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


_BY_CAUSE = {
    Cause.TRUNK: "down_trunk",
    Cause.PROVIDER: "down_provider",
    Cause.POWER: "down_power",
    Cause.LINE: "down_line",
    Cause.SWITCHED_OFF: "down_switched_off",
}
"""What is said of an outage whose cause is named."""


def to_sentence(
    status: SiteStatus,
    router: DeviceTrack | None,
    because: IncidentRecord | None = None,
    why: WhyUnmonitored | None = None,
    *,
    unseen: str = "",
) -> Sentence:
    """Return the sentence for a site as it is now.

    Args:
        status: Of the board.
        router: What is known of it, None for a site without one.
        because: The incident that explains it, None where none does.
        why: Why nobody looks at it, None where somebody does.
        unseen: Why it is not observed, "" before the first look at it.
    """
    state = status.state
    if state is SiteState.UNMONITORED:
        return Sentence((why or WhyUnmonitored.NO_ADDRESS).value)
    if state is SiteState.MAINTENANCE:
        return Sentence(state.value, status.since)
    if not status.is_seen:
        return Sentence(state.value if unseen else "first_look")
    return _seen(status, router, because)


def _seen(
    status: SiteStatus, router: DeviceTrack | None, because: IncidentRecord | None
) -> Sentence:
    match status.state:
        case SiteState.DEGRADED:
            return _degraded(status, router)
        case SiteState.UP:
            return _up(status, router)
        case SiteState.DOWN:
            return Sentence(_down(because), status.since)
        case state:
            return Sentence(state.value, status.since)


def _down(because: IncidentRecord | None) -> str:
    if because is None:
        return SiteState.DOWN.value
    name = _BY_CAUSE.get(because.finding.cause)
    if name is not None:
        return name
    return SiteState.DOWN.value if because.key.startswith(SITE) else "down_together"


def _degraded(status: SiteStatus, router: DeviceTrack | None) -> Sentence:
    if status.link.state is not SiteState.DEGRADED:
        is_all = status.wifi.state is SiteState.DOWN
        return Sentence("wifi_down" if is_all else "wifi_some", status.wifi.since)
    if router is not None and status.link.reason == "rtt":
        rtt_ms = round((router.quality.rtt_s or 0.0) * 1000)
        return Sentence("slow", status.link.since, {"ms": rtt_ms})
    loss = router.quality.loss_ratio if router else 0.0
    return Sentence("lossy", status.link.since, {"percent": round(loss * 100)})


def _up(status: SiteStatus, router: DeviceTrack | None) -> Sentence:
    if router is not None and router.is_management_degraded:
        return Sentence("up_without_snmp", status.since)
    if router is not None and router.is_icmp_filtered:
        return Sentence("up_without_icmp", status.since)
    return Sentence("up", status.since)
