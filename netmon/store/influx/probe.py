"""What stands at the other end: its version, and whether it answers InfluxQL at all.

A version header alone proves little: others that take line protocol tell one too, and
answer every question with the same words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from netmon.store.influx.faults import InfluxHeld, InfluxRefused
from netmon.store.influx.transport import Series

_VERSION = re.compile(r"v?(\d{1,3})\.(\d{1,3})\b")
OLDEST = (1, 6)
"""The oldest that is tested; older ones lack the tsi1 index the fleet needs."""

_ASKED = "ping"
_QUESTION = f'SELECT "sent_count" FROM "{_ASKED}" WHERE time > now() - 1h LIMIT 1'
_NOT_THERE = re.compile(r"(database|dbrp mapping) not found|no dbrp mapping", re.I)


class Generation(IntEnum):
    """Which rules a server has."""

    ONE = 1
    TWO = 2
    THREE = 3


@dataclass(frozen=True, slots=True)
class Server:
    """What a server says it is.

    Attributes:
        version: In its own words.
        has_database: Whether the database asked for is there, and may be read.
    """

    generation: Generation
    version: str
    has_database: bool


class Asks(Protocol):
    """What of a transport a probe needs."""

    async def ping(self) -> str:
        """See InfluxTransport."""
        ...

    async def query(
        self, text: str, database: str = "", epoch: str = "ms"
    ) -> Sequence[Series]:
        """See InfluxTransport."""
        ...


async def probe(transport: Asks, database: str) -> Server:
    """Return what the server is, after it has answered a question in InfluxQL.

    Raises:
        InfluxHeld: It is no InfluxDB we can read from; the text says what it is.
        InfluxFault: It does not answer.
    """
    version = await transport.ping()
    generation = to_generation(version)
    try:
        series = await transport.query(_QUESTION, database)
    except (InfluxRefused, InfluxHeld) as fault:
        if not _NOT_THERE.search(fault.reason):
            raise
        return Server(generation, version, has_database=False)
    _refuse_stub(series, version)
    return Server(generation, version, has_database=True)


def to_generation(version: str) -> Generation:
    """Return which rules a version has.

    Args:
        version: As `X-Influxdb-Version` tells it: "1.6.7~rc0", "v2.7.12", "3.10.0".

    Raises:
        InfluxHeld: None we know.
    """
    found = _VERSION.match(version)
    if found is None:
        what = f"it tells {version!a}" if version else "it tells no version"
        message = f"the server is no InfluxDB: {what} (X-Influxdb-Version of /ping)"
        raise InfluxHeld(204, message)
    major, minor = int(found[1]), int(found[2])
    if (major, minor) < OLDEST or major > Generation.THREE:
        message = f"InfluxDB {version} is not supported: 1.6 to 1.12, 2.x and 3.x are"
        raise InfluxHeld(204, message)
    return Generation(major)


def _refuse_stub(series: Sequence[Series], version: str) -> None:
    """Refuse a server that answers our question with something else.

    An InfluxDB answers with rows of the measurement asked for or with nothing. On
    VictoriaMetrics `/query` lists a database `_internal` whatever it is asked.
    """
    if all(each.name == _ASKED and each.columns[0] == "time" for each in series):
        return
    told = [str(row[0]) for each in series for row in each.values if row]
    message = (
        f"the server tells version {version}, but its /query is a stub: asked for "
        f"rows it answers {', '.join(told)[:80]!r}, as VictoriaMetrics does; "
        "lines may be written to it, nothing can be read"
    )
    raise InfluxHeld(200, message)
