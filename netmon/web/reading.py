"""What a site's devices said last, in words."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from netmon.core.errors import NetmonError
from netmon.core.schema import MEASUREMENTS, Sample
from netmon.web.moments import to_duration

if TYPE_CHECKING:
    from netmon.core.model import DeviceId, SiteCode
    from netmon.store.port import SampleReader
    from netmon.web.texts import Texts

PATIENCE_S = 1.5
"""A page is not kept waiting for numbers longer than this."""
FRESH_S = 600.0
_ASKED = ("interface", "device", "wifi")
_TAG = 1
"""Place of the device among the tags of each of these."""

Values = Mapping[str, Any]


class FactName(StrEnum):
    """What there is to read."""

    SPEED = "speed"
    PORT = "port"
    UPTIME = "uptime"
    CPU = "cpu"
    MEMORY = "memory"
    TEMPERATURE = "temperature"
    LIGHT = "light"
    CLIENTS = "clients"
    POINTS = "points"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that was read, its value in words."""

    name: FactName
    value: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read last.

    Attributes:
        at: When the router told last of its line and of itself; without that, when the
            newest of the rest was; None where nothing is fresh. A controller goes on
            telling of clients while the router is silent.
        is_late: The numbers could not be had in time.
        points: Access points and their clients, by device.
    """

    at: datetime | None = None
    facts: Sequence[Fact] = ()
    points: Sequence[tuple[str, str]] = ()
    is_late: bool = False


async def to_reading(
    texts: Texts, samples: SampleReader, site: SiteCode, router: DeviceId
) -> Reading:
    """Return what the devices of `site` said within the last ten minutes."""
    asked = [samples.latest(name, [site], FRESH_S) for name in _ASKED]
    try:
        async with asyncio.timeout(PATIENCE_S):
            found = await asyncio.gather(*asked)
    except (NetmonError, TimeoutError, OSError):
        return Reading(is_late=True)
    interface, device, wifi = ([*map(_named, rows)] for rows in found)
    own = [row.at for rows in found[:2] for row in rows if row.tags[_TAG] == router]
    ats = own or [row.at for rows in found for row in rows]
    facts = [
        *_port(texts, _of(router, interface)),
        *_device(texts, _of(router, device)),
        *_wifi(texts, _of(router, wifi)),
    ]
    points = [
        (name.removeprefix(f"{site}/"), f"{values['clients_count']:,}")
        for name, values in wifi
        if name != router and values["clients_count"] is not None
    ]
    return Reading(max(ats, default=None), facts, points)


def _named(sample: Sample) -> tuple[str, Values]:
    fields = MEASUREMENTS[sample.measurement].fields
    return sample.tags[_TAG], dict(zip(fields, sample.values, strict=True))


def _of(device: str, rows: Sequence[tuple[str, Values]]) -> Values:
    return next((values for name, values in rows if name == device), {})


def _port(texts: Texts, values: Values) -> list[Fact]:
    facts = []
    if values.get("speed_bps"):
        speed = to_rate(texts, values["speed_bps"])
        facts.append(Fact(FactName.SPEED, speed))
    if values.get("is_up") is not None:
        word = "reading.port_up" if values["is_up"] else "reading.port_down"
        facts.append(Fact(FactName.PORT, texts(word)))
    return facts


def _device(texts: Texts, values: Values) -> list[Fact]:
    def number(field: str, words: str, scale: float = 1) -> str | None:
        value = values.get(field)
        return None if value is None else words.format(value * scale)

    uptime_s = values.get("uptime_s")
    rx, tx = number("optical_rx_dbm", "{:.1f}"), number("optical_tx_dbm", "{:.1f}")
    light = [
        texts("reading.light_rx", dbm=rx) if rx is not None else "",
        texts("reading.light_tx", dbm=tx) if tx is not None else "",
    ]
    facts = {
        FactName.UPTIME: None if uptime_s is None else to_duration(texts, uptime_s),
        FactName.CPU: number("cpu_ratio", "{:.0f}%", 100),
        FactName.MEMORY: number("memory_ratio", "{:.0f}%", 100),
        FactName.TEMPERATURE: number("temperature_celsius", "{:.0f} °C"),
        FactName.LIGHT: " · ".join(filter(None, light)) or None,
    }
    return [Fact(name, value) for name, value in facts.items() if value is not None]


def _wifi(texts: Texts, values: Values) -> list[Fact]:
    facts = []
    if values.get("clients_count") is not None:
        facts.append(Fact(FactName.CLIENTS, f"{values['clients_count']:,}"))
    joined, ought = values.get("aps_joined_count"), values.get("aps_count")
    if joined is not None:
        total = ought if ought is not None else joined
        facts.append(
            Fact(FactName.POINTS, texts("reading.of", count=joined, total=total))
        )
    return facts


def to_rate(texts: Texts, bps: float) -> str:
    """Return a rate in Gbps or Mbps, as ports are called."""
    is_giga = bps >= 1e9
    value = f"{bps / (1e9 if is_giga else 1e6):g}"
    return texts("reading.gbps" if is_giga else "reading.mbps", value=value)
