"""What the parent tells the child over their socket pair, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from inventory.model import Register
    from netmon.core.model import DeviceId
    from netmon.twin.faults import Air, Fault
    from netmon.twin.timeline import PlannedEvent


@dataclass(frozen=True, slots=True)
class SetUp:
    """The first order: the nation to be.

    Attributes:
        speed: Divides every wait of the scenario; never a timeout.
        traps_port: UDP port of the poller that notifications go to, None for none.
        parent_pid: The child ends when this is no longer its parent.
    """

    register: Register
    seed: int
    air: Air
    events: tuple[PlannedEvent, ...]
    speed: float
    truth: Path | None
    parent_pid: int = 0
    traps_port: int | None = None


@dataclass(frozen=True, slots=True)
class Apply:
    """Let a fault befall the nation; answered with its number."""

    fault: Fault


@dataclass(frozen=True, slots=True)
class Lift:
    """End a fault, or all of them; answered with whether it held."""

    number: int | None


@dataclass(frozen=True, slots=True)
class Boot:
    """Boot devices in an instant; answered with True."""

    devices: tuple[DeviceId, ...]


@dataclass(frozen=True, slots=True)
class SetUptime:
    """Move the boot of devices into the past; answered with True."""

    devices: tuple[DeviceId, ...]
    uptime_s: float


@dataclass(frozen=True, slots=True)
class RecordVolumes:
    """Write what has flowed at `devices` into the record of truth."""

    devices: tuple[DeviceId, ...]


@dataclass(frozen=True, slots=True)
class StartScenario:
    """Start the scenario's clock; answered with True."""


@dataclass(frozen=True, slots=True)
class Stop:
    """End cleanly; answered with True."""


Order = SetUp | Apply | Lift | Boot | SetUptime | RecordVolumes | StartScenario | Stop
Answer = int
"""A fault's number, or 1 for done."""


def portable(register: Register) -> Register:
    """Return `register` with plain dicts, which travel to the child."""
    return replace(
        register,
        provinces=dict(register.provinces),
        contracts=dict(register.contracts),
        nodes=dict(register.nodes),
        sites=dict(register.sites),
        routers=dict(register.routers),
        access_points=dict(register.access_points),
        controllers=dict(register.controllers),
    )
