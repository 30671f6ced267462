"""The nation's agents, asked by net-snmp: v1, v2c, v3, errors and wrong answers."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator

import pytest

from netmon.core.model import Method
from netmon.twin.credentials import V3_USERS, SnmpUser
from netmon.twin.faults import FaultKind, ReplyMode
from netmon.twin.network import TwinNetwork
from tests.integration.snmp_ask import Said, ask, datagrams
from tests.namespace import require_namespace
from tests.registers import small_register
from tests.require import require

R1, R2 = "198.18.2.1", "198.18.2.2"
DESCR, OBJECT_ID, UPTIME, NAME = (f"1.3.6.1.2.1.1.{n}.0" for n in (1, 2, 3, 5))
ENGINE_ID = "1.3.6.1.6.3.10.2.1.1.0"
BOOTS, ENGINE_TIME = "1.3.6.1.6.3.10.2.1.2.0", "1.3.6.1.6.3.10.2.1.3.0"
IN_OCTETS = "1.3.6.1.2.1.31.1.1.1.6.6"
NET_SNMP_HASH = {"sha1": "SHA", "sha256": "SHA-256"}


@pytest.fixture(scope="module")
def nation() -> Iterator[TwinNetwork]:
    require_namespace()
    require(shutil.which("snmpget"), "snmpget", "package snmp is not installed")
    with TwinNetwork(small_register()) as twin:
        yield twin


@pytest.fixture
def twin(nation: TwinNetwork) -> Iterator[TwinNetwork]:
    yield nation
    nation.restore()


def get(
    *names: str, v: str = "2c", address: str = R1, community: str = "public"
) -> Said:
    return ask("snmpget", f"-v{v}", "-c", community, address, *names)


def get_v3(user: SnmpUser, *names: str, password: str = "", address: str = R1) -> Said:
    level = "noAuthNoPriv"
    options = ["-u", user.name]
    if user.auth:
        level = "authNoPriv"
        options += [
            "-a",
            NET_SNMP_HASH[user.auth],
            "-A",
            password or user.auth_password,
        ]
    if user.priv_password:
        level = "authPriv"
        options += ["-x", "AES", "-X", user.priv_password]
    return ask("snmpget", "-v3", "-l", level, *options, address, *names)


@pytest.mark.parametrize("version", ["1", "2c"])
def test_an_agent_says_what_it_is(twin: TwinNetwork, version: str) -> None:
    said = get(DESCR, OBJECT_ID, NAME, v=version)

    assert said.values == [
        '"RouterOS hEX"',
        ".1.3.6.1.4.1.14988.1",
        '"S1/r"',
    ]


@pytest.mark.parametrize("user", V3_USERS, ids=lambda user: user.name)
def test_every_user_is_served_at_its_level(twin: TwinNetwork, user: SnmpUser) -> None:
    assert get_v3(user, NAME).values == ['"S1/r"']


def test_every_agent_has_its_own_engine(twin: TwinNetwork) -> None:
    engines = {get(ENGINE_ID, address=a).text for a in (R1, R2, "198.18.3.1")}

    assert len(engines) == 3


def test_a_wrong_community_meets_silence(twin: TwinNetwork) -> None:
    assert "Timeout" in get(NAME, community="private").errors


def test_a_wrong_password_and_an_unknown_user_are_told(twin: TwinNetwork) -> None:
    wrong = get_v3(V3_USERS[0], NAME, password="not the password")
    unknown = get_v3(SnmpUser("nobody"), NAME)

    assert "Authentication failure" in wrong.errors
    assert "Unknown user name" in unknown.errors


def test_absent_objects_are_told_as_each_version_does(twin: TwinNetwork) -> None:
    absent = "1.3.6.1.2.1.1.5.9"

    assert "No Such Instance" in get(absent).text
    assert "No Such Object" in get("1.3.6.1.4.1.9.9").text
    assert "noSuchName" in get(absent, v="1").errors
    assert "noSuchName" in get(IN_OCTETS, v="1").errors


def test_writing_is_refused(twin: TwinNetwork) -> None:
    said = ask("snmpset", "-v2c", "-c", "public", R1, NAME, "s", "mine")

    assert "notWritable" in said.errors


@pytest.mark.parametrize("tool", ["snmpwalk", "snmpbulkwalk"])
def test_a_walk_ends_and_is_in_order(twin: TwinNetwork, tool: str) -> None:
    said = ask(tool, "-v2c", "-c", "public", R1, "1.3.6.1.2.1")

    names = [line.split(" ")[0] for line in said.text.splitlines()]
    assert len(names) == 231
    keys = [[int(arc) for arc in name.strip(".").split(".")] for name in names]
    assert keys == sorted(keys)


def test_counters_move(twin: TwinNetwork) -> None:
    first = int(get(IN_OCTETS).values[0])
    time.sleep(0.2)

    moved = int(get(IN_OCTETS).values[0]) - first
    assert 0.1 * 10_000 < moved < 200_000_000 / 8


def test_a_reboot_resets_the_clock_and_counts(twin: TwinNetwork) -> None:
    boots = int(get(BOOTS).values[0])
    twin.reboot([R1])

    ticks, after, engine_time = get(UPTIME, BOOTS, ENGINE_TIME).values
    assert int(ticks) < 500
    assert int(after) == boots + 1
    assert int(engine_time) < 5
    assert get_v3(V3_USERS[0], BOOTS).values == [after]


def test_uptime_wraps_after_497_days(twin: TwinNetwork) -> None:
    twin.set_uptime([R2], 2**32 / 100 + 10)

    ticks, engine_time = get(UPTIME, ENGINE_TIME, address=R2).values
    assert 1000 <= int(ticks) < 1500
    assert int(engine_time) >= 42_949_682


def test_a_silent_agent_leaves_the_echo_alone(twin: TwinNetwork) -> None:
    twin.silence([R1], FaultKind.SNMP_SILENT)

    assert "Timeout" in get(NAME).errors
    assert get(NAME, address=R2).values == ['"S2/r"']


def test_at_a_doubled_address_two_agents_answer_in_turn(twin: TwinNetwork) -> None:
    number = twin.duplicate([R1])

    said = [get(ENGINE_ID, UPTIME, NAME).values for _ in range(4)]

    assert said[0][0] == said[2][0] != said[1][0] == said[3][0]
    ticks = [int(values[1]) for values in said]
    assert ticks[1] - ticks[0] > 3600 * 100 < ticks[3] - ticks[2]
    assert [values[2] for values in said] == ['"S1/r"', '"S1/r#2"'] * 2
    assert get_v3(V3_USERS[0], NAME).values == []  # the engine found is not the one met
    assert twin.restore(number)
    assert get_v3(V3_USERS[0], NAME).values == ['"S1/r"']


@pytest.mark.parametrize(
    "mode",
    [ReplyMode.WRONG_ID, ReplyMode.TRUNCATED, ReplyMode.GARBAGE, ReplyMode.REFUSED],
)
@pytest.mark.parametrize("version", ["2c", "3"])
def test_wrong_answers_are_no_answer(
    twin: TwinNetwork, mode: ReplyMode, version: str
) -> None:
    twin.misbehave(R1, mode, method=Method.SNMP)

    said = get(NAME) if version == "2c" else get_v3(V3_USERS[0], NAME)

    assert said.values == []
    twin.restore()
    assert get(NAME).values == ['"S1/r"']


def test_a_late_agent_misses_the_deadline(twin: TwinNetwork) -> None:
    twin.misbehave(R1, ReplyMode.LATE, method=Method.SNMP, late_s=2.0)

    assert "Timeout" in get(NAME).errors


def test_a_wrong_source_is_the_neighbour(twin: TwinNetwork) -> None:
    assert [source for source, _ in datagrams(R1)] == [R1]

    twin.misbehave(R1, ReplyMode.WRONG_SOURCE, method=Method.SNMP)

    assert [source for source, _ in datagrams(R1)] == [R2]


def test_duplicate_and_oversized_answers_arrive(twin: TwinNetwork) -> None:
    twin.misbehave(R1, ReplyMode.DUPLICATE, method=Method.SNMP)
    first, second = datagrams(R1)
    twin.restore()
    twin.misbehave(R1, ReplyMode.OVERSIZED, method=Method.SNMP)
    ((_, oversized),) = datagrams(R1)

    assert first == second
    assert len(oversized) > 9000
