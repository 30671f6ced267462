"""Thirty days in InfluxDB, as the drain writes them, for questions to be asked of.

`fleet` every five minutes, `sla` every hour, `site_1h` and `site_1d` of one province,
rows as measured of five sites, and of all sites of the province what stands in
`site_last` and `event`.
Codes and names hold what people do write: Thai, quotes, slashes, commas.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import pyarrow as pa

from netmon.core.model import Service, SiteCode, SiteState
from netmon.core.schema import MEASUREMENTS, SITE_LAST, SITE_TAGS, Sample
from netmon.service.influx_events import to_event_line
from netmon.status.effects import Transition
from netmon.store.columns import AT, measurement_of, to_batch, to_ms
from netmon.store.influx.databases import Databases
from netmon.store.influx.lines import LineMaker, to_line
from netmon.store.influx.tags import TagBook
from netmon.store.influx.transport import InfluxAccess, InfluxTransport
from netmon.store.rollup import rollup_schema
from tests.integration.influx import ADMIN, Influx

END = datetime(2026, 11, 20, 17, 0, tzinfo=UTC)
"""A Thai midnight."""
MONTH = timedelta(days=30)
PROVINCE = "30"
CONTRACTS = ("66/12-A.1", "66/12-B (ภาค 2)")
TYPES = ("library", "digital_centre")
REGION = 'อีสาน, "ใต้" = ริม\'น้ำ'
HOSTILE_NAME = 'ศูนย์ "ริม\'น้ำ", ต.ใน = 1; DROP DATABASE netmon -- 🛶\n'
RAW_SITES = 5
POINTS = 2
BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Load:
    """How much is written.

    Attributes:
        provinces: Of `fleet`; four groups each.
        sites: Of PROVINCE.
    """

    provinces: int = 3
    sites: int = 30
    groups_each: int = 4
    month: timedelta = MONTH
    dice: random.Random = field(default_factory=lambda: random.Random(5))


def site_code(number: int) -> str:
    return f"NMA-{number:04}"


def seed(server: Influx, load: Load | None = None) -> int:
    """Write the month; return how many lines that were."""
    return asyncio.run(_seed(server, load or Load()))


async def _seed(server: Influx, load: Load) -> int:
    databases = Databases.of("netmon")
    for name in databases.kept_days:
        server.query(f'CREATE DATABASE "{name}"')
    access = InfluxAccess(server.url, *ADMIN, timeout_s=60)
    parts = (
        (databases.raw, _raw_lines(load)),
        (databases.hours, _rolled_lines(load, "site_1h", timedelta(hours=1))),
        (databases.days, _rolled_lines(load, "site_1d", timedelta(days=1))),
    )
    count = 0
    async with InfluxTransport(access) as transport:
        for database, lines in parts:
            while batch := list(islice(lines, BATCH)):
                await transport.write(database, b"\n".join(batch))
                count += len(batch)
    return count


def make_book(load: Load) -> TagBook:
    sites = {
        site_code(number): (
            PROVINCE,
            REGION,
            TYPES[number % 2],
            CONTRACTS[number // 2 % 2],
        )
        for number in range(load.sites)
    }
    roles = {}
    for code in sites:
        roles[f"{code}/router"] = "router"
        roles |= {f"{code}/ap{point}": "access_point" for point in range(POINTS)}
    regions = {str(code): REGION for code in range(10, 99)}
    return TagBook(1, sites, roles, regions)


def _raw_lines(load: Load) -> Iterator[bytes]:
    maker = LineMaker(make_book(load))
    for samples in (_fleet(load), _rows(load), _poller(load), _sla(load)):
        yield from _encoded(maker, samples)
    yield from _last(load, maker.book)
    yield from _events(maker.book)


def _encoded(maker: LineMaker, samples: Iterable[Sample]) -> Iterator[bytes]:
    waiting: dict[str, list[Sample]] = {}
    for sample in samples:
        rows = waiting.setdefault(sample.measurement, [])
        rows.append(sample)
        if len(rows) == BATCH:
            yield from _lines(maker, waiting.pop(sample.measurement))
    for rows in waiting.values():
        yield from _lines(maker, rows)


def _lines(maker: LineMaker, rows: list[Sample]) -> list[bytes]:
    name = rows[0].measurement
    timed = [(to_ms(row.at), row) for row in rows]
    return maker.raw(name, to_batch(measurement_of(name), timed))


def _times(
    load: Load, step: timedelta, span: timedelta | None = None
) -> list[datetime]:
    """Return moments up to END, END itself left out."""
    count = (span or load.month) // step
    return [END - step * (count - number) for number in range(count)]


def _fleet(load: Load) -> Iterator[Sample]:
    codes = [PROVINCE, *(str(10 + n) for n in range(90) if n != 20)][: load.provinces]
    groups = [
        (code, TYPES[number % 2], f"{CONTRACTS[number // 2 % 2]}{number // 4 or ''}")
        for code in codes
        for number in range(load.groups_each)
    ]
    dice = load.dice
    for at in _times(load, timedelta(minutes=5)):
        for group in groups:
            down = dice.randrange(3)
            values = (20, 17 - down, 1, down, 1, 1, 0, dice.randrange(200))
            rates = (dice.random() * 1e9, dice.random() * 1e8, 0.02, 0.001)
            yield Sample("fleet", at, group, (*values, *rates))


def _rows(load: Load) -> Iterator[Sample]:
    day = timedelta(days=1)
    old = [at for at in _times(load, timedelta(minutes=30)) if at < END - day]
    for at in [*old, *_times(load, timedelta(minutes=1), day)]:
        for number in range(RAW_SITES):
            yield from _site_rows(load.dice, site_code(number), at, number)


def _site_rows(
    dice: random.Random, code: str, at: datetime, number: int
) -> Iterator[Sample]:
    router, low = (code, f"{code}/router"), dice.random() / 50
    is_up = number > 0 or at.hour != 3
    ping = (3, 3 if is_up else 0, low, low * 1.2, low * 1.5, low / 9, float(not is_up))
    flow = (60.0, dice.random() * 2e8, dice.random() * 1e8, 10**9, 10**8)
    yield Sample("ping", at, router, ping)
    yield Sample("interface", at, router, (*flow, 0, 0, 0, 0, 10**9, True))
    yield Sample("device", at, router, (1e6, 0.2, 0.4, 41.0, -18.0, 2.0, 0.1, False))
    yield Sample("wifi", at, router, (9, POINTS, POINTS))
    yield Sample("site_state", at, (code,), (4 if is_up else 2, is_up, is_up))
    for point in range(POINTS):
        device = (code, f"{code}/ap{point}")
        is_joined = int(point > 0 or number > 0)
        yield Sample("wifi", at, device, (dice.randrange(30), is_joined, 1))
        yield Sample(
            "device", at, device, (5e5, 0.1, 0.3, None, None, None, 0.1, False)
        )


def _poller(load: Load) -> Iterator[Sample]:
    for at in _times(load, timedelta(seconds=10), timedelta(days=1)):
        for name in ("กรุงเทพ 'หลัก'", "สำรอง"):
            values = (load.dice.random(), 0, 3, 0, 0, 0.3, 300_000_000)
            yield Sample("poller", at, (name,), values)


MOVED_AT = END - timedelta(minutes=30)
"""From then on site 0 is judged by the other contract."""


def _sla(load: Load) -> Iterator[Sample]:
    """Ten days of a month: every site of PROVINCE is down a minute an hour."""
    hour = timedelta(hours=1)
    runs = [*_times(load, hour, 10 * timedelta(days=1)), END - timedelta(minutes=10)]
    for number, at in enumerate(runs):
        up, down = 3_540 * number, 60 * number
        groups = dict.fromkeys(CONTRACTS, 0)
        for site in range(load.sites):
            contract = CONTRACTS[(site == 0 and at >= MOVED_AT) or site // 2 % 2]
            groups[contract] += 1
            seconds = (up + down, up, down, 0, 0, 12_960)
            shares = (59 / 60, 59 / 60, 59 / 60, 1.0, 0.995) if number else (None,) * 5
            values = (*seconds, *shares, 0, number, 60 if number else None)
            yield Sample("sla", at, (site_code(site), contract), values)
        for contract, count in groups.items():
            spent = count if down > 12_960 else 0
            verdicts = (count, 0, count, 0, 0, spent)
            sums = (up, down, 0, 0, 12_960, (up + down) // 200, max(0, 12_960 - down))
            told = (*(count * each for each in sums), count * number, count * down)
            yield Sample("sla_group", at, (PROVINCE, contract), (*verdicts, *told))


def _last(load: Load, book: TagBook) -> Iterator[bytes]:
    since_s = int((END - timedelta(hours=5)).timestamp())
    for at in _times(load, timedelta(minutes=5), timedelta(days=1)):
        for number, code in enumerate(book.sites):
            pairs = book.pairs(SITE_LAST.name, SITE_TAGS, (("site", code),))
            place = (14.9 + number / 100, 102.1)
            values = (HOSTILE_NAME, f"Centre {number}", *place, 4 if number else 2)
            named = zip(SITE_LAST.fields, (*values, since_s), strict=True)
            yield to_line(SITE_LAST.name, pairs, dict(named), at)


def _events(book: TagBook) -> Iterator[bytes]:
    for number, code in enumerate(book.sites):
        at = END - timedelta(hours=5, minutes=number)
        change = Transition(
            SiteCode(code),
            Service.LINK,
            SiteState.UP,
            SiteState.DOWN,
            at,
            at,
            "timeout",
        )
        yield to_event_line(change, book)


def _rolled_lines(load: Load, target: str, step: timedelta) -> Iterator[bytes]:
    book = make_book(load)
    maker = LineMaker(book)
    times = _times(load, step)
    for code in book.sites:
        for name in ("site_state", "ping", "interface", "wifi"):
            batch = _roll_up(load.dice, name, code, times)
            yield from maker.rolled(target, name, batch)


def _roll_up(
    dice: random.Random, name: str, code: str, times: list[datetime]
) -> pa.RecordBatch:
    """Return roll-ups of which every sum is a share of its count, below one."""
    schema = rollup_schema(MEASUREMENTS[name])
    fixed: dict[str, Any] = {"site": code, "device": f"{code}/router"}
    columns = []
    for column in schema:
        if column.name == AT:
            values: list[Any] = times
        elif column.name in fixed:
            values = [fixed[column.name]] * len(times)
        elif column.name.endswith("_count"):
            values = [60] * len(times)
        elif column.name.endswith("_sum"):
            values = [60 - dice.random()] * len(times)
        else:
            values = [0.5] * len(times)
        columns.append(pa.array(values, column.type))
    return pa.record_batch(columns, schema=schema)
