"""What a fault does in the moment it begins, and what follows when boxes go dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.twin.faults import FaultKind
from netmon.twin.traps import port_of_point, wan_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from netmon.twin.device import Device
    from netmon.twin.faults import Fault
    from netmon.twin.traps import Notifier

UPTIME_ENDS_S = 2**32 / 100
"""sysUpTime counts hundredths of a second to 2^32 (RFC 3418): 497.1 days."""
BEFORE_END_S = 30.0


def _count_again(device: Device, now_s: float) -> None:
    device.count_from(now_s)


def _restart(device: Device, now_s: float) -> None:
    device.restart_agent(now_s)


def _near_end(device: Device, now_s: float) -> None:
    device.set_uptime(UPTIME_ENDS_S - BEFORE_END_S, now_s)


AT_ONCE: dict[FaultKind, Callable[[Device, float], None]] = {
    FaultKind.COUNTER_RESET: _count_again,
    FaultKind.COUNTER_WRAP: _count_again,
    FaultKind.AGENT_RESTART: _restart,
    FaultKind.UPTIME_WRAP: _near_end,
}


def strike(fault: Fault, devices: Iterable[Device], now_s: float) -> None:
    """Do what `fault` does to `devices` once, as it begins."""
    act = AT_ONCE.get(fault.kind)
    if act is not None:
        for device in devices:
            act(device, now_s)


def turn_router(router: Device, now_s: float, notifier: Notifier | None) -> None:
    """Let a router that went dark or came back carry nothing, or carry again.

    What it could not tell while its line was cut it tells when the line is back.
    """
    router.life.darken(0, now_s, is_dark=router.is_dark)
    if router.is_dark:
        return
    router.line_s = now_s
    if notifier is not None and router.booted_s < now_s:
        port = wan_port(router)
        notifier.link(router, port, now_s, is_up=False)
        notifier.link(router, port, now_s, is_up=True)


def turn_point(
    point: Device, router: Device | None, now_s: float, notifier: Notifier | None
) -> None:
    """Let an access point that went dark or came back be so for its router too."""
    point.life.darken(point.number, now_s, is_dark=point.is_dark)
    if router is None:
        return
    router.layout = None
    if notifier is not None and router.line_s < now_s:
        port = port_of_point(router, point.number)
        if port is not None:
            notifier.link(router, port, now_s, is_up=not point.is_dark)
