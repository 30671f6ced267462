"""Everything one device says, in one slot: whole at first, then in one GET."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from gufo.snmp import SnmpAuthError

from collectors.snmp.collector import SYS_UP_TIME, WAYS_TO_FAIL, to_end
from collectors.snmp.conversation import Conversation, TalkSettings
from collectors.snmp.credentials import SnmpCommunity, SnmpCredential, SnmpUser
from collectors.snmp.engines import EngineBook
from collectors.snmp.kept import KeptSessions
from collectors.snmp.look import Look
from collectors.snmp.opening import Opener
from collectors.snmp.session import Unfinished
from collectors.snmp.system import Identity
from netmon.core.model import DeviceId, Outcome, Target

if TYPE_CHECKING:
    from collectors.aim import Aim
    from collectors.profiles import Catalogue
    from collectors.snmp.plan import Plan
    from netmon.core.ports import Clock
    from netmon.core.reading import DeviceReading


class Depth(Enum):
    """How much of a device is read."""

    FULL = "full"
    """Every table; what `snmp read` shows, and what controllers are read by."""
    ROUTINE = "routine"
    """What was learnt from a full reading, in one GET of at most 25 variables."""


FULL = TalkSettings()
ROUTINE = TalkSettings(deadline_s=3.0, timeouts_s=(1.0, 1.5))


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """Bounds of reading.

    Attributes:
        full: Of a full reading.
        routine: Of a routine one.
        max_open_count: Most readings under way at once; each holds a file descriptor.
        max_kept_count: Most sessions of SNMPv3 agents kept open between readings, a
            file descriptor each; what is above it costs one round trip more a reading.
        max_learning_count: Full readings under way at once because a device is new, has
            rebooted, or its plan is old; others are read by their clocks meanwhile. A
            full reading takes about 5 ms of CPU: with 200 at once the loop was held up
            and lines that failed were called down late.
        plan_age_s: After this long a plan is made anew, seconds.
    """

    full: TalkSettings = FULL
    routine: TalkSettings = ROUTINE
    max_open_count: int = 2_000
    max_kept_count: int = 0
    max_learning_count: int = 50
    plan_age_s: float = 21_600.0


class NotRead(Exception):
    """The device gave no reading.

    Attributes:
        outcome: Silent, refused or not measured.
        reason: Short machine word, as in a Probe.
    """

    def __init__(self, outcome: Outcome, reason: str) -> None:
        super().__init__(f"{outcome}: {reason}")
        self.outcome = outcome
        self.reason = reason


@dataclass(slots=True)
class _Memory:
    """What is known of one device between readings."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    repetitions: int = 10
    plan: Plan | None = None
    identity: Identity = field(default_factory=lambda: Identity(None, None, None))
    sentinel: str | None = None
    learnt_s: float = 0.0
    uptime_s: float | None = None


