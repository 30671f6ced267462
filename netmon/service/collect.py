"""Builds the collectors and their schedules from settings."""

from __future__ import annotations

from collections.abc import Collection as Some
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from collectors.aim import Aim
from collectors.gateway import OwnWay
from collectors.icmp import EchoSettings, IcmpCollector
from collectors.prober import RoundOfLooks
from collectors.profiles import load_catalogue
from collectors.reading import ReadingCollector
from collectors.reported import ReportedCollector, SharedReads
from collectors.resolve import NameCache, ResolveSettings
from collectors.schedule import SlotScheduler, SlotSettings
from collectors.snmp import (
    DeviceReader,
    ReaderSettings,
    SnmpCollector,
    SnmpCommunity,
    SnmpCredential,
    SnmpSettings,
    SnmpUser,
    TalkSettings,
)
from collectors.snmp.engines import EngineBook
from collectors.snmp.kept import KEPT_FOR_S
from collectors.tcp import TcpCollector
from netmon.core.model import DeviceId, Method, Probe, Role, SiteCode, Target
from netmon.core.settings import SnmpCommunitySettings
from netmon.service.handles import allow_sessions

if TYPE_CHECKING:
    from netmon.core.addresses import AddressGuard
    from netmon.core.ports import Clock
    from netmon.core.settings import (
        PollSettings,
        Settings,
        SnmpUserSettings,
    )
    from netmon.service.readings import ReadingDesk

PROFILES_FOLDER = "profiles"
"""Under NETMON_HOME: profiles of one's own."""
DEADLINES_S: Mapping[Method, float] = {
    Method.ICMP: 3.5,
    Method.SNMP: 3.5,
    Method.TCP: 3.0,
}
"""Above each collector's own timeouts, below the shortest period (MIN_PERIOD_S)."""
WHOLE_READING_S = 12.0
"""A reading of a whole device takes longer, where the period leaves room for it."""


class Collection:
    """Every way to look, and when.

    Attributes:
        credentials: Keyed by the name a target carries.
        icmp: Open it with `async with` before anything is looked at.
        rounds: Looks at one target by all its methods.
        own_way: Says where our sight ends.
        schedulers: Keyed by method.
        apart: Reads what is not judged by it: controllers, access points in a tunnel.
        engines: SNMPv3 engine ids, and who shares one.
    """

    def __init__(
        self,
        settings: Settings,
        guard: AddressGuard,
        clock: Clock,
        desk: ReadingDesk,
    ) -> None:
        self.names = NameCache(ResolveSettings())
        aim = Aim(self.names, guard)
        self.credentials = credentials = {
            name: to_credential(each) for name, each in settings.snmp.items()
        }
        self.engines = EngineBook()
        self.icmp = IcmpCollector(aim, clock, EchoSettings())
        self.own_way = OwnWay(self.icmp.look, clock)
        snmp = SnmpCollector(
            aim, clock, credentials, SnmpSettings(), engines=self.engines
        )
        tcp = TcpCollector(aim, clock)
        self.reader = DeviceReader(
            aim,
            clock,
            load_catalogue(settings.home / PROFILES_FOLDER),
            to_reader_settings(settings.poll),
            self.engines,
        )
        self.readings = ReadingCollector(self.reader, credentials, clock, desk.take)
        self._reporters: Mapping[DeviceId, Target] = {}
        self._reads = SharedReads(self.readings.look)
        reported = ReportedCollector(clock, desk.reported, self._read_reporter)
        self.rounds = RoundOfLooks(
            {each.method: each for each in (self.icmp, snmp, tcp, reported)}, clock
        )
        self.schedulers = {
            each.method: SlotScheduler(
                each, _to_slots(settings.poll, each.method), clock, desk.hear
            )
            for each in (self.icmp, self.readings, tcp)
        }
        self.apart = SlotScheduler(
            self.readings, _to_slots(settings.poll, Method.SNMP), clock, _drop
        )

    def assign(
        self,
        targets: Iterable[Target],
        apart: Iterable[Target],
        reporters: Mapping[DeviceId, Target],
        listeners: Some[DeviceId],
    ) -> None:
        """Look at exactly `targets`.

        TCP is a witness in rounds; on the clock it is asked only where it comes first.

        Args:
            targets: Devices that are judged.
            apart: Devices that are read, and not judged by whether that succeeds.
            reporters: Whom to read to learn of each access point without an address.
            listeners: Routers that are asked whom they hear.
        """
        targets, apart = tuple(targets), tuple(apart)
        everybody = (*targets, *apart)
        self.names.watch(each.address for each in everybody if each.address)
        self._reporters, self.readings.listeners = reporters, listeners
        self.reader.forget({each.device for each in everybody})
        self.apart.assign(apart)
        for method, scheduler in self.schedulers.items():
            scheduler.assign(
                target
                for target in targets
                if method in target.methods
                and (method is not Method.TCP or target.methods[0] is method)
            )

    async def why_blind(self, canaries: Iterable[Target]) -> str:
        """Return what our own way to `canaries` says of the reason we cannot see."""
        found = (self.names.resolve(target.address) for target in canaries)
        return await self.own_way.why_blind([each for each in found if each])

    async def sweep(self, targets: Iterable[Target]) -> None:
        """Look at every target once, now, by its first method."""
        first = {target.methods[0] for target in targets}
        for method in first & self.schedulers.keys():
            await self.schedulers[method].sweep()

    async def _read_reporter(self, device: DeviceId) -> None:
        """Read whoever tells of `device`; many who ask share one reading."""
        reporter = self._reporters.get(device)
        if reporter is not None:
            await self._reads.read(reporter)


