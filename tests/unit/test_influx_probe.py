"""A server is asked what it is; who is no InfluxDB is refused by name."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from netmon.core.schema import Sample
from netmon.store.faults import AnswerLate
from netmon.store.influx.databases import Databases
from netmon.store.influx.faults import InfluxHeld
from netmon.store.influx.probe import Generation, probe, to_generation
from netmon.store.influx.reader import InfluxReader
from netmon.store.influx.transport import InfluxAccess, InfluxTransport, Series
from netmon.store.port import RangeQuestion, Span
from tests.influx_double import OPERATOR, Double, Stub, Three, Two, serving
from tests.samples import NOON, SetClock

pytestmark = pytest.mark.anyio
LINE = b"ping,site=A sent_count=3i 1795000000"
NETMON = Databases.of("netmon")


def transport_to(double: Double, secret: str = OPERATOR) -> InfluxTransport:
    return InfluxTransport(InfluxAccess(double.url, "netmon_reader", secret))


async def newest(double: Double, secret: str = OPERATOR) -> Sequence[Sample]:
    async with transport_to(double, secret) as transport:
        reader = InfluxReader(transport, NETMON, SetClock(NOON))
        return await reader.latest("ping")


@pytest.mark.parametrize(
    ("version", "generation"),
    [
        ("1.6.7~rc0", Generation.ONE),
        ("1.8.10", Generation.ONE),
        ("1.11.8", Generation.ONE),
        ("1.12.4", Generation.ONE),
        ("v2.7.12", Generation.TWO),
        ("2.9.1", Generation.TWO),
        ("3.10.0", Generation.THREE),
        ("3.0.1-nightly", Generation.THREE),
    ],
)
def test_versions_are_told_apart(version: str, generation: Generation) -> None:
    assert to_generation(version) is generation


@pytest.mark.parametrize("version", ["1.5.4", "0.13.0", "4.0.0", "", "unknown", "1"])
def test_other_versions_are_refused(version: str) -> None:
    with pytest.raises(InfluxHeld, match=r"not supported|no InfluxDB"):
        to_generation(version)


@pytest.mark.parametrize("version", ["1.8.0", "v2.7.1"])
async def test_a_stub_is_refused_by_name(version: str) -> None:
    with serving(Stub(version=version)) as stub:
        async with transport_to(stub) as transport:
            with pytest.raises(InfluxHeld, match=r"_internal.*VictoriaMetrics"):
                await probe(transport, "netmon")
        with pytest.raises(AnswerLate, match=r"cannot answer.*VictoriaMetrics"):
            await newest(stub)


async def test_an_answer_about_something_else_is_a_stubs() -> None:
    class Other:
        async def ping(self) -> str:
            return "1.8.10"

        async def query(
            self, text: str, database: str = "", epoch: str = "ms"
        ) -> list[Series]:
            return [Series("ping", {}, ("name",), (("x",),))]

    with pytest.raises(InfluxHeld, match="stub"):
        await probe(Other(), "netmon")


async def test_2_says_404_where_no_bucket_has_the_name() -> None:
    with serving(Two()) as two:
        async with transport_to(two) as transport:
            server = await probe(transport, "netmon")
            assert (server.generation, server.has_database) == (Generation.TWO, False)
            with pytest.raises(InfluxHeld, match="no dbrp mapping") as caught:
                await transport.write("netmon", LINE)
        assert caught.value.status == 404
        with pytest.raises(AnswerLate, match="no database 'netmon'"):
            await newest(two)


async def test_3_makes_a_database_of_a_write_and_reads_it() -> None:
    with serving(Three()) as three:
        async with transport_to(three) as transport:
            assert not (await probe(transport, "netmon")).has_database
            await transport.write("netmon", LINE)
            server = await probe(transport, "netmon")
        assert (server.generation, server.has_database) == (Generation.THREE, True)
        assert await newest(three) == []
        assert three.stored["netmon"] == [LINE]


async def test_a_wrong_token_is_said_to_be_wrong() -> None:
    for double in (Two(), Three(), Three(needs_token_for_ping=True)):
        with serving(double):
            with pytest.raises(AnswerLate, match="401"):
                await newest(double, "wrong")
            async with transport_to(double, "wrong") as transport:
                with pytest.raises(InfluxHeld) as caught:
                    await transport.write("netmon", LINE)
            assert caught.value.status == 401


async def test_rows_of_2_and_3_are_read_as_those_of_1() -> None:
    told = {
        "name": "ping",
        "tags": {"site": "A", "device": "A/router"},
        "columns": ["time", *"abcdefg"],
        "values": [[1795000000000, 3, 3, 0.1, 0.5, 1, None, 0]],
    }
    two = Two(buckets={"netmon": {"id": "b0"}})
    three = Three(stored={"netmon": []})
    for double in (two, three):
        with serving(double):
            async with transport_to(double) as transport:
                reader = InfluxReader(transport, NETMON, SetClock(NOON))
                assert await reader.latest("ping") == []
                double.series = [told]
                [row] = await reader.latest("ping")
        assert row.tags == ("A", "A/router")
        # Seven digits, as the sample log keeps them.
        assert row.values == (3, 3, 0.10000000149011612, 0.5, 1.0, None, 0.0)
        assert isinstance(row.values[4], float)


@pytest.mark.parametrize(
    "values",
    [
        [["then", 3]],
        [[1795000000000, "3"]],
        [[1795000000000, True]],
        [[1795000000000, float("inf")]],
        [[1e300, 3]],
    ],
)
async def test_an_answer_of_the_wrong_kind_is_no_answer(values: list[object]) -> None:
    three = Three(stored={"netmon": []})
    with serving(three):
        async with transport_to(three) as transport:
            reader = InfluxReader(transport, NETMON, SetClock(NOON))
            await reader.latest("ping")
            columns = ["time", "sent_count"]
            three.series = [{"name": "ping", "columns": columns, "values": values}]
            span = Span(NOON - timedelta(hours=1), NOON)
            for step_s in (0, 60):
                question = RangeQuestion("ping", ("sent_count",), span, step_s, "A")
                with pytest.raises(AnswerLate, match="InfluxDB answers"):
                    await reader.range(question)
