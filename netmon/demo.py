"""The whole system on the simulated nation: sockets first, then the namespace."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from inventory.fleet import make_fleet, to_loopback
from inventory.fleet.programme import make_programme
from inventory.fleet.programme_write import write_programme
from inventory.repository import replace_register
from netmon.access.account_store import AccountStore
from netmon.access.demo_accounts import DemoAccount, create_demo_accounts
from netmon.access.roles import Role
from netmon.core.clock import THAI_TIME, SystemClock
from netmon.core.errors import CapabilityMissing
from netmon.core.settings import (
    InfluxSettings,
    PollSettings,
    Settings,
    SnmpCommunitySettings,
)
from netmon.database import naming_faults
from netmon.demo_story import Order, tell_apart
from netmon.home import database_url, open_database
from netmon.main import check_influx, run_held
from netmon.service.influx_feed import begin_feeding
from netmon.serving import LOCK_FILE, only_one, open_listener, to_url
from netmon.twin import credentials, namespace
from netmon.twin.fallback import DEFAULT_PORT, LoopbackTwin
from netmon.twin.network import Twin, TwinNetwork
from netmon.twin.scenario import Scenario, load_scenario

if TYPE_CHECKING:
    import socket
    import subprocess
    from pathlib import Path

    from inventory.model import Register
    from netmon.service import Watch

CHECK_S = 1.0


@dataclass(frozen=True, slots=True)
class DemoOptions:
    """What a demonstration may be told.

    Attributes:
        home: Emptied at the start: a demonstration begins with a fresh nation.
        scenario: Name of a shipped scenario, or a file.
        speed: Divides the waits of the scenario, 0.1-10.
        port: Where pages are served on 127.0.0.1; 0 takes any free one.
        size: Sites, 1-66,000.
        influx: An InfluxDB of this machine that is fed, for Grafana.
    """

    home: Path
    scenario: str = "calm_day"
    speed: float = 1.0
    port: int = 8080
    size: int = 8_255
    influx: InfluxSettings = field(default_factory=InfluxSettings)


def run_demo(options: DemoOptions, say: Callable[[str], None]) -> None:
    """Simulate the nation, watch it, serve the pages, until interrupted.

    Args:
        options: See DemoOptions.
        say: Tells the user how far it is; its first line is the page's address.

    Raises:
        ConfigError: The port, the scenario or the home cannot be used.
    """
    scenario = load_scenario(options.scenario)
    feeding = _to_settings(options, is_simulated=True)
    check_influx(feeding)
    listener = open_listener("127.0.0.1", options.port)
    with listener, only_one(options.home):
        _empty(options.home)
        say(to_url(listener))
        # Here, since the simulated network has no way to an InfluxDB.
        with begin_feeding(feeding, database_url(feeding)) as feeder:
            _simulate(options, scenario, listener, feeder, say)


def _simulate(
    options: DemoOptions,
    scenario: Scenario,
    listener: socket.socket,
    feeder: subprocess.Popen[bytes] | None,
    say: Callable[[str], None],
) -> None:
    is_simulated = _enter_namespace(say)
    register = make_fleet(size=options.size)
    if not is_simulated:
        register = to_loopback(register, DEFAULT_PORT)
    say(f"{len(register.sites):,} sites made up, scenario {options.scenario}")
    twin = _make_twin(register, scenario, options, is_simulated=is_simulated)
    with twin:
        settings = _to_settings(options, is_simulated=is_simulated)
        accounts = _prepare(settings, register, is_simulated=is_simulated)
        _run(settings, listener, feeder, twin, accounts, say)


def _enter_namespace(say: Callable[[str], None]) -> bool:
    """Leave the machine's network; return False where that cannot be had."""
    try:
        namespace.enter()
    except CapabilityMissing as missing:
        say(f"no simulated network here: {missing}")
        say("falling back to SNMP agents on 127.0.0.0/8; ICMP and TCP are not shown")
        return False
    return True


def _make_twin(
    register: Register, scenario: Scenario, options: DemoOptions, *, is_simulated: bool
) -> Twin:
    kind = TwinNetwork if is_simulated else LoopbackTwin
    truth = options.home / "truth.jsonl"
    return kind(register, scenario=scenario, speed=options.speed, truth=truth)


def _empty(home: Path) -> None:
    """Remove what a former demonstration left, but for the lock that we hold."""
    for path in home.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name != LOCK_FILE:
            path.unlink()


def _to_settings(options: DemoOptions, *, is_simulated: bool) -> Settings:
    community = SnmpCommunitySettings.model_validate(
        {"version": "2c", "community": credentials.COMMUNITY.decode()}
    )
    # Where SNMP is the only witness it is asked as often as ICMP would be.
    poll = PollSettings() if is_simulated else PollSettings(snmp_period_s=30.0)
    return Settings(
        home=options.home,
        poll=poll,
        snmp={"default": community},
        influx=options.influx,
    )


def _prepare(
    settings: Settings, register: Register, *, is_simulated: bool
) -> list[DemoAccount]:
    """Write what a demonstration knows before it looks: nation, programme, people.

    Passwords are shown to everybody, so people are made in a simulated nation alone.
    """

    async def write() -> list[DemoAccount]:
        async with open_database(settings) as database:
            with naming_faults():
                await replace_register(database, register)
                await write_programme(database, programme, now)
                if not is_simulated:
                    return []
                store = AccountStore(database, SystemClock())
                return await create_demo_accounts(store, register)

    now = SystemClock().now()
    programme = make_programme(register, now.astimezone(THAI_TIME).date())
    return asyncio.run(write())


def _run(
    settings: Settings,
    listener: socket.socket,
    feeder: subprocess.Popen[bytes] | None,
    twin: Twin,
    accounts: list[DemoAccount],
    say: Callable[[str], None],
) -> None:
    async def play(watch: Watch) -> None:
        await watch.begun.wait()
        twin.start_scenario()
        say("every site has been looked at; the scenario begins")
        async with asyncio.TaskGroup() as group:
            group.create_task(tell_apart(_to_order(settings, watch, accounts)))
            while True:
                twin.check()
                await asyncio.sleep(CHECK_S)

    run_held(settings, listener, beside=play, feeder=feeder, demo_accounts=accounts)


def _to_order(
    settings: Settings, watch: Watch, accounts: Sequence[DemoAccount]
) -> Order:
    """Return about whose contract a past is made up: the one an account has."""
    reaches = [each.reach for each in accounts if each.role is Role.CONTRACTOR]
    first = next(iter(watch.board.register.sites.values())).contract
    return Order(
        database_url=database_url(settings),
        contract=reaches[0] if reaches else first,
        parent_pid=os.getpid(),
    )
