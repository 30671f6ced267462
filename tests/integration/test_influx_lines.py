"""Hostile texts and numbers, there and back through a real InfluxDB."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netmon.core.schema import Sample
from netmon.store.columns import measurement_of, to_batch, to_ms
from netmon.store.influx.lines import LineMaker, to_line
from netmon.store.influx.tags import TagBook, to_tag
from netmon.store.influx.transport import InfluxAccess, InfluxTransport
from tests.integration.influx import Influx, influx_server

AT = datetime(2026, 11, 21, 3, tzinfo=UTC)
HOSTILE = [
    "ศูนย์ดิจิทัล ชุมชน",
    "a b,c=d",
    "line\nbreak",
    "return\rtab\t",
    "quote\"s and 'single'",
    "ends in backslash\\",
    "two\\\\",
    "mid\\dle, \\ and\\,comma",
    "\\",
    "🇹🇭 emoji 👩‍🔧",
    " leading and trailing ",
    "#comment",
    "site=S2,device=x v=1i 1",
    "'; DROP DATABASE netmon --",
    "",
]
TEXTS = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from(list(",= \\\n\"'")),
    max_size=30,
)


@pytest.fixture(scope="module")
def influx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Influx]:
    with influx_server(tmp_path_factory.mktemp("influx")) as server:
        yield server


def write(influx: Influx, lines: list[bytes]) -> None:
    async def run() -> None:
        access = InfluxAccess(influx.url, "", "")
        async with InfluxTransport(access) as transport:
            await transport.write("t", b"\n".join(lines))

    influx.query("DROP DATABASE t")
    influx.query("CREATE DATABASE t")
    asyncio.run(run())


SLOW = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=20, unique=True))
@SLOW
def test_tags_come_back_as_they_were(
    influx: Influx, pairs: list[tuple[str, str]]
) -> None:
    rows = [Sample("wifi", AT, (site, device), (1, 1, 1)) for site, device in pairs]
    batch = to_batch(measurement_of("wifi"), [(to_ms(r.at), r) for r in rows])
    write(influx, LineMaker(TagBook()).raw("wifi", batch))
    series = influx.query("SELECT aps_count FROM wifi GROUP BY *", "t")
    found = {(s["tags"].get("site", ""), s["tags"].get("device", "")) for s in series}
    assert found == {(to_tag(site), to_tag(device)) for site, device in pairs}


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
@SLOW
def test_texts_of_fields_come_back_as_they_were(influx: Influx, text: str) -> None:
    line = to_line("event", (("site", "S1"),), {"text_th": text}, AT)
    write(influx, [line])
    [series] = influx.query("SELECT text_th FROM event", "t")
    assert series["values"][0][1] == text


@given(
    st.lists(
        st.floats(width=32, allow_nan=False, allow_infinity=False),
        min_size=1,
        max_size=50,
    )
)
@SLOW
def test_numbers_come_back_as_they_were(influx: Influx, numbers: list[float]) -> None:
    rows = [
        Sample("ping", AT, (f"S{i}", "r"), (2**53, i, x, None, None, None, None))
        for i, x in enumerate(numbers)
    ]
    batch = to_batch(measurement_of("ping"), [(to_ms(r.at), r) for r in rows])
    write(influx, LineMaker(TagBook()).raw("ping", batch))
    for series in influx.query("SELECT * FROM ping GROUP BY site", "t"):
        row = dict(zip(series["columns"], series["values"][0], strict=True))
        sent = numbers[int(series["tags"]["site"][1:])]
        assert pa.scalar(float(row["rtt_min_s"]), pa.float32()).as_py() == sent
        assert row["sent_count"] == 2**53
