"""Samples put into an InfluxDB as the drain puts them, without the drain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from netmon.core.schema import MEASUREMENTS, ROWS_ONLY, Sample
from netmon.store.columns import to_batch, to_ms
from netmon.store.influx.databases import Databases
from netmon.store.influx.lines import LineMaker
from netmon.store.influx.tags import TagBook
from netmon.store.influx.transport import InfluxAccess, InfluxTransport
from netmon.store.layout import DAILY, FOLDER, HOURLY
from tests.integration.influx import ADMIN, Influx

BOOK = TagBook(
    1,
    {"A": ("50", "North", "library", "C1"), "B": ("30", "Northeast", "library", "C2")},
    {"A/router": "router", "B/router": "router"},
    {"50": "North", "30": "Northeast"},
)


def transport_to(server: Influx) -> InfluxTransport:
    return InfluxTransport(InfluxAccess(server.url, *ADMIN, timeout_s=30))


def make_databases(server: Influx, name: str) -> Databases:
    """Fresh ones, which keep their rows for ever: the tests' rows have fixed times."""
    databases = Databases.of(name)
    for each in databases.kept_days:
        server.query(f'DROP DATABASE "{each}"')
        server.query(f'CREATE DATABASE "{each}"')
    return databases


async def write_raw(
    transport: InfluxTransport, databases: Databases, rows: Sequence[Sample]
) -> None:
    maker = LineMaker(BOOK)
    for name, measurement in MEASUREMENTS.items():
        own = [(to_ms(each.at), each) for each in rows if each.measurement == name]
        lines = maker.raw(name, to_batch(measurement, own))
        if lines:
            await transport.write(databases.raw, b"\n".join(lines))


async def write_rolled(
    transport: InfluxTransport, databases: Databases, home: Path
) -> None:
    """Send the roll-ups that lie in a sample log."""
    maker = LineMaker(BOOK)
    for target, database in ((HOURLY, databases.hours), (DAILY, databases.days)):
        for name, path in _files(home / FOLDER, target):
            for batch in pq.read_table(path).to_batches():
                lines = maker.rolled(target, name, batch)
                await transport.write(database, b"\n".join(lines))


def _files(log: Path, target: str) -> Iterator[tuple[str, Path]]:
    for path in (log / target).rglob("*.parquet"):
        [name] = (part for part in path.parts if part in MEASUREMENTS)
        if name not in ROWS_ONLY:
            yield name, path
