"""Reading Debian's snmpd: every version and level, restarts, clones, secrets."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

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
from netmon.cli import main
from netmon.core.model import DeviceId, Outcome
from tests.integration.looking import CLOCK, aim, target
from tests.integration.snmpd import AUTH, CREDENTIALS, PRIV, Snmpd, snmpd
from tests.namespace import require_namespace

pytestmark = pytest.mark.anyio

PATIENT = TalkSettings(deadline_s=30.0, timeouts_s=(1.0, 2.0))


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


def reader() -> DeviceReader:
    settings = ReaderSettings(full=PATIENT, routine=PATIENT, max_kept_count=10)
    return DeviceReader(aim(), CLOCK, load_catalogue(), settings)


@pytest.mark.parametrize("name", CREDENTIALS)
async def test_every_version_and_level_reads_the_same(agent: Snmpd, name: str) -> None:
    where, read_by = target("127.0.0.1", port=agent.port), reader()

    first = await read_by.read(where, CREDENTIALS[name], Depth.FULL)
    second = await read_by.read(where, CREDENTIALS[name])

    assert first.profile == "mikrotik-routeros"
    assert [each.type_number for each in first.interfaces][:1] == [24]
    assert first.memory_ratio is not None
    assert 0 < first.memory_ratio < 1
    assert not first.is_partial
    assert second.memory_ratio == pytest.approx(first.memory_ratio, abs=0.2)
    assert second.engine_boots == first.engine_boots
    assert not second.is_partial


async def test_an_agent_that_began_anew_is_followed_once(own_agent: Snmpd) -> None:
    """Other boots and another clock: notInTimeWindow, then the answer."""
    where, read_by = target("127.0.0.1", port=own_agent.port), reader()
    user = CREDENTIALS["sha256aes"]
    first = await read_by.read(where, user)
    own_agent.stop()
    own_agent.start()

    second = await read_by.read(where, user)

    assert (first.engine_boots or 0) + 1 == second.engine_boots
    assert second.memory_ratio is not None


async def test_another_box_at_the_address_is_followed_once(own_agent: Snmpd) -> None:
    where, read_by = target("127.0.0.1", port=own_agent.port), reader()
    user = CREDENTIALS["sha256aes"]
    await read_by.read(where, user)
    before = read_by.engines.known(where.device)
    own_agent.stop()
    own_agent.forget()
    own_agent.start(engine="second")

    after = await read_by.read(where, user)

    assert after.memory_ratio is not None
    assert read_by.engines.known(where.device) not in (None, before)


async def test_two_devices_with_one_engine_id_are_told_by_name(agent: Snmpd) -> None:
    read_by = reader()
    for name in ("S1/r", "S2/r"):
        where = target("127.0.0.1", port=agent.port, device=name)
        await read_by.read(where, CREDENTIALS["sha256"], Depth.FULL)

    (clash,) = read_by.engines.clashes()

    assert clash.devices == (DeviceId("S1/r"), DeviceId("S2/r"))


@pytest.mark.parametrize(
    ("user", "reason"),
    [
        (SnmpUser("stranger"), "auth"),
        (SnmpUser("sha256", "sha256", "not-the-password"), "auth"),
        (
            SnmpUser("sha256aes", "sha256", AUTH, "aes128", "not-the-password"),
            "unfinished",
        ),
    ],
)
async def test_wrong_secrets_are_refused_and_never_logged(
    agent: Snmpd, user: SnmpUser, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    quick = ReaderSettings(full=TalkSettings(timeouts_s=(0.3, 0.3)))
    read_by = DeviceReader(aim(), CLOCK, load_catalogue(), quick)

    with pytest.raises(NotRead) as caught:
        await read_by.read(target("127.0.0.1", port=agent.port), user, Depth.FULL)

    assert (caught.value.outcome, caught.value.reason) == (Outcome.REFUSED, reason)
    assert "not-the-password" not in caplog.text + repr(user) + str(caught.value)


def test_the_command_reads_passwords_from_files(
    agent: Snmpd,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("NETMON_HOME", str(tmp_path))
    for name, password in (("auth", AUTH), ("priv", PRIV)):
        (tmp_path / name).write_text(f"{password}\n")

    code = main(
        [
            *("snmp", "read", f"127.0.0.1:{agent.port}", "--version", "3"),
            *("--user", "sha256aes", "--auth-protocol", "SHA-256"),
            *("--auth-key-file", str(tmp_path / "auth"), "--priv-protocol", "AES"),
            *("--priv-key-file", str(tmp_path / "priv")),
        ]
    )

    said = capsys.readouterr()
    assert code == 0
    assert "mikrotik-routeros" in said.out
    assert AUTH not in said.out + said.err