def to_own_canaries(settings: Settings) -> tuple[Target, ...]:
    """Return whose answers prove that we can see, beside those of the register."""
    return tuple(
        Target(
            DeviceId(f"canary:{address}"),
            SiteCode(""),
            Role.NODE,
            address,
            (Method.ICMP,),
        )
        for address in settings.canary_addresses
    )


def to_credential(
    settings: SnmpCommunitySettings | SnmpUserSettings,
) -> SnmpCredential:
    """Return the credential a collector uses."""
    if isinstance(settings, SnmpCommunitySettings):
        return SnmpCommunity(settings.version, settings.community.get_secret_value())
    return SnmpUser(
        name=settings.user,
        auth_protocol=settings.auth_protocol,
        auth_password=settings.auth_password.get_secret_value(),
        priv_protocol=settings.priv_protocol,
        priv_password=settings.priv_password.get_secret_value(),
    )


def to_periods(poll: PollSettings) -> dict[Method, float]:
    """Return the period of each method's routine looks, seconds."""
    return {
        Method.ICMP: poll.icmp_period_s,
        Method.SNMP: poll.snmp_period_s,
        Method.TCP: poll.tcp_period_s,
        Method.REPORT: poll.snmp_period_s,
    }


def to_reader_settings(poll: PollSettings) -> ReaderSettings:
    """Return bounds within which a reading ends by itself before its slot does."""
    longest_s = _snmp_deadline_s(poll) - 1.0
    return ReaderSettings(
        full=TalkSettings(deadline_s=longest_s, timeouts_s=(1.0, 1.5)),
        routine=TalkSettings(deadline_s=min(6.0, longest_s), timeouts_s=(1.0, 1.5)),
        max_kept_count=allow_sessions() if poll.snmp_period_s <= KEPT_FOR_S else 0,
    )


def _snmp_deadline_s(poll: PollSettings) -> float:
    room_s = min(WHOLE_READING_S, 0.75 * poll.snmp_period_s)
    return max(DEADLINES_S[Method.SNMP], room_s)


def _drop(_probe: Probe) -> None:
    """Judge nothing: the device has another way to be looked at."""


def _to_slots(poll: PollSettings, method: Method) -> SlotSettings:
    period_s = to_periods(poll)[method]
    is_snmp = method is Method.SNMP
    return SlotSettings(
        period_s=period_s,
        deadline_s=_snmp_deadline_s(poll) if is_snmp else DEADLINES_S[method],
        max_late_s=min(5.0, period_s / 4),
        max_busy_count=poll.max_busy_count,
    )
