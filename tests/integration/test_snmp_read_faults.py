"""Reading agents that misbehave: what can be read is read, what is missing is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from collectors.profiles import load_catalogue
from collectors.snmp import (
    Depth,
    DeviceReader,
    NotRead,
    ReaderSettings,
    SnmpCommunity,
    TalkSettings,
)
from collectors.snmp.interfaces import OTHERS
from netmon.core.model import Outcome
from netmon.core.reading import DeviceReading
from netmon.twin import ber
from tests.integration.looking import CLOCK, aim, target
from tests.integration.loopback_agent import loopback_agent
from tests.integration.scripted_agent import Oid, ScriptedAgent, number, words

pytestmark = pytest.mark.anyio

SYSTEM = {
    "1.3.6.1.2.1.1.1.0": words("a model nobody has seen"),
    "1.3.6.1.2.1.1.2.0": ber.oid((1, 3, 6, 1, 4, 1, 99_999, 1)),
    "1.3.6.1.2.1.1.3.0": number(123_456, ber.TIME_TICKS),
    "1.3.6.1.2.1.1.5.0": words("here"),
}
IF, IFX = "1.3.6.1.2.1.2.2.1", "1.3.6.1.2.1.31.1.1.1"
CORES = "1.3.6.1.2.1.25.3.3.1.2"


def ports(count: int) -> dict[str, bytes]:
    rows: dict[str, bytes] = {}
    for n in range(1, count + 1):
        rows[f"{IF}.3.{n}"] = number(6)
        rows[f"{IF}.8.{n}"] = number(1)
        rows[f"{IF}.14.{n}"] = number(n, ber.COUNTER32)
        rows[f"{IF}.20.{n}"] = number(0, ber.COUNTER32)
        rows[f"{IFX}.1.{n}"] = words("wan" if n == 2 else f"port{n}")
        rows[f"{IFX}.6.{n}"] = number(1000 * n, ber.COUNTER64)
        rows[f"{IFX}.10.{n}"] = number(10 * n, ber.COUNTER64)
        rows[f"{IFX}.15.{n}"] = number(1000, ber.GAUGE32)
    return rows


DEVICE = SYSTEM | ports(3) | {f"{CORES}.1": number(10), f"{CORES}.2": number(30)}
QUICK = TalkSettings(deadline_s=20.0, timeouts_s=(0.3, 0.3))
V2C = SnmpCommunity("2c", "public")


def reader(full: TalkSettings = QUICK, learning_count: int = 50) -> DeviceReader:
    settings = ReaderSettings(
        full=full, routine=QUICK, max_learning_count=learning_count
    )
    return DeviceReader(aim(), CLOCK, load_catalogue(), settings)


async def read(
    agent: ScriptedAgent,
    credential: SnmpCommunity = V2C,
    full: TalkSettings = QUICK,
) -> DeviceReading:
    async with loopback_agent(agent) as port:
        where = target("127.0.0.1", port=port)
        return await reader(full).read(where, credential, Depth.FULL)


def whole(reading: DeviceReading) -> None:
    assert (reading.sys_name, reading.uptime_s) == ("here", 1234.56)
    assert (reading.profile, reading.cpu_ratio) == ("standard", 0.2)
    assert [each.name for each in reading.interfaces] == ["port1", "wan", "port3"]
    assert [each.in_octets for each in reading.interfaces] == [1000, 2000, 3000]
    assert reading.wan_if_index == 2


async def test_a_model_nobody_has_seen_is_read_by_the_standard_mibs() -> None:
    reading = await read(ScriptedAgent(DEVICE))

    whole(reading)
    assert not reading.is_partial
    assert reading.memory_ratio is None
    assert reading.wifi.clients_count is None


async def test_version_1_says_no_such_name_for_one_and_loses_the_request() -> None:
    reading = await read(ScriptedAgent(DEVICE), SnmpCommunity("1", "public"))

    whole(reading)
    assert not reading.is_partial


@pytest.mark.parametrize("most", [1, 3, 7])
async def test_what_is_too_big_is_asked_for_in_parts(most: int) -> None:
    reading = await read(ScriptedAgent(DEVICE, most_variables=most))

    whole(reading)
    assert not reading.is_partial


async def test_an_object_that_fails_costs_itself_alone() -> None:
    broken = frozenset({"1.3.6.1.2.1.1.1.0"})
    reading = await read(ScriptedAgent(DEVICE, broken=broken))

    whole(reading)
    assert reading.sys_descr is None
    assert reading.is_partial
    assert "error 5 for 1.3.6.1.2.1.1.1.0" in reading.notes


async def test_lost_requests_are_asked_again() -> None:
    reading = await read(ScriptedAgent(DEVICE, drop=lambda count: count % 5 == 0))

    whole(reading)
    assert not reading.is_partial


async def test_a_column_that_is_never_answered_leaves_the_rest() -> None:
    patient = replace(QUICK, max_silences=9)
    reading = await read(ScriptedAgent(DEVICE, silent=(f"{IFX}.18",)), full=patient)

    whole(reading)
    assert reading.is_partial
    assert any(f"{IFX}.18" in note for note in reading.notes)


async def test_an_agent_that_falls_silent_leaves_what_it_had_said() -> None:
    reading = await read(ScriptedAgent(DEVICE, drop=lambda count: count > 12))

    assert reading.is_partial
    assert reading.uptime_s == 1234.56
    assert reading.sys_name == "here"


async def test_time_that_is_over_leaves_what_had_been_read() -> None:
    short = TalkSettings(deadline_s=0.5, timeouts_s=(0.3, 0.3))
    reading = await read(
        ScriptedAgent(DEVICE, drop=lambda count: count > 4), full=short
    )

    assert reading.is_partial
    assert "the time was over" in reading.notes
    assert reading.sys_name == "here"


@pytest.mark.parametrize(
    "claim",
    [
        pytest.param(lambda oid: (*oid[:-1], 1), id="stands still"),
        pytest.param(lambda oid: (*oid[:-1], 9 - oid[-1]), id="goes back"),
    ],
)
async def test_oids_that_do_not_increase_end_the_column(
    claim: Callable[[Oid], Oid],
) -> None:
    def rewrite(oid: Oid) -> Oid:
        is_name = oid[: len(oid) - 1] == tuple(map(int, f"{IFX}.1".split(".")))
        return claim(oid) if is_name else oid

    reading = await read(ScriptedAgent(DEVICE, rewrite_next=rewrite))

    assert reading.is_partial
    assert any("OIDs do not increase" in note for note in reading.notes)
    assert reading.cpu_ratio == 0.2


class Shrinking(ScriptedAgent):
    """Loses its last port while the table is walked."""

    def __call__(self, message: bytes) -> list[bytes]:
        if len(self.asked) == 5:
            kept: Mapping[str, bytes] = {
                oid: value
                for oid, value in self.objects.items()
                if not (oid.startswith((IF, IFX)) and oid.endswith(".3"))
            }
            self.objects = kept
            self.__post_init__()
        return list(super().__call__(message))


async def test_a_table_that_shrinks_while_it_is_walked_has_holes_not_zeros() -> None:
    reading = await read(Shrinking(DEVICE))

    last = reading.interfaces[-1]
    assert last.if_index == 3
    assert last.name == "port3"
    assert (last.out_errors_count, last.out_octets) == (None, None)


async def test_wrong_types_are_no_values() -> None:
    odd = DEVICE | {
        "1.3.6.1.2.1.1.3.0": words("yesterday"),
        "1.3.6.1.2.1.1.2.0": number(5),
        f"{IFX}.15.1": words("1000"),
        f"{IFX}.6.1": ber.oid((1, 3, 6)),
        f"{IFX}.6.2": number(-5),
        f"{IF}.8.1": words("up"),
        f"{CORES}.1": number(-1, ber.GAUGE32),
        f"{CORES}.2": words('"30"'),
    }
    reading = await read(ScriptedAgent(odd))

    assert (reading.uptime_s, reading.sys_object_id) == (None, None)
    first, second, _ = reading.interfaces
    assert (first.speed_bps, first.in_octets, first.is_up) == (10**9, None, None)
    assert second.in_octets is None
    assert reading.cpu_ratio == 0.3


async def test_an_answer_the_parser_cannot_read_is_taken_apart() -> None:
    odd = DEVICE | {"1.3.6.1.2.1.1.5.0": ber.tlv(0x45, b"ab")}
    reading = await read(ScriptedAgent(odd))

    assert reading.sys_name is None
    assert reading.sys_descr == "a model nobody has seen"
    assert reading.is_partial


async def test_a_table_of_ten_thousand_rows_is_bounded() -> None:
    rows = {f"{CORES}.{n}": number(n % 100) for n in range(1, 10_001)}
    few = replace(QUICK, max_rows=500)
    agent = ScriptedAgent(SYSTEM | rows)

    reading = await read(agent, full=few)

    assert reading.is_partial
    assert any("more than 500 rows" in note for note in reading.notes)
    assert len(agent.asked) < 100


async def test_rows_are_asked_for_by_more_as_tables_turn_out_long() -> None:
    rows = {f"{CORES}.{n}": number(50) for n in range(1, 10_001)}
    agent = ScriptedAgent(SYSTEM | rows | ports(200))
    patient = replace(QUICK, max_rows=20_000)

    reading = await read(agent, full=patient)

    assert not reading.is_partial
    assert (reading.cpu_ratio, len(reading.interfaces)) == (0.5, 200)
    assert len(agent.asked) < 10_000 / 50 + 150


async def test_no_request_has_more_than_25_variables() -> None:
    agent = ScriptedAgent(DEVICE)
    await read(agent)

    assert max(agent.asked) <= 25


async def test_cells_of_many_columns_share_a_request() -> None:
    few, more = ScriptedAgent(DEVICE), ScriptedAgent(DEVICE | ports(12))
    await read(few)
    reading = await read(more)

    cells_count = 9 * len(OTHERS)
    assert len(more.asked) - len(few.asked) <= 2 + cells_count / 24
    assert [each.in_octets for each in reading.interfaces[-2:]] == [11_000, 12_000]
    assert not reading.is_partial


@pytest.mark.parametrize("count", [3, 24, 25, 60])
async def test_short_and_long_tables_say_the_same(count: int) -> None:
    slow = {f"{IFX}.15.2": number(0), f"{IF}.5.2": number(64_000, ber.GAUGE32)}
    reading = await read(ScriptedAgent(SYSTEM | ports(count) | slow))

    expected = [10**9, 64_000, *[10**9] * (count - 2)]
    assert [each.speed_bps for each in reading.interfaces] == expected
    assert [each.in_errors_count for each in reading.interfaces] == [
        *range(1, count + 1)
    ]
    assert not reading.is_partial


async def test_silence_is_no_reading() -> None:
    agent = ScriptedAgent(DEVICE, drop=lambda count: count >= 0)

    with pytest.raises(NotRead) as caught:
        await read(agent)

    assert (caught.value.outcome, caught.value.reason) == (Outcome.SILENT, "timeout")


async def test_a_known_device_is_read_in_one_get() -> None:
    agent = ScriptedAgent(DEVICE)
    async with loopback_agent(agent) as port:
        read_by, where = reader(), target("127.0.0.1", port=port)
        first = await read_by.read(where, V2C)
        before = len(agent.asked)
        second = await read_by.read(where, V2C)

    whole(first)
    assert len(agent.asked) == before + 1
    (wan,) = second.interfaces
    assert (wan.if_index, wan.name, wan.in_octets) == (2, "wan", 2000)
    assert (second.uptime_s, second.cpu_ratio) == (1234.56, 0.2)
    assert (second.sys_name, second.profile) == ("here", "standard")
    assert not second.is_partial


async def test_after_a_reboot_the_line_is_looked_for_again() -> None:
    agent = ScriptedAgent(DEVICE)
    async with loopback_agent(agent) as port:
        read_by, where = reader(), target("127.0.0.1", port=port)
        await read_by.read(where, V2C)
        moved = {
            **{oid: value for oid, value in DEVICE.items() if IFX not in oid},
            **{
                oid: words({"1": "wan", "2": "port1", "3": "port3"}[oid[-1]])
                if oid.startswith(f"{IFX}.1.")
                else value
                for oid, value in DEVICE.items()
                if IFX in oid
            },
            "1.3.6.1.2.1.1.3.0": number(500, ber.TIME_TICKS),
        }
        agent.objects = moved
        agent.__post_init__()
        after = await read_by.read(where, V2C)

    assert (after.uptime_s, after.wan_if_index) == (5.0, 1)
    assert len(after.interfaces) == 3


async def test_a_port_of_another_name_is_another_port() -> None:
    agent = ScriptedAgent(DEVICE)
    async with loopback_agent(agent) as port:
        read_by, where = reader(), target("127.0.0.1", port=port)
        await read_by.read(where, V2C)
        names = {f"{IFX}.1.2": words("spare"), f"{IFX}.1.3": words("wan")}
        agent.objects = DEVICE | names
        agent.__post_init__()
        after = await read_by.read(where, V2C)

    assert after.wan_if_index == 3


async def test_where_there_is_no_room_to_learn_the_clock_is_read() -> None:
    agent = ScriptedAgent(DEVICE)
    async with loopback_agent(agent) as port:
        read_by = reader(learning_count=0)
        reading = await read_by.read(target("127.0.0.1", port=port), V2C)

    assert (reading.uptime_s, reading.sys_name) == (1234.56, "here")
    assert (reading.interfaces, reading.is_partial) == ((), True)
    assert len(agent.asked) == 1


async def test_the_registers_word_for_the_line_is_taken() -> None:
    async with loopback_agent(ScriptedAgent(DEVICE)) as port:
        where = target("127.0.0.1", port=port)
        reading = await reader().read(where, V2C, Depth.FULL, wan_hint="port3")

    assert reading.wan_if_index == 3


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_a_port_without_a_name_of_its_own_is_not_learnt_anew_each_slot(
    version: str,
) -> None:
    """No ifName, no ifHighSpeed, 32-bit counters: as many a small box."""
    narrow = {
        **{oid: value for oid, value in DEVICE.items() if IFX not in oid},
        **{f"{IF}.2.{n}": words(f"eth{n}" if n != 2 else "wan") for n in (1, 2, 3)},
        **{f"{IF}.5.{n}": number(10**8, ber.GAUGE32) for n in (1, 2, 3)},
        **{f"{IF}.10.{n}": number(2**32 - n, ber.COUNTER32) for n in (1, 2, 3)},
        **{f"{IF}.16.{n}": number(n, ber.COUNTER32) for n in (1, 2, 3)},
    }
    agent = ScriptedAgent(narrow)
    credential = SnmpCommunity(version, "public")
    async with loopback_agent(agent) as port:
        read_by, where = reader(), target("127.0.0.1", port=port)
        await read_by.read(where, credential)
        before = len(agent.asked)
        after = await read_by.read(where, credential)

    assert len(agent.asked) == before + 1
    (wan,) = after.interfaces
    assert (wan.name, wan.speed_bps, wan.counter_bits) == ("wan", 10**8, 32)
    assert (wan.in_octets, wan.out_octets) == (2**32 - 2, 2)
