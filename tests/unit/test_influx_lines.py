"""Rows as line protocol: types, what is left out, and whole seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inventory.fleet import make_fleet
from netmon.core.schema import MEASUREMENTS, Sample
from netmon.store.columns import measurement_of, to_batch, to_ms
from netmon.store.influx.lines import LineMaker, to_line
from netmon.store.influx.tags import TagBook, to_tag, to_tag_book

AT = datetime(2026, 11, 21, 3, 0, 5, 999_000, tzinfo=UTC)
BOOK = TagBook(
    1,
    {"S1": ("10", "central", "library", "C 1")},
    {"S1-r": "router"},
    {"10": "central"},
)


def lines_of(*samples: Sample, book: TagBook = BOOK) -> list[str]:
    name = samples[0].measurement
    batch = to_batch(measurement_of(name), [(to_ms(s.at), s) for s in samples])
    return [line.decode() for line in LineMaker(book).raw(name, batch)]


def ping(site: str, device: str, *values: float | None, at: datetime = AT) -> Sample:
    return Sample("ping", at, (site, device), values)


def test_a_row_says_where_and_what_it_is() -> None:
    [line] = lines_of(ping("S1", "S1-r", 3, 2, 0.01, None, 0.03, 0.001, 1 / 3))
    assert line == (
        "ping,device=S1-r,province=10,region=central,role=router,site=S1 "
        "sent_count=3i,received_count=2i,rtt_min_s=0.01,rtt_max_s=0.03,"
        "jitter_s=0.001,loss_ratio=0.33333334 1795230005"
    )


def test_a_site_the_register_does_not_know_has_no_place() -> None:
    [line] = lines_of(ping("S2", "S2-r", 3, 3, None, None, None, None, 0.0))
    assert line.startswith("ping,device=S2-r,site=S2 ")


def test_a_row_without_a_number_is_not_sent() -> None:
    assert lines_of(ping("S1", "S1-r", *(None,) * 7)) == []


def test_an_empty_tag_is_left_out() -> None:
    [line] = lines_of(Sample("wifi", AT, ("S1", ""), (4, None, 1)))
    assert line.startswith("wifi,province=10,region=central,site=S1 clients_count=4i,")


def test_a_group_of_the_nation_knows_its_region() -> None:
    values = (5, *(None,) * (len(MEASUREMENTS["fleet"].fields) - 1))
    [line] = lines_of(Sample("fleet", AT, ("10", "library", "C 1"), values))
    assert line.startswith(
        r"fleet,contract=C\ 1,province=10,region=central,site_type=library sites_count"
    )


def test_a_poller_has_its_name_alone() -> None:
    values = (0.1, *(None,) * (len(MEASUREMENTS["poller"].fields) - 1))
    [line] = lines_of(Sample("poller", AT, ("bkk 1",), values))
    assert line.startswith(r"poller,poller=bkk\ 1 lateness_max_s=0.1 ")


def test_truth_and_numbers_that_are_none() -> None:
    batch = pa.record_batch(
        {
            "at": pa.array([to_ms(AT)], pa.int64()).cast(pa.timestamp("ms", "UTC")),
            "site": ["S1"],
            "device": ["S1-r"],
            "uptime_s": pa.array([float("inf")]),
            "cpu_ratio": pa.array([float("nan")], pa.float32()),
            "memory_ratio": pa.array([None], pa.float32()),
            "temperature_celsius": pa.array([-4.5], pa.float32()),
            "optical_rx_dbm": pa.array([None], pa.float32()),
            "optical_tx_dbm": pa.array([None], pa.float32()),
            "read_s": pa.array([None], pa.float32()),
            "is_partial": [True],
        }
    )
    [line] = LineMaker(BOOK).raw("device", batch)
    assert line.split(b" ")[1] == b"temperature_celsius=-4.5,is_partial=true"


@given(st.timedeltas(timedelta(), timedelta(days=20_000)))
def test_times_are_rounded_down(age: timedelta) -> None:
    at = datetime(1970, 1, 1, tzinfo=UTC) + age
    [line] = lines_of(ping("S1", "S1-r", 1, 1, None, None, None, None, 0.0, at=at))
    assert int(line.rpartition(" ")[2]) == age // timedelta(seconds=1)


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_a_float_keeps_its_seven_digits(value: float) -> None:
    [line] = lines_of(ping("S1", "S1-r", None, None, value, None, None, None, None))
    told = line.split(" ")[1].removeprefix("rtt_min_s=")
    assert pa.scalar(float(told), pa.float32()).as_py() == value


@given(st.text(max_size=20), st.text(max_size=20))
def test_two_tags_stay_two(one: str, other: str) -> None:
    signs = set("␤␍␉␀＼")
    if one != other and not (signs & set(one + other)):
        assert to_tag(one) != to_tag(other)


@pytest.mark.parametrize(
    ("given", "sent"),
    [
        ("a\nb", "a␤b"),
        ("a\\", "a＼"),
        ("a\\b", "a\\b"),
        ("\\\\", "＼＼"),
        ("ก ข", "ก ข"),
    ],
)
def test_what_line_protocol_cannot_hold_becomes_a_sign(given: str, sent: str) -> None:
    assert to_tag(given) == sent


def test_texts_are_fields_of_a_point() -> None:
    values: dict[str, str | float | int | bool | None]
    values = {"name_th": 'ศูนย์ "ก"', "lat": 13.0, "state_code": 4, "lon": None}
    line = to_line("site_last", (("site", "S1"),), values, AT).decode()
    assert line == (
        'site_last,site=S1 lat=13,name_th="ศูนย์ \\"ก\\"",state_code=4i 1795230005'
    )
    assert to_line("site_last", (("site", "S1"),), {"lat": None}, AT) == b""


def test_the_register_gives_every_device_a_place_and_a_role() -> None:
    register = make_fleet(size=20)
    book = to_tag_book(register)
    assert set(book.sites) == set(map(str, register.sites))
    for site in register.sites.values():
        province, region, site_type, contract = book.sites[str(site.code)]
        assert region == register.provinces[site.province].region
        assert (province, site_type, contract) == (
            site.province,
            site.site_type.value,
            site.contract,
        )
    assert set(book.roles.values()) <= {"router", "access_point", "controller"}
    assert "router" in book.roles.values()
