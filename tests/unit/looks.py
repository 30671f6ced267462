"""Probes, targets and rounds for tests of judgement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from netmon.core.model import (
    AgentReading,
    DeviceId,
    Echoes,
    Method,
    Outcome,
    Probe,
    Role,
    SiteCode,
    Target,
)

T0 = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
SITE = SiteCode("PI-10-00001")
ROUTER = DeviceId("PI-10-00001/router")
AP1 = DeviceId("PI-10-00001/ap1")
AP2 = DeviceId("PI-10-00001/ap2")
ALL = (Method.ICMP, Method.SNMP, Method.TCP)


def at(second: float) -> datetime:
    """Return the moment `second` seconds into the test."""
    return T0 + timedelta(seconds=second)


def router(methods: tuple[Method, ...] = ALL) -> Target:
    return Target(ROUTER, SITE, Role.ROUTER, "198.18.1.1", methods)


def access_point(device: DeviceId) -> Target:
    return Target(device, SITE, Role.ACCESS_POINT, "198.18.1.2", (Method.ICMP,))


def probe(
    second: float,
    outcome: Outcome,
    *,
    method: Method = Method.ICMP,
    device: DeviceId = ROUTER,
    rtts_s: Sequence[float | None] | None = None,
    uptime_s: float | None = None,
    reason: str | None = None,
) -> Probe:
    if rtts_s is None and method is Method.ICMP and outcome is Outcome.ANSWERED:
        rtts_s = (0.01, 0.01, 0.01)
    default = {Outcome.SILENT: "timeout", Outcome.NOT_MEASURED: "no_route"}
    return Probe(
        device=device,
        method=method,
        at=at(second),
        outcome=outcome,
        took_s=1.0,
        reason=default.get(outcome, "") if reason is None else reason,
        echoes=None if rtts_s is None else Echoes(tuple(rtts_s)),
        agent=None if uptime_s is None else AgentReading(sys_uptime_s=uptime_s),
    )


def answered(second: float, **more: object) -> Probe:
    return probe(second, Outcome.ANSWERED, **more)  # type: ignore[arg-type]


def silent(second: float, **more: object) -> Probe:
    return probe(second, Outcome.SILENT, **more)  # type: ignore[arg-type]


def not_measured(second: float, **more: object) -> Probe:
    return probe(second, Outcome.NOT_MEASURED, **more)  # type: ignore[arg-type]


def all_by(second: float, *outcomes: Outcome, device: DeviceId = ROUTER) -> list[Probe]:
    """Return one round: ICMP, SNMP and TCP with these outcomes."""
    return [
        probe(second, outcome, method=method, device=device)
        for method, outcome in zip(ALL, outcomes, strict=False)
    ]


def dead(second: float, device: DeviceId = ROUTER) -> list[Probe]:
    return all_by(second, *[Outcome.SILENT] * 3, device=device)


def alive(second: float, device: DeviceId = ROUTER) -> list[Probe]:
    return all_by(second, *[Outcome.ANSWERED] * 3, device=device)
