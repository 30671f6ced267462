"""SNMP looks at Debian's snmpd: every version, wrong secrets, restarts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from collectors.snmp import SnmpCommunity, SnmpUser
from netmon.core.model import AgentReading, Outcome, Probe
from tests.integration.looking import snmp, target
from tests.integration.snmpd import AUTH, CREDENTIALS, PRIV, Snmpd, free_port, snmpd
from tests.namespace import require_namespace

pytestmark = pytest.mark.anyio

V3 = [name for name in CREDENTIALS if name not in ("v1", "v2c")]


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Snmpd]:
    require_namespace()
    with snmpd(tmp_path_factory.mktemp("snmpd")) as running:
        yield running


@pytest.fixture
def own_agent(tmp_path: Path) -> Iterator[Snmpd]:
    """An agent the test may stop."""
    require_namespace()
    with snmpd(tmp_path) as running:
        yield running


def read(probe: Probe) -> AgentReading:
    assert (probe.outcome, probe.reason) == (Outcome.ANSWERED, "")
    assert probe.agent is not None
    return probe.agent


def boots(probe: Probe) -> int:
    count = read(probe).engine_boots
    assert count is not None
    return count


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("credential", CREDENTIALS)
async def test_every_version_and_level_is_answered(
    agent: Snmpd, credential: str, address: str
) -> None:
    collector = snmp((2.0,), **CREDENTIALS)
    reading = read(
        await collector.look(target(address, port=agent.port, credential=credential))
    )

    assert reading.sys_object_id == "1.3.6.1.4.1.14988.1"
    assert reading.sys_uptime_s is not None
    assert 0 <= reading.sys_uptime_s < 600
    assert reading.engine_boots is not None
    assert reading.engine_boots >= 1
    assert reading.engine_time_s == pytest.approx(reading.sys_uptime_s, abs=3)


@pytest.mark.parametrize("credential", V3)
async def test_a_known_engine_is_asked_again(agent: Snmpd, credential: str) -> None:
    collector = snmp((2.0,), **CREDENTIALS)
    where = target("127.0.0.1", port=agent.port, credential=credential)

    first, second = await collector.look(where), await collector.look(where)

    assert boots(first) == boots(second)
    assert collector.engines.known(where.device)


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_a_wrong_community_meets_silence(agent: Snmpd, version: str) -> None:
    collector = snmp((0.2, 0.2), wrong=SnmpCommunity(version, "not-this"))
    probe = await collector.look(
        target("127.0.0.1", port=agent.port, credential="wrong")
    )

    assert (probe.outcome, probe.reason) == (Outcome.SILENT, "timeout")


WRONG = {
    "user": SnmpUser("stranger"),
    "user with password": SnmpUser("stranger", "sha256", AUTH),
    "password": SnmpUser("sha256", "sha256", "not-the-password"),
    "hash": SnmpUser("sha256", "sha1", AUTH),
    "password of two": SnmpUser(
        "sha256aes", "sha256", "not-the-password", "aes128", PRIV
    ),
}


@pytest.mark.parametrize("user", WRONG.values(), ids=WRONG)
async def test_a_wrong_user_or_password_is_refused(
    agent: Snmpd, user: SnmpUser
) -> None:
    collector = snmp((1.0,), wrong=user)
    where = target("127.0.0.1", port=agent.port, credential="wrong")

    for _ in range(2):
        probe = await collector.look(where)
        assert (probe.outcome, probe.reason) == (Outcome.REFUSED, "auth")


async def test_a_wrong_privacy_password_is_not_the_devices_silence(
    agent: Snmpd,
) -> None:
    user = SnmpUser("sha256aes", "sha256", AUTH, "aes128", "not-the-password")
    probe = await snmp((0.5,), wrong=user).look(
        target("127.0.0.1", port=agent.port, credential="wrong")
    )

    assert (probe.outcome, probe.reason) == (Outcome.REFUSED, "unfinished")


async def test_a_closed_port_is_refused_at_once() -> None:
    for credential in CREDENTIALS:
        for address in ("127.0.0.1", "::1"):
            probe = await snmp((5.0,), **CREDENTIALS).look(
                target(address, port=free_port(), credential=credential)
            )
            assert (probe.outcome, probe.reason) == (Outcome.REFUSED, "port_closed")


async def test_an_unknown_credential_is_not_measured(agent: Snmpd) -> None:
    probe = await snmp().look(target("127.0.0.1", credential="forgotten"))

    assert (probe.outcome, probe.reason) == (Outcome.NOT_MEASURED, "no_credential")


@pytest.mark.parametrize("credential", ["v2c", "noauth", "sha256", "sha256aes"])
async def test_a_restart_shows_and_the_known_engine_goes_on(
    own_agent: Snmpd, credential: str
) -> None:
    collector = snmp((2.0, 2.0), **CREDENTIALS)
    where = target("127.0.0.1", port=own_agent.port, credential=credential)
    before = await collector.look(where)
    own_agent.stop()
    down = await collector.look(where)
    own_agent.start()

    after = await collector.look(where)

    assert (down.outcome, down.reason) == (Outcome.REFUSED, "port_closed")
    assert boots(after) > boots(before)
    assert boots(await collector.look(where)) == boots(after)


@pytest.mark.parametrize("credential", ["noauth", "sha256", "sha256aes"])
async def test_a_changed_engine_is_found_again(
    own_agent: Snmpd, credential: str
) -> None:
    collector = snmp((0.5, 2.0), **CREDENTIALS)
    where = target("127.0.0.1", port=own_agent.port, credential=credential)
    read(await collector.look(where))
    known = collector.engines.known(where.device)
    own_agent.stop()
    own_agent.forget()  # its keys are made for the old engine
    own_agent.start(engine="second")

    for _ in range(2):
        assert boots(await collector.look(where)) >= 1

    assert collector.engines.known(where.device) not in (None, known)
