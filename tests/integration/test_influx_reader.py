"""The reader over InfluxQL on a real InfluxDB 1.6, beside the sample log."""

from __future__ import annotations

import asyncio
import random
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netmon.core.schema import MEASUREMENTS, Kind, Measurement, Sample
from netmon.store.faults import AnswerLate, QuestionRefused
from netmon.store.influx.databases import Databases
from netmon.store.influx.influxql import code
from netmon.store.influx.reader import InfluxReader
from netmon.store.influx.tags import to_tag
from netmon.store.influx.transport import InfluxAccess, InfluxTransport
from netmon.store.layout import FOLDER
from netmon.store.log_reader import LogReader
from netmon.store.port import (
    Aggregate,
    FleetQuestion,
    Point,
    RangeQuestion,
    SampleReader,
    Span,
)
from netmon.store.sealing import SealRules
from netmon.store.store import SampleStore
from tests.integration.influx import Influx, influx_server
from tests.integration.influx_rows import (
    make_databases,
    transport_to,
    write_raw,
    write_rolled,
)
from tests.samples import NOON, SetClock, ping

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BEGIN = NOON - 37 * HOUR - 20 * MINUTE
_numbers = count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Influx]:
    with influx_server(tmp_path_factory.mktemp("influx"), with_auth=True) as found:
        yield found


@pytest.fixture
def databases(server: Influx) -> Databases:
    return make_databases(server, f"r{next(_numbers)}")


@pytest.fixture
async def stack() -> AsyncIterator[AsyncExitStack]:
    async with AsyncExitStack() as opened:
        yield opened


class Noting(InfluxTransport):
    """A transport that remembers what was asked."""

    def __init__(self, access: InfluxAccess) -> None:
        super().__init__(access)
        self.asked: list[tuple[str, str]] = []

    async def query(self, text: str, database: str = "", epoch: str = "ms") -> Any:
        self.asked.append((text, database))
        return await super().query(text, database, epoch)


def any_rows(seed: int) -> list[Sample]:
    """Rows of a Thai day and what is around it, with gaps, of every measurement."""
    rolls = random.Random(seed)
    rows = []
    for name, measurement in MEASUREMENTS.items():
        for minutes in range(0, 37 * 60 + 20, 31):
            at = BEGIN + minutes * MINUTE + timedelta(seconds=rolls.randrange(60))
            for tags in TAGS.get(measurement.tags, [("poller-1",)]):
                if rolls.random() < 0.9:
                    rows.append(Sample(name, at, tags, any_values(rolls, measurement)))
    return rows


TAGS: dict[tuple[str, ...], list[tuple[str, ...]]] = {
    ("site", "device"): [("A", "A/router"), ("A", "A/ap'1"), ("B", "B/router")],
    ("site",): [("A",), ("B",)],
    ("site", "contract"): [("A", "C1"), ("B", "C 2")],
    ("province", "contract"): [("50", "C1"), ("30", "C 2")],
    ("province", "site_type", "contract"): [
        ("50", "library", "C1"),
        ("30", "school", "C 2"),
    ],
}


def any_values(rolls: random.Random, measurement: Measurement) -> tuple[Any, ...]:
    def one(kind: Kind) -> Any:
        if rolls.random() < 0.2:
            return None
        if kind is Kind.BOOL:
            return rolls.random() < 0.7
        number = rolls.randrange(1, 4096)
        return number if kind is Kind.INT else number / 64

    first, *others = (one(field.kind) for field in measurement.fields.values())
    return (1 if first is None else first, *others)


@dataclass(frozen=True)
class Filled:
    """The same rows in a sealed log and in InfluxDB, with their roll-ups.

    Attributes:
        alone: Databases that hold roll-ups and no rows.
    """

    home: Path
    databases: Databases
    alone: Databases


@pytest.fixture(scope="module")
def filled(server: Influx, tmp_path_factory: pytest.TempPathFactory) -> Filled:
    home = tmp_path_factory.mktemp("log")
    found = Filled(home, make_databases(server, "f"), make_databases(server, "g"))
    asyncio.run(_fill(server, found))
    return found


async def _fill(server: Influx, filled: Filled) -> None:
    rows = any_rows(7)
    rules = SealRules(grace_s=0, day_grace_s=0, late_wait_s=0)
    store = SampleStore(filled.home, SetClock(NOON + 2 * DAY), sealing=rules)
    await store.append(rows)
    await store.keep_order()
    await store.close()
    async with transport_to(server) as transport:
        await write_raw(transport, filled.databases, rows)
        await write_rolled(transport, filled.databases, filled.home)
        await write_rolled(transport, filled.alone, filled.home)


