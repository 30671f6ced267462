"""One device read now, in full, for a person who asks."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from collectors.aim import Aim, CannotLook
from collectors.profiles import load_catalogue
from collectors.resolve import system_lookup
from collectors.snmp import Depth, DeviceReader, NotRead, ReaderSettings, TalkSettings
from netmon.core.addresses import AddressGuard
from netmon.core.clock import SystemClock
from netmon.core.errors import NetmonError
from netmon.core.model import DeviceId, Method, Role, SiteCode, SnmpAccess, Target
from netmon.service.collect import PROFILES_FOLDER, to_credential

if TYPE_CHECKING:
    from netmon.core.reading import DeviceReading
    from netmon.core.settings import SnmpCommunitySettings, SnmpUserSettings

PATIENCE = TalkSettings(deadline_s=60.0, timeouts_s=(1.0, 2.0, 3.0), max_rows=16_384)
"""A person waits longer than a slot, and wants the whole table of a controller."""

WORDS = {
    "timeout": "no answer (wrong address, port, community or a firewall)",
    "port_closed": "nothing listens on the port",
    "auth": "the agent refuses the user or the password",
    "unfinished": "the agent does not answer: perhaps a wrong privacy password",
    "garbled": "what answers is no SNMP agent",
    "name": "the name does not resolve",
    "address_refused": "this address is never asked",
}


class DeviceNotRead(NetmonError):
    """A device gave no reading.

    Attributes:
        outcome: `silent`, `refused` or `not_measured`.
        reason: Short machine word, as in a Probe.
    """

    def __init__(self, place: str, outcome: str, reason: str) -> None:
        super().__init__(f"{place}: {WORDS.get(reason, reason)}")
        self.outcome = outcome
        self.reason = reason


@dataclass(frozen=True, slots=True)
class _Found:
    """A name looked up once."""

    address: str

    def resolve(self, address: str) -> str | None:
        return self.address


async def read_device(
    host: str,
    port: int,
    credential: SnmpCommunitySettings | SnmpUserSettings,
    home: Path,
) -> DeviceReading:
    """Read one device in full, as the collector would.

    Args:
        host: Name or address.
        port: UDP port.
        credential: Community or user.
        home: NETMON_HOME, for profiles of one's own.

    Raises:
        ConfigError: A profile of one's own is wrong.
        DeviceNotRead: No answer, a refusal, or an address that is not asked.
    """
    catalogue = load_catalogue(home / PROFILES_FOLDER)
    place = f"{host} port {port}"
    try:
        aim = Aim(_Found(await system_lookup(host)), AddressGuard())
    except OSError:
        raise DeviceNotRead(place, "not_measured", "name") from None
    reader = DeviceReader(aim, SystemClock(), catalogue, ReaderSettings(full=PATIENCE))
    access = SnmpAccess("asked", port)
    target = Target(
        DeviceId(host), SiteCode(""), Role.ROUTER, host, (Method.SNMP,), access
    )
    try:
        return await reader.read(target, to_credential(credential), Depth.FULL)
    except CannotLook as why:
        raise DeviceNotRead(place, "not_measured", why.reason) from None
    except NotRead as why:
        raise DeviceNotRead(place, why.outcome.value, why.reason) from None
