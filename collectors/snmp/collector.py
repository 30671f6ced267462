"""sysUpTime over SNMP behind the Collector port."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from gufo.snmp import NoSuchInstance, SnmpAuthError, SnmpError, ValueType

from collectors.aim import Aim, CannotLook, not_measured
from collectors.refusals import to_reason
from collectors.snmp.credentials import SnmpCredential, SnmpUser
from collectors.snmp.engines import EngineBook
from collectors.snmp.session import (
    Garbled,
    GuardedSession,
    PortClosed,
    Undelivered,
    Unfinished,
    open_session,
)
from netmon.core.model import AgentReading, Method, Outcome, Probe, Target

if TYPE_CHECKING:
    from netmon.core.ports import Clock

# SNMPv2-MIB (RFC 3418) and SNMP-FRAMEWORK-MIB (RFC 3411).
SYS_OBJECT_ID = "1.3.6.1.2.1.1.2.0"
SYS_UP_TIME = "1.3.6.1.2.1.1.3.0"
SNMP_ENGINE_BOOTS = "1.3.6.1.6.3.10.2.1.2.0"
SNMP_ENGINE_TIME = "1.3.6.1.6.3.10.2.1.3.0"
ALL_OBJECTS = (SYS_OBJECT_ID, SYS_UP_TIME, SNMP_ENGINE_BOOTS, SNMP_ENGINE_TIME)

UNFINISHED = "unfinished"
"""An agent that cannot decrypt says nothing, but it has told us its engine id: a wrong
privacy password is no silence. A lost packet looks the same, so it is tried again."""

ENDS: tuple[tuple[type[Exception], Outcome, str], ...] = (
    (TimeoutError, Outcome.SILENT, "timeout"),
    (PortClosed, Outcome.REFUSED, "port_closed"),
    (Garbled, Outcome.REFUSED, "garbled"),
    (Unfinished, Outcome.REFUSED, UNFINISHED),
    (SnmpAuthError, Outcome.REFUSED, "auth"),
    (SnmpError, Outcome.REFUSED, "snmp_error"),
)
WAYS_TO_FAIL: tuple[type[Exception], ...] = (
    OSError,
    Undelivered,
    *(kind for kind, _, _ in ENDS),
)

TICKS_PER_S = 100  # TimeTicks, RFC 2578, section 7.1.8


@dataclass(frozen=True, slots=True)
class SnmpSettings:
    """How agents are asked.

    Attributes:
        timeouts_s: Time for the answer to each try, seconds; as many tries as entries.
        max_open_count: Most sessions open at once; each holds a file descriptor.
    """

    timeouts_s: tuple[float, ...] = (1.0, 1.5)
    max_open_count: int = 2_000


class SnmpCollector:
    """Asks an agent for its clock; see Collector.

    Args:
        aim: From target to address.
        clock: Where time comes from.
        credentials: Keyed by the name a target carries.
        settings: Timeouts and bounds.
        engines: Where engine ids are kept; its own book without.

    Attributes:
        engines: Engine ids of the devices that speak v3, and who shares one.
    """

    method = Method.SNMP

    def __init__(
        self,
        aim: Aim,
        clock: Clock,
        credentials: Mapping[str, SnmpCredential],
        settings: SnmpSettings,
        engines: EngineBook | None = None,
    ) -> None:
        self._aim = aim
        self._clock = clock
        self._credentials = credentials
        self._settings = settings
        self._open = asyncio.Semaphore(settings.max_open_count)
        self.engines = EngineBook() if engines is None else engines

    async def look(self, target: Target) -> Probe:
        """See Collector.look."""
        started = self._clock.now()
        credential = self._credentials.get(target.snmp.credential)
        if credential is None:
            return not_measured(target, self.method, started, "no_credential")
        try:
            address = self._aim.at(target)
        except CannotLook as why:
            return not_measured(target, self.method, started, why.reason)
        async with self._open:
            return await self._try_all(target, address, credential)

    async def _try_all(
        self, target: Target, address: str, credential: SnmpCredential
    ) -> Probe:
        first = self._clock.now()
        first_s = self._clock.monotonic()
        outcome, reason, agent, sent = Outcome.SILENT, "timeout", None, first
        for timeout_s in self._settings.timeouts_s:
            tried = self._clock.now()
            said = await self._try(target, address, credential, timeout_s)
            if said[0] is not Outcome.SILENT:
                (outcome, reason, agent), sent = said, tried
            elif outcome is Outcome.SILENT:
                reason = said[1]
            if said[0] is not Outcome.SILENT and said[1] != UNFINISHED:
                break
        took_s = self._clock.monotonic() - first_s
        return Probe(
            target.device, self.method, sent, outcome, took_s, reason, agent=agent
        )

    async def _try(
        self, target: Target, address: str, credential: SnmpCredential, timeout_s: float
    ) -> tuple[Outcome, str, AgentReading | None]:
        """Ask once. Every way it can end is an outcome with a word for it."""
        try:
            agent = await self._read(target, address, credential, timeout_s)
        except WAYS_TO_FAIL as error:
            if isinstance(error, TimeoutError | SnmpAuthError | Unfinished):
                # Perhaps another box answers there now, under its own engine id.
                self.engines.doubt(target.device)
            return *to_end(error), None
        return Outcome.ANSWERED, "", agent

    async def _read(
        self, target: Target, address: str, credential: SnmpCredential, timeout_s: float
    ) -> AgentReading:
        session = open_session(
            address,
            target.snmp.port,
            credential,
            engine_id=self.engines.known(target.device),
            timeout_s=timeout_s,
        )
        try:
            await session.refresh()
            if isinstance(credential, SnmpUser):
                self.engines.learn(target.device, session.get_engine_id())
            return to_reading(await _get(session))
        except TimeoutError:
            if session.has_spoken:
                raise Unfinished from None
            raise


async def _get(session: GuardedSession) -> Mapping[str, ValueType]:
    """Ask for all objects; an SNMPv1 agent that lacks one fails the whole request.

    gufo-snmp then gives every object as None.
    """
    values: Mapping[str, ValueType] = {}
    with suppress(NoSuchInstance):
        values = await session.get_many(ALL_OBJECTS)
    if any(value is not None for value in values.values()):
        return values
    return await session.get_many((SYS_OBJECT_ID, SYS_UP_TIME))


def to_end(error: Exception) -> tuple[Outcome, str]:
    """Return what a look that ended in `error`, one of WAYS_TO_FAIL, says."""
    for kind, outcome, reason in ENDS:
        if isinstance(error, kind):
            return outcome, reason
    if isinstance(error, Undelivered):
        return Outcome.SILENT, error.reason
    return Outcome.NOT_MEASURED, to_reason(cast("OSError", error))


def to_reading(values: Mapping[str, ValueType]) -> AgentReading:
    """Return what an agent said; a value of the wrong type counts as absent.

    Args:
        values: Answers keyed by OID, from anybody at all.
    """
    ticks = _to_count(values.get(SYS_UP_TIME))
    object_id = values.get(SYS_OBJECT_ID)
    return AgentReading(
        sys_uptime_s=None if ticks is None else ticks / TICKS_PER_S,
        sys_object_id=object_id if isinstance(object_id, str) else None,
        engine_boots=_to_count(values.get(SNMP_ENGINE_BOOTS)),
        engine_time_s=_to_count(values.get(SNMP_ENGINE_TIME)),
    )


def _to_count(value: ValueType) -> int | None:
    """Return `value` if it is a count an agent's clock may show."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if 0 <= value < 2**32 else None