@pytest.fixture
async def both(
    server: Influx, filled: Filled
) -> AsyncIterator[tuple[SampleReader, InfluxReader, Noting]]:
    """Readers of the log and of InfluxDB, and what the latter asks."""
    log = LogReader(filled.home / FOLDER, SetClock(NOON))
    async with Noting(transport_to(server).access) as transport:
        yield log, reader_of(transport, filled.databases), transport
    log.close()


def reader_of(transport: InfluxTransport, databases: Databases) -> InfluxReader:
    return InfluxReader(transport, databases, SetClock(NOON), rows_s=(0.0, 0.0))


Both = tuple[SampleReader, InfluxReader, Noting]
SPANS = (
    Span(BEGIN, NOON),
    Span(BEGIN + 90 * MINUTE, BEGIN + 30 * HOUR + timedelta(seconds=31)),
    Span(NOON - 3 * HOUR, NOON + HOUR),
)
STEPS_S = (151, 3600, 5400, 6 * 3600, 86_400, 86_400, 2 * 86_400)


def range_questions() -> Iterator[RangeQuestion]:
    """Every measurement at every step, by turns of aggregate, span and site."""
    turns = count()
    for measurement in MEASUREMENTS.values():
        has_site = "site" in measurement.tags
        for step_s in STEPS_S:
            turn = next(turns)
            how = (None, *Aggregate)[turn % 6]
            site = "A" if has_site and turn % 2 else None
            fields = tuple(measurement.fields)
            span = SPANS[turn % 5 % 3]
            yield RangeQuestion(
                measurement.name, fields, span, step_s, site, aggregate=how
            )


def assert_alike(mine: Sequence[Any], theirs: Sequence[Any]) -> None:
    def told(points: Sequence[Any]) -> list[Any]:
        return [
            (each.at, [0.0 if v is None else v for v in each.values]) for each in points
        ]

    assert [each.at for each in mine] == [each.at for each in theirs]
    for one, other in zip(told(mine), told(theirs), strict=True):
        assert one[1] == pytest.approx(other[1], rel=1e-9), one[0]


def nulls(points: Sequence[Point]) -> list[tuple[bool, ...]]:
    return [tuple(value is None for value in each.values) for each in points]


async def test_it_says_the_same_as_the_log(both: Both) -> None:
    log, influx, _ = both
    filled_count = 0
    for question in range_questions():
        mine, theirs = await influx.range(question), await log.range(question)
        assert_alike(mine, theirs)
        assert nulls(mine) == nulls(theirs), question
        filled_count += bool(mine)
    assert filled_count > 35


async def test_hours_percentiles_rows_and_the_newest_are_the_logs(both: Both) -> None:
    log, influx, _ = both
    for measurement in MEASUREMENTS.values():
        name = measurement.name
        within = {"within_s": 86_400.0}
        assert await influx.latest(name, **within) == await log.latest(name, **within)
        if "site" not in measurement.tags:
            continue
        for number, field in enumerate(measurement.fields):
            for span in SPANS[number % 3 : number % 3 + 1]:
                hours = await influx.hourly(name, field, "A", span)
                assert hours == await log.hourly(name, field, "A", span)
            shares = [
                [await each.percentile(name, field, share, SPANS[0], "A")]
                for share in (0.0, 0.123, 0.95, 1.0)
                for each in (influx, log)
            ]
            assert shares[::2] == shares[1::2]
        raw = RangeQuestion(name, tuple(measurement.fields), SPANS[1], 0, "A")
        mine, theirs = await influx.range(raw), await log.range(raw)
        assert sorted(mine, key=repr) == sorted(theirs, key=repr)


async def test_groups_of_the_fleet_are_the_logs(both: Both) -> None:
    log, influx, _ = both
    fields = tuple(MEASUREMENTS["fleet"].fields)
    for step_s in (151, 3600, 86_400):
        for contract in (None, "C 2"):
            question = FleetQuestion(fields, SPANS[1], step_s, contract=contract)
            mine, theirs = await influx.fleet(question), await log.fleet(question)
            assert mine
            assert_alike(mine, theirs)
            assert nulls(mine) == nulls(theirs)


async def test_roll_ups_answer_where_there_are_no_rows(
    both: Both, filled: Filled
) -> None:
    log, _, transport = both
    influx = reader_of(transport, filled.alone)
    span = Span(NOON - 37 * HOUR, NOON - 6 * HOUR)
    for step_s in (3600, 86_400):
        question = RangeQuestion("interface", ("in_bps", "is_up"), span, step_s, "A")
        mine = await influx.range(question)
        assert mine
        assert_alike(mine, await log.range(question))
    hours = await influx.hourly("ping", "rtt_avg_s", "A", span)
    assert hours
    assert hours == await log.hourly("ping", "rtt_avg_s", "A", span)
    assert {database for _, database in transport.asked} == {
        filled.alone.raw,
        filled.alone.hours,
        filled.alone.days,
    }


