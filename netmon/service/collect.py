"""Builds the collectors and their schedules from settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from collectors.aim import Aim
from collectors.gateway import OwnWay
from collectors.icmp import EchoSettings, IcmpCollector
from collectors.prober import RoundOfLooks
from collectors.resolve import NameCache, ResolveSettings
from collectors.schedule import SlotScheduler, SlotSettings
from collectors.snmp import (
    SnmpCollector,
    SnmpCommunity,
    SnmpCredential,
    SnmpSettings,
    SnmpUser,
)
from collectors.tcp import TcpCollector
from netmon.core.model import DeviceId, Method, Probe, Role, SiteCode, Target
from netmon.core.settings import SnmpCommunitySettings

if TYPE_CHECKING:
    from netmon.core.addresses import AddressGuard
    from netmon.core.ports import Clock
    from netmon.core.settings import (
        PollSettings,
        Settings,
        SnmpUserSettings,
    )

DEADLINES_S: Mapping[Method, float] = {
    Method.ICMP: 3.5,
    Method.SNMP: 3.5,
    Method.TCP: 3.0,
}
"""Above each collector's own timeouts, below the shortest period (MIN_PERIOD_S)."""


class Collection:
    """Every way to look, and when.

    Attributes:
        icmp: Open it with `async with` before anything is looked at.
        rounds: Looks at one target by all its methods.
        own_way: Says where our sight ends.
        schedulers: Keyed by method.
    """

    def __init__(
        self,
        settings: Settings,
        guard: AddressGuard,
        clock: Clock,
        sink: Callable[[Probe], None],
    ) -> None:
        self.names = NameCache(ResolveSettings())
        aim = Aim(self.names, guard)
        credentials = {
            name: to_credential(each) for name, each in settings.snmp.items()
        }
        self.icmp = IcmpCollector(aim, clock, EchoSettings())
        self.own_way = OwnWay(self.icmp.look, clock)
        snmp = SnmpCollector(aim, clock, credentials, SnmpSettings())
        tcp = TcpCollector(aim, clock)
        self.rounds = RoundOfLooks(
            {each.method: each for each in (self.icmp, snmp, tcp)}, clock
        )
        self.schedulers = {
            each.method: SlotScheduler(
                each, _to_slots(settings.poll, each.method), clock, sink
            )
            for each in (self.icmp, snmp, tcp)
        }

    def assign(self, targets: Iterable[Target]) -> None:
        """Look at exactly `targets`.

        TCP is a witness in rounds; on the clock it is asked only where it comes first.
        """
        targets = tuple(targets)
        self.names.watch(target.address for target in targets)
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
        for method in first:
            await self.schedulers[method].sweep()


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
    }


def _to_slots(poll: PollSettings, method: Method) -> SlotSettings:
    period_s = to_periods(poll)[method]
    return SlotSettings(
        period_s=period_s,
        deadline_s=DEADLINES_S[method],
        max_late_s=min(5.0, period_s / 4),
        max_busy_count=poll.max_busy_count,
    )
