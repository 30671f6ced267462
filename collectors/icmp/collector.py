"""ICMP echo behind the Collector port."""

from __future__ import annotations

import logging
import socket
from datetime import timedelta
from typing import TYPE_CHECKING

from collectors.aim import Aim, CannotLook, not_measured
from collectors.icmp.echo import Burst, EchoSettings, EchoSocket
from netmon.core.errors import CapabilityMissing
from netmon.core.model import Echoes, Method, Outcome, Probe, Target

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType
    from typing import Self

    from netmon.core.ports import Clock

log = logging.getLogger(__name__)


class IcmpCollector:
    """Three echoes a look; see Collector.

    Use as an async context manager: the sockets open on entry. A family that may not
    be opened is reported once, and its looks are `not_measured`.
    """

    method = Method.ICMP

    def __init__(self, aim: Aim, clock: Clock, settings: EchoSettings) -> None:
        self._aim = aim
        self._clock = clock
        self._settings = settings
        self.sockets: dict[socket.AddressFamily, EchoSocket] = {}

    async def __aenter__(self) -> Self:
        """Open both families."""
        for family in (socket.AF_INET, socket.AF_INET6):
            try:
                self.sockets[family] = EchoSocket(family, self._settings)
            except CapabilityMissing as missing:
                log.error("%s: %s", family.name, missing)  # noqa: TRY400 - no fault
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close both families."""
        for sock in self.sockets.values():
            sock.close()
        self.sockets.clear()

    async def look(self, target: Target) -> Probe:
        """See Collector.look."""
        started, started_s = self._clock.now(), self._clock.monotonic()
        try:
            address = self._aim.at(target)
        except CannotLook as why:
            return not_measured(target, self.method, started, why.reason)
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        sock = self.sockets.get(family)
        if sock is None:
            return not_measured(target, self.method, started, "no_permission")
        burst = await sock.burst(address)
        took_s = self._clock.monotonic() - started_s
        return to_probe(target, burst, started, took_s)


def to_probe(target: Target, burst: Burst, started: datetime, took_s: float) -> Probe:
    """Return what `burst` says about `target`.

    Args:
        target: Whom the burst was sent to.
        burst: A burst that has ended.
        started: UTC; when the burst was asked for.
        took_s: Seconds until the burst ended.
    """
    outcome, reason = _judge(burst)
    deciding_s = _find_deciding(burst)
    waited_s = 0.0 if deciding_s is None else deciding_s - burst.asked_s
    return Probe(
        device=target.device,
        method=Method.ICMP,
        at=started + timedelta(seconds=waited_s),
        outcome=outcome,
        took_s=took_s,
        reason=reason,
        echoes=_to_echoes(burst),
    )


def _find_deciding(burst: Burst) -> float | None:
    """Return when the first answered echo was sent; without one, the first sent."""
    sent = [
        (rtt_s is None, sent_s)
        for sent_s, rtt_s in zip(burst.sent_s, burst.rtts_s, strict=True)
        if sent_s is not None
    ]
    return min(sent)[1] if sent else None


def _judge(burst: Burst) -> tuple[Outcome, str]:
    if any(rtt_s is not None for rtt_s in burst.rtts_s):
        return Outcome.ANSWERED, ""
    if burst.has_receive_drops:
        return Outcome.NOT_MEASURED, "receive_drops"
    if burst.send_errors:
        return Outcome.NOT_MEASURED, burst.send_errors[0]
    return Outcome.SILENT, "timeout"


def _to_echoes(burst: Burst) -> Echoes | None:
    """Return the round trips of the echoes that were really sent."""
    sent = [
        rtt_s
        for sent_s, rtt_s in zip(burst.sent_s, burst.rtts_s, strict=True)
        if sent_s is not None
    ]
    return Echoes(tuple(sent), burst.is_timed) if sent else None
