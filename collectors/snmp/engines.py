"""Which SNMPv3 engine every device is, and who shares one by mistake.

An engine id is meant to be unique in the nation (RFC 3411, section 3.1.1.1). Copied
configurations break that. Keys, boots and time are those of an engine, so a poller that
keeps them by engine id hears two clones as one box whose clock jumps. Here each device
has its own session, and clones are read like anybody; they are only told.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from netmon.core.model import DeviceId

SHORTEST_ID_BYTES, LONGEST_ID_BYTES = 5, 32  # SnmpEngineID, RFC 3411, section 5


@dataclass(frozen=True, slots=True)
class EngineClash:
    """Devices that say they are the same engine.

    Attributes:
        engine_id: Hexadecimal, as `snmpEngineID` is written on most devices.
        devices: At least two, sorted.
    """

    engine_id: str
    devices: tuple[DeviceId, ...]

    def __str__(self) -> str:
        names = ", ".join(self.devices)
        return f"SNMP engine id {self.engine_id} is used by {names}"


class EngineBook:
    """The engine id of each device, as it last gave it.

    A device that falls silent keeps its place here, so that a clash does not vanish
    while one of the clones is down.
    """

    def __init__(self) -> None:
        self._seen: dict[DeviceId, bytes] = {}
        self._doubted: set[DeviceId] = set()
        self._told: set[EngineClash] = set()

    def known(self, device: DeviceId) -> bytes | None:
        """Return the id to begin with; None where discovery must come first."""
        return None if device in self._doubted else self._seen.get(device)

    def learn(self, device: DeviceId, engine_id: bytes) -> None:
        """Note what `device` said of itself; an id that none can be is not kept."""
        self._doubted.discard(device)
        if SHORTEST_ID_BYTES <= len(engine_id) <= LONGEST_ID_BYTES:
            self._seen[device] = engine_id
        else:
            self._seen.pop(device, None)

    def doubt(self, device: DeviceId) -> None:
        """Begin with discovery next time: another box may answer there now."""
        self._doubted.add(device)

    def keep_only(self, devices: Collection[DeviceId]) -> None:
        """Forget every device that is not among `devices`."""
        self._seen = {
            name: each for name, each in self._seen.items() if name in devices
        }
        self._doubted &= self._seen.keys()

    def clashes(self) -> tuple[EngineClash, ...]:
        """Return every engine id that more than one device has, by engine id."""
        sharing: dict[bytes, list[DeviceId]] = {}
        for device, engine_id in self._seen.items():
            sharing.setdefault(engine_id, []).append(device)
        return tuple(
            EngineClash(engine_id.hex(), tuple(sorted(devices)))
            for engine_id, devices in sorted(sharing.items())
            if len(devices) > 1
        )

    def take_news(self) -> tuple[EngineClash, ...]:
        """Return the clashes that have not been told yet, as a log wants them."""
        now = self.clashes()
        news = tuple(clash for clash in now if clash not in self._told)
        self._told = set(now)
        return news
