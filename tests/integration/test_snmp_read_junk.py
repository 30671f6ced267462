"""Reading what speaks, and is no agent, or sends numbers that are none."""

from __future__ import annotations

import pytest

from collectors.snmp import Depth, NotRead, TalkSettings
from netmon.core.model import Outcome
from netmon.twin import ber
from tests.integration.looking import target
from tests.integration.loopback_agent import loopback_agent
from tests.integration.scripted_agent import ScriptedAgent
from tests.integration.test_snmp_read_faults import DEVICE, V2C, read, reader

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("octets", [b"", b"\x01" + bytes(20), b"\x7f" * 300])
async def test_a_number_no_counter_can_be_is_none_and_never_its_last_octets(
    octets: bytes,
) -> None:
    uptime = {"1.3.6.1.2.1.1.3.0": ber.tlv(ber.TIME_TICKS, octets)}
    reading = await read(ScriptedAgent(DEVICE | uptime))

    assert (reading.uptime_s, reading.sys_name) == (None, "here")
    assert "the answer could not be read for 1.3.6.1.2.1.1.3.0" in reading.notes


@pytest.mark.parametrize("deadline_s", [20.0, 0.8])
@pytest.mark.parametrize("answer", [None, b"\x30\x03\x02\x01\x01", b"\xff" * 99])
async def test_what_answers_and_is_no_agent_gives_no_reading(
    answer: bytes | None, deadline_s: float
) -> None:
    def parrot(message: bytes) -> list[bytes]:
        return [message if answer is None else answer]

    quick = TalkSettings(deadline_s=deadline_s, timeouts_s=(0.1, 0.1))
    async with loopback_agent(parrot) as port:
        where = target("127.0.0.1", port=port)
        with pytest.raises(NotRead) as caught:
            await reader(quick).read(where, V2C, Depth.FULL)

    assert (caught.value.outcome, caught.value.reason) == (Outcome.REFUSED, "garbled")
