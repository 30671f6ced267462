"""Clones, and clocks that jump within an exchange, with Debian's snmpd."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from gufo.snmp import SnmpAuthError

from collectors.snmp.collector import SNMP_ENGINE_BOOTS
from collectors.snmp.conversation import Conversation, TalkSettings
from collectors.snmp.opening import Opener
from collectors.snmp.session import open_session
from netmon.core.model import Outcome
from tests.integration.looking import CLOCK, snmp, target
from tests.integration.snmpd import CREDENTIALS, Snmpd, snmpd
from tests.namespace import require_namespace

pytestmark = pytest.mark.anyio

AUTHENTICATED = ("sha256", "sha256aes")


@pytest.fixture
def agent(tmp_path: Path) -> Iterator[Snmpd]:
    """An agent whose boots and time jump when the test restarts it."""
    require_namespace()
    with snmpd(tmp_path) as running:
        yield running


def restart(agent: Snmpd) -> None:
    agent.stop()
    agent.start()


def talk(agent: Snmpd, name: str) -> Conversation:
    opener = Opener("127.0.0.1", agent.port, CREDENTIALS[name], None, (2.0, 2.0))
    return Conversation(opener, CLOCK, TalkSettings())


async def boots(talk: Conversation) -> int:
    value = (await talk.get([SNMP_ENGINE_BOOTS]))[SNMP_ENGINE_BOOTS]
    assert isinstance(value, int)
    return value


@pytest.mark.parametrize("name", AUTHENTICATED)
async def test_a_clock_that_jumps_is_followed_once_within_an_exchange(
    agent: Snmpd, name: str
) -> None:
    one = talk(agent, name)
    before = await boots(one)
    restart(agent)
    assert await boots(one) == before + 1
    restart(agent)

    with pytest.raises(SnmpAuthError):
        await boots(one)

    assert await boots(talk(agent, name)) == before + 2


@pytest.mark.parametrize("name", AUTHENTICATED)
async def test_the_core_tells_a_jump_as_auth_and_knows_the_new_clock_after(
    agent: Snmpd, name: str
) -> None:
    """What gufo-snmp 0.13.0 does; Conversation builds on the first half."""
    session = open_session(
        "127.0.0.1", agent.port, CREDENTIALS[name], engine_id=None, timeout_s=2.0
    )
    await session.refresh()
    await session.get_many([SNMP_ENGINE_BOOTS])
    restart(agent)

    with pytest.raises(SnmpAuthError):
        await session.get_many([SNMP_ENGINE_BOOTS])

    assert await session.get_many([SNMP_ENGINE_BOOTS]) == {SNMP_ENGINE_BOOTS: 2}


@pytest.mark.parametrize("name", ["noauth", "sha256aes"])
async def test_clones_are_both_read_and_found_by_name(
    tmp_path: Path, name: str
) -> None:
    """Same engine id, other boots: a cache of clocks by engine id would fail here."""
    require_namespace()
    homes = [tmp_path / each for each in ("one", "two", "other")]
    for home in homes:
        home.mkdir()
    with snmpd(homes[0]) as one, snmpd(homes[1]) as two, snmpd(homes[2]) as other:
        for _ in range(3):
            restart(two)
        other.stop()
        other.forget()
        other.start(engine="another")
        collector = snmp((2.0,), **CREDENTIALS)
        places = [
            target("127.0.0.1", port=each.port, credential=name, device=device)
            for each, device in ((one, "S1/r"), (two, "S2/r"), (other, "S3/r"))
        ]
        for _ in range(3):
            for place in places:
                probe = await collector.look(place)
                assert probe.outcome is Outcome.ANSWERED

    (clash,) = collector.engines.take_news()
    assert clash.devices == ("S1/r", "S2/r")