class DeviceReader:
    """Reads devices, and remembers of each how it is best read.

    One request is in flight for a device at a time, whoever asks.

    Args:
        aim: From target to address.
        clock: Where time comes from.
        catalogue: Vendor profiles.
        settings: Bounds.
        engines: Where engine ids are kept; its own book without.

    Attributes:
        engines: Engine ids of the devices that speak v3, and who shares one.
    """

    def __init__(
        self,
        aim: Aim,
        clock: Clock,
        catalogue: Catalogue,
        settings: ReaderSettings | None = None,
        engines: EngineBook | None = None,
    ) -> None:
        self._aim = aim
        self._clock = clock
        self._catalogue = catalogue
        self._settings = settings or ReaderSettings()
        self._open = asyncio.Semaphore(self._settings.max_open_count)
        self._learning_count = 0
        self.engines = EngineBook() if engines is None else engines
        self._kept = KeptSessions(self._settings.max_kept_count)
        self._memories: dict[DeviceId, _Memory] = {}

    async def read(
        self,
        target: Target,
        credential: SnmpCredential,
        depth: Depth = Depth.ROUTINE,
        *,
        wan_hint: str = "",
        with_neighbours: bool = False,
    ) -> DeviceReading:
        """Read one device.

        A routine reading of a device that is not known yet, or that has rebooted, is a
        full one where there is room for it.

        Args:
            target: Whom.
            credential: Its secret.
            depth: How much.
            wan_hint: The register's word for the port of the line.
            with_neighbours: Read whom it hears in a routine reading, too.

        Raises:
            CannotLook: There is no address to ask, or none that may be asked.
            NotRead: The device did not answer, or refused.
        """
        memory = self._memories.setdefault(target.device, _Memory())
        address = self._aim.at(target)
        place = (address, target.snmp.port, credential)
        async with memory.lock, self._open:
            bounds = self._bounds(memory, depth)
            opener = Opener(
                *place,
                self.engines.known(target.device),
                bounds.timeouts_s,
                self._kept.take(target.device, place, self._clock.monotonic()),
            )
            talk = self._talk(opener, credential, memory, bounds)
            look = Look(talk, self._catalogue, self._clock, target.device, wan_hint)
            look.with_neighbours = with_neighbours
            try:
                reading = await self._look(look, memory, depth)
            except WAYS_TO_FAIL as error:
                if isinstance(error, TimeoutError | SnmpAuthError | Unfinished):
                    self.engines.doubt(target.device)
                raise NotRead(*to_end(error)) from None
            else:
                if not reading.is_partial:  # else an answer may still come: not to us
                    now_s = self._clock.monotonic()
                    self._kept.keep(target.device, place, opener.session, now_s)
                return reading
            finally:
                if opener.engine_id is not None:
                    self.engines.learn(target.device, opener.engine_id)
                memory.repetitions = talk.repetitions

    def _bounds(self, memory: _Memory, depth: Depth) -> TalkSettings:
        is_full = depth is Depth.FULL or memory.plan is None
        return self._settings.full if is_full else self._settings.routine

    def _talk(
        self,
        opener: Opener,
        credential: SnmpCredential,
        memory: _Memory,
        bounds: TalkSettings,
    ) -> Conversation:
        is_v1 = isinstance(credential, SnmpCommunity) and credential.version == "1"
        talk = Conversation(
            opener,
            self._clock,
            bounds,
            repetitions=memory.repetitions,
            has_bulk=not is_v1,
        )
        if isinstance(credential, SnmpUser):
            talk.sentinel = memory.sentinel
        return talk

    async def _look(self, look: Look, memory: _Memory, depth: Depth) -> DeviceReading:
        """Read by plan where there is one that still fits, else learn."""
        age_s = self._clock.monotonic() - memory.learnt_s
        if depth is Depth.FULL:
            return await self._learn(look, memory)
        if memory.plan is not None:
            reading = await look.routine(memory.plan, memory.identity)
            is_stale = age_s > self._settings.plan_age_s
            if not (is_stale or _has_changed(reading, memory)) or not self._has_room:
                memory.uptime_s = reading.uptime_s
                return reading
            look.renew(self._settings.full)
        return await self._learn(look, memory) if self._has_room else await look.basic()

    @property
    def _has_room(self) -> bool:
        return self._learning_count < self._settings.max_learning_count

    async def _learn(self, look: Look, memory: _Memory) -> DeviceReading:
        self._learning_count += 1
        try:
            reading, plan, identity = await look.full()
        finally:
            self._learning_count -= 1
        if not reading.is_partial or memory.plan is None:
            memory.plan, memory.identity = plan, identity
            memory.learnt_s = self._clock.monotonic()
        memory.uptime_s = reading.uptime_s
        memory.sentinel = SYS_UP_TIME if reading.uptime_s is not None else None
        return reading

    def plan_of(self, device: DeviceId) -> Plan | None:
        """Return how `device` is read in a slot, None while that is not known."""
        memory = self._memories.get(device)
        return memory.plan if memory else None

    def forget(self, known: set[DeviceId]) -> None:
        """Forget every device that is not in `known`."""
        for device in self._memories.keys() - known:
            del self._memories[device]
        self.engines.keep_only(known)
        self._kept.keep_only(known)


def _has_changed(reading: DeviceReading, memory: _Memory) -> bool:
    """Whether the device began anew, or the port of the line is another now."""
    before, now = memory.uptime_s, reading.uptime_s
    if before is not None and now is not None and now < before:
        return True
    plan = memory.plan
    if plan is None or plan.wan_if_index is None or reading.is_partial:
        return False
    return [port.name for port in reading.interfaces] != [plan.wan_name]
