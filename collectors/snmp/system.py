"""What a device says of itself: the system group and the clocks of its agent; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from collectors.snmp.collector import (
    SNMP_ENGINE_BOOTS,
    SNMP_ENGINE_TIME,
    SYS_OBJECT_ID,
    SYS_UP_TIME,
    TICKS_PER_S,
)
from collectors.snmp.values import to_count, to_oid, to_text

if TYPE_CHECKING:
    from collectors.snmp.values import Value

# SNMPv2-MIB (RFC 3418).
SYS_DESCR = "1.3.6.1.2.1.1.1.0"
SYS_NAME = "1.3.6.1.2.1.1.5.0"
HR_SYSTEM_UPTIME = "1.3.6.1.2.1.25.1.1.0"  # HOST-RESOURCES-MIB (RFC 2790)
CLOCKS = (SYS_UP_TIME, SNMP_ENGINE_BOOTS, SNMP_ENGINE_TIME, HR_SYSTEM_UPTIME)
SYSTEM = (SYS_DESCR, SYS_OBJECT_ID, SYS_NAME, *CLOCKS)
MAX_TICKS = 2**32


@dataclass(frozen=True, slots=True)
class Clocks:
    """The clocks of an agent; None where it does not say.

    Attributes:
        uptime_s: sysUpTime / 100 as read; wraps after 497.1 days.
        engine_boots: snmpEngineBoots.
        engine_time_s: snmpEngineTime.
        host_uptime_s: hrSystemUptime / 100 as read; wraps after 497.1 days.
    """

    uptime_s: float | None
    engine_boots: int | None
    engine_time_s: int | None
    host_uptime_s: float | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a device says it is; None where it does not say."""

    sys_descr: str | None
    sys_object_id: str | None
    sys_name: str | None


def to_clocks(values: Mapping[str, Value]) -> Clocks:
    """Return the clocks; what is no clock is None.

    Args:
        values: Keyed by OID.
    """
    return Clocks(
        uptime_s=_to_seconds(values.get(SYS_UP_TIME)),
        engine_boots=to_count(values.get(SNMP_ENGINE_BOOTS)),
        engine_time_s=to_count(values.get(SNMP_ENGINE_TIME)),
        host_uptime_s=_to_seconds(values.get(HR_SYSTEM_UPTIME)),
    )


def _to_seconds(value: Value | None) -> float | None:
    ticks = to_count(value)
    return None if ticks is None or ticks >= MAX_TICKS else ticks / TICKS_PER_S


def to_identity(values: Mapping[str, Value]) -> Identity:
    """Return who a device says it is.

    Args:
        values: Keyed by OID.
    """
    return Identity(
        sys_descr=to_text(values.get(SYS_DESCR)),
        sys_object_id=to_oid(values.get(SYS_OBJECT_ID)),
        sys_name=to_text(values.get(SYS_NAME)),
    )