async def test_only_what_every_version_knows_is_asked(both: Both) -> None:
    _, influx, transport = both
    span = Span(BEGIN, NOON)
    for question in range_questions():
        await influx.range(question)
    await influx.latest("ping")
    await influx.hourly("ping", "rtt_avg_s", "A", span)
    await influx.fleet(FleetQuestion(("in_bps", "rtt_avg_s"), span, 3600))

    words = re.compile(
        r"\b(SLIMIT|SOFFSET|SHOW|SAMPLE|INTO|TZ|CARDINALITY)\b|\"\.|now\(\) *\)", re.I
    )
    for text, _ in transport.asked:
        assert not words.search(text), text
        assert "time >" in text, text


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    site=st.text(
        st.sampled_from("A'\"\\,= /;-กิ🙂\u2028\n\0`$()"), min_size=1, max_size=12
    ),
)
def test_a_quoted_code_is_one_text_and_nothing_more(site: str) -> None:
    try:
        quoted = code(site)
    except QuestionRefused:
        assert not site.isprintable()
        return
    assert re.fullmatch(r"'(?:[^'\\\n]|\\['\\n])*'", quoted)
    inner = re.sub(r"\\(.)", r"\1", quoted[1:-1])
    assert inner == to_tag(site)


HOSTILE = (
    "A' OR 1=1 --",
    "A\\",
    "A\\' OR time > 0 --",
    'A"; DROP DATABASE x; --',
    "ศูนย์ กศน., ตำบล=ทุ่ง 🙂",
    "A, B=C",
    "A'; DELETE FROM ping; SELECT '",
    "/.*/",
    "$site",
)


async def test_hostile_codes_find_their_own_rows_alone(
    server: Influx, databases: Databases, stack: AsyncExitStack
) -> None:
    rows = [ping(site, NOON - MINUTE, 0.5) for site in (*HOSTILE, "B")]
    transport = transport_to(server)
    stack.push_async_callback(transport.close)
    await write_raw(transport, databases, rows)
    reader = InfluxReader(transport, databases, SetClock(NOON))
    span = Span(NOON - HOUR, NOON)

    for site in HOSTILE:
        [found] = await reader.latest("ping", [site])
        assert found.tags == (to_tag(site), f"{site}/router")
        for step_s in (0, 600):
            question = RangeQuestion("ping", ("sent_count",), span, step_s, site)
            assert [each.values for each in await reader.range(question)] == [(3,)]
    assert len(await reader.latest("ping")) == len(rows)
    assert len(await reader.latest("ping", [*HOSTILE, *map(str, range(300))])) == len(
        HOSTILE
    )


async def test_faults_of_the_server_are_told_and_no_answer_is_made_up(
    server: Influx, databases: Databases, stack: AsyncExitStack
) -> None:
    async def ask(access: InfluxAccess, name: Databases) -> None:
        async with InfluxTransport(access) as transport:
            await InfluxReader(transport, name, SetClock(NOON)).latest("ping")

    right = transport_to(server).access
    wrong = InfluxAccess(right.url, right.user, "not-this")
    with pytest.raises(AnswerLate, match=r"InfluxDB cannot answer.*401"):
        await ask(wrong, databases)
    with pytest.raises(AnswerLate, match="no database 'nowhere'"):
        await ask(right, Databases.of("nowhere"))
    nobody = InfluxAccess("http://127.0.0.1:1", "a", "b", 2)
    with pytest.raises(AnswerLate, match="InfluxDB cannot answer"):
        await ask(nobody, databases)


async def test_too_many_rows_are_refused(
    server: Influx, databases: Databases, stack: AsyncExitStack
) -> None:
    rows = [ping("A", NOON - timedelta(seconds=n), 0.5) for n in range(1, 20_010)]
    transport = transport_to(server)
    stack.push_async_callback(transport.close)
    await write_raw(transport, databases, rows)
    reader = InfluxReader(transport, databases, SetClock(NOON))
    question = RangeQuestion("ping", ("sent_count",), Span(NOON - DAY, NOON), 0, "A")

    with pytest.raises(QuestionRefused, match="more than 20,000 rows"):
        await reader.range(question)
    with pytest.raises(QuestionRefused, match="35 days or less"):
        await reader.hourly("ping", "sent_count", "A", Span(NOON - 40 * DAY, NOON))
