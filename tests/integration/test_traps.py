"""Traps and informs as net-snmp sends them: whom we believe, and what we ask for."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from collectors.snmp import SnmpCommunity, SnmpUser
from collectors.traps import TrapCounts, TrapListener
from collectors.traps.kinds import KINDS
from netmon.core.errors import ConfigError
from netmon.core.settings import TrapSettings
from tests.integration.looking import CLOCK, run_child
from tests.integration.snmpd import AUTH, CREDENTIALS, PRIV
from tests.integration.trapping import listening, send
from tests.require import require

pytestmark = pytest.mark.anyio

COLD_START = "1.3.6.1.6.3.1.1.5.1"
UNLISTED = "1.3.6.1.4.1.8072.4.0.2"  # nsNotifyShutdown
USERS = [name for name in CREDENTIALS if name not in ("v1", "v2c")]


@pytest.mark.parametrize("name", CREDENTIALS)
async def test_a_trap_of_every_version_asks_for_one_look(
    name: str, tmp_path: Path
) -> None:
    async with listening(name) as on:
        assert await send(CREDENTIALS[name], on.listener.port, tmp_path) == 0
        await on.heard(1)

    assert on.asked == ["device at 127.0.0.1"]
    assert on.counts == TrapCounts(
        received=1, looks_asked=1, by_kind=type(on.counts.by_kind)(link_down=1)
    )


@pytest.mark.parametrize("name", ["v2c", *USERS])
async def test_an_inform_is_acknowledged(name: str, tmp_path: Path) -> None:
    async with listening(name) as on:
        code = await send(
            CREDENTIALS[name], on.listener.port, tmp_path, COLD_START, inform=True
        )

    assert code == 0
    assert on.asked == ["device at 127.0.0.1"]
    assert dict(on.counts.by_kind) == {"cold_start": 1}


@pytest.mark.parametrize("inform", [False, True], ids=["trap", "inform"])
@pytest.mark.parametrize("to", ["udp:127.0.0.1", "udp6:[::1]"])
async def test_one_socket_hears_both_families(
    to: str, inform: bool, tmp_path: Path
) -> None:
    async with listening("sha256aes", host="::") as on:
        user, port = CREDENTIALS["sha256aes"], on.listener.port
        assert await send(user, port, tmp_path, inform=inform, to=to) == 0
        await on.heard(1)

    assert on.asked == ["device at ::1" if "6" in to else "device at 127.0.0.1"]


@pytest.mark.parametrize("version", ["1", "2c"])
@pytest.mark.parametrize("number", range(1, 6))
async def test_each_standard_trap_is_known(
    version: str, number: int, tmp_path: Path
) -> None:
    oid = f"1.3.6.1.6.3.1.1.5.{number}"
    async with listening("v2c") as on:
        community = SnmpCommunity(version, "read-me")
        assert await send(community, on.listener.port, tmp_path, oid) == 0
        await on.heard(1)

    assert dict(on.counts.by_kind) == {KINDS[oid]: 1}


async def test_what_is_not_listed_asks_for_nothing(tmp_path: Path) -> None:
    async with listening() as on:
        await send(CREDENTIALS["v2c"], on.listener.port, tmp_path, UNLISTED)
        await on.heard(1)

    assert (on.asked, on.counts.unlisted) == ([], 1)


WRONG = {
    "community": ("v2c", SnmpCommunity("2c", "guess")),
    "another device's community": ("sha256aes", CREDENTIALS["v2c"]),
    "user": ("sha256aes", SnmpUser("stranger", "sha256", AUTH, "aes128", PRIV)),
    "another device's user": ("sha1aes", CREDENTIALS["sha256aes"]),
    "password": ("sha256", SnmpUser("sha256", "sha256", "not-the-password")),
    "privacy": (
        "sha256aes",
        SnmpUser("sha256aes", "sha256", AUTH, "aes128", "not-the-password"),
    ),
    "level without privacy": ("sha256aes", SnmpUser("sha256aes", "sha256", AUTH)),
    "level without anything": ("sha256aes", SnmpUser("sha256aes")),
}


@pytest.mark.parametrize("inform", [False, True], ids=["trap", "inform"])
@pytest.mark.parametrize("what", WRONG)
async def test_a_wrong_credential_asks_for_nothing(
    what: str, inform: bool, tmp_path: Path
) -> None:
    name, wrong = WRONG[what]
    async with listening(name) as on:
        code = await send(wrong, on.listener.port, tmp_path, inform=inform)
        await on.heard(1)

    assert on.asked == []
    assert on.counts.refused == on.counts.received
    assert (code != 0) == inform


async def test_one_name_may_have_another_password_at_each_device(
    tmp_path: Path,
) -> None:
    here = SnmpUser("netmon", "sha256", "password-of-contract-a")
    there = SnmpUser("netmon", "sha256", "password-of-contract-b")
    async with listening("here", here=here, there=there) as on:
        await send(there, on.listener.port, tmp_path)
        await on.heard(1)
        assert on.asked == []
        await send(here, on.listener.port, tmp_path)
        await on.heard(2)

    assert len(on.asked) == 1


async def test_a_credential_for_traps_is_taken_from_any_device(tmp_path: Path) -> None:
    async with listening("sha256aes", traps=SnmpCommunity("2c", "only-traps")) as on:
        await send(SnmpCommunity("2c", "only-traps"), on.listener.port, tmp_path)
        await on.heard(1)

    assert len(on.asked) == 1


async def test_an_address_that_is_not_in_the_register_gets_no_work_and_no_answer(
    tmp_path: Path,
) -> None:
    async with listening("v2c") as on:
        on.here.clear()
        for name in ("v2c", "noauth"):
            code = await send(
                CREDENTIALS[name], on.listener.port, tmp_path, inform=True
            )
            assert code != 0

    assert on.counts == TrapCounts(received=2, unknown_source=2)


async def test_a_port_that_is_taken_is_named() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        port = sock.getsockname()[1]
        listener = TrapListener(
            TrapSettings(host="127.0.0.1", port=port),
            {},
            lambda _: None,
            lambda _: None,
            CLOCK,
        )
        with pytest.raises(ConfigError, match=f"NETMON_TRAPS__PORT={port}: cannot"):
            await listener.run()


def test_a_port_below_1024_needs_a_privilege() -> None:
    first = Path("/proc/sys/net/ipv4/ip_unprivileged_port_start").read_text()
    require(int(first) > 162, "privileged-ports", "any user may have port 162 here")
    said = run_child(
        """
        import asyncio, os
        from collectors.traps import TrapListener
        from netmon.core.clock import SystemClock
        from netmon.core.errors import CapabilityMissing
        from netmon.core.settings import TrapSettings

        if os.geteuid() == 0:
            os.setuid(65534)
        listener = TrapListener(
            TrapSettings(host="127.0.0.1", port=162), {},
            lambda _: None, lambda _: None, SystemClock(),
        )
        try:
            asyncio.run(listener.run())
        except CapabilityMissing as error:
            print(error)
        """
    )

    assert "NETMON_TRAPS__PORT=162: a port below 1024 needs root" in said


def test_pysnmp_is_loaded_only_where_traps_are_listened_to() -> None:
    said = run_child(
        """
        import sys, netmon.service.watch, collectors.traps
        print("pysnmp" in sys.modules)
        """
    )

    assert said.strip() == "False"
