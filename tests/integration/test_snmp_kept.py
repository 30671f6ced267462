"""SNMPv3 readings that keep their session: one round trip, and what may go wrong."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from collectors.profiles import load_catalogue
from collectors.snmp import (
    Depth,
    DeviceReader,
    NotRead,
    ReaderSettings,
    SnmpUser,
    TalkSettings,
)
from collectors.snmp.kept import KEPT_FOR_S
from netmon.core.model import Outcome
from netmon.twin import agent
from netmon.twin.credentials import V3_USER
from netmon.twin.device import Device
from tests.integration.looking import aim, target
from tests.integration.loopback_agent import ROUTER, loopback_agent
from tests.live import HandClock

pytestmark = pytest.mark.anyio

USER = SnmpUser(
    V3_USER.name,
    V3_USER.auth or "",
    V3_USER.auth_password,
    "aes128",
    V3_USER.priv_password,
)
QUICK = TalkSettings(deadline_s=20.0, timeouts_s=(0.3, 0.3))
NOW_S = 20_000_000.0
"""Of the agent's clock; it goes on by the reader's."""


@dataclass
class Box:
    """An agent whose clock follows the reader's; it counts what it is asked."""

    clock: HandClock
    device: Device = field(default_factory=lambda: replace(ROUTER, keys={}))
    is_silent: bool = False
    asked_count: int = 0

    def __call__(self, request: bytes) -> list[bytes]:
        self.asked_count += 1
        now_s = NOW_S + self.clock.monotonic()
        said = agent.answer(request, self.device, now_s)
        return [said] if said and not self.is_silent else []

    def take_count(self) -> int:
        count, self.asked_count = self.asked_count, 0
        return count


def reader(clock: HandClock, kept_count: int = 10) -> DeviceReader:
    settings = ReaderSettings(full=QUICK, routine=QUICK, max_kept_count=kept_count)
    return DeviceReader(aim(), clock, load_catalogue(), settings)


@pytest.mark.parametrize(("kept_count", "round_trips"), [(10, 1), (0, 2)])
async def test_a_routine_reading_is_one_round_trip_while_the_session_is_kept(
    kept_count: int, round_trips: int
) -> None:
    clock = HandClock()
    box, read_by = Box(clock), reader(clock, kept_count)
    async with loopback_agent(box) as port:
        where = target("127.0.0.1", port=port)
        await read_by.read(where, USER, Depth.FULL)
        box.take_count()
        for _ in range(5):
            clock.move(60)
            reading = await read_by.read(where, USER)
            assert reading.interfaces
            assert box.take_count() == round_trips


async def test_a_session_is_not_used_once_its_clock_is_too_old() -> None:
    clock = HandClock()
    box, read_by = Box(clock), reader(clock)
    async with loopback_agent(box) as port:
        where = target("127.0.0.1", port=port)
        await read_by.read(where, USER, Depth.FULL)
        box.take_count()
        clock.move(KEPT_FOR_S + 1)

        await read_by.read(where, USER)

    assert box.take_count() == 2


async def test_an_agent_that_fell_silent_since_is_silent_and_not_unfinished() -> None:
    """It spoke in the reading before: that is no sign of life in this one."""
    clock = HandClock()
    box, read_by = Box(clock), reader(clock)
    async with loopback_agent(box) as port:
        where = target("127.0.0.1", port=port)
        await read_by.read(where, USER, Depth.FULL)
        box.is_silent = True

        with pytest.raises(NotRead) as caught:
            await read_by.read(where, USER)

        assert (caught.value.outcome, caught.value.reason) == (
            Outcome.SILENT,
            "timeout",
        )
        box.is_silent = False
        assert (await read_by.read(where, USER)).interfaces


async def test_another_box_at_the_address_is_read_in_the_same_reading() -> None:
    clock = HandClock()
    box, read_by = Box(clock), reader(clock)
    async with loopback_agent(box) as port:
        where = target("127.0.0.1", port=port)
        await read_by.read(where, USER, Depth.FULL)
        other = b"\x80\x00\x3a\x8c\x01\x01\x02\x03\x04"
        box.device = replace(ROUTER, keys={})
        box.device.engine_id = other

        reading = await read_by.read(where, USER)

    assert reading.interfaces
    assert read_by.engines.known(where.device) == other


async def test_a_rebooted_agent_is_read_in_the_same_reading() -> None:
    clock = HandClock()
    box, read_by = Box(clock), reader(clock)
    async with loopback_agent(box) as port:
        where = target("127.0.0.1", port=port)
        before = await read_by.read(where, USER, Depth.FULL)
        clock.move(60)
        box.device.boot(NOW_S + clock.monotonic() - 20)

        after = await read_by.read(where, USER)

    assert after.engine_boots == (before.engine_boots or 0) + 1
    assert after.uptime_s == pytest.approx(20, abs=1)


async def test_another_address_or_user_has_a_session_of_its_own() -> None:
    clock = HandClock()
    box, other, read_by = Box(clock), Box(clock), reader(clock)
    async with loopback_agent(box) as port, loopback_agent(other) as other_port:
        await read_by.read(target("127.0.0.1", port=port), USER, Depth.FULL)
        box.take_count()

        await read_by.read(target("127.0.0.1", port=other_port), USER)
        assert (box.take_count(), other.take_count()) == (0, 2)
        sha1 = SnmpUser(
            "netmon-sha1",
            "sha1",
            V3_USER.auth_password,
            "aes128",
            V3_USER.priv_password,
        )
        await read_by.read(target("127.0.0.1", port=other_port), sha1)

    assert other.take_count() == 2
