"""The composition root: builds the service from settings and runs it."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from inventory.repository import load_register
from netmon.access.oidc import Provider, ProviderWish
from netmon.access.roles import Action
from netmon.api.gate import Gate
from netmon.api.proxies import TrustedProxies
from netmon.core.addresses import AddressGuard
from netmon.core.clock import SystemClock
from netmon.core.errors import ConfigError, NetmonError
from netmon.database import naming_faults
from netmon.home import open_database, read_password
from netmon.service import Watch, WatchParts
from netmon.service.handles import raise_limit
from netmon.serving import is_loopback, only_one, open_control, serve
from netmon.twin import namespace
from netmon.web.app import create_site

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path

    from netmon.access.demo_accounts import DemoAccount
    from netmon.core.ports import Clock
    from netmon.core.settings import OidcSettings, Settings

log = logging.getLogger(__name__)

Beside = Callable[[Watch], Coroutine[None, None, None]]
TOKEN_MIN_CHARACTERS = 16


def check_influx(settings: Settings) -> None:
    """Refuse what would keep InfluxDB from being fed, or read, from the beginning.

    Raises:
        ConfigError: The file with its password is not usable.
    """
    if settings.influx.url and settings.influx.password_file:
        read_password("NETMON_INFLUX__PASSWORD_FILE", settings.influx.password_file)


def to_guard() -> AddressGuard:
    """Return what may be probed from where this process stands."""
    return AddressGuard(in_twin=namespace.is_inside())


@asynccontextmanager
async def open_watch(
    settings: Settings,
    feeder: subprocess.Popen[bytes] | None = None,
    demo_accounts: Sequence[DemoAccount] = (),
) -> AsyncIterator[Watch]:
    """Open the database, bring it up to date, and build a watch that does not run.

    Args:
        settings: Of this process.
        feeder: See WatchParts.
        demo_accounts: See WatchParts.

    Raises:
        ConfigError, DatabaseUnusable: The database cannot be used.
    """
    async with open_database(settings) as database:
        with naming_faults():
            register = await load_register(database)
        clock = SystemClock()
        parts = WatchParts(
            settings,
            database,
            clock,
            to_guard(),
            feeder,
            to_provider(settings.oidc, clock),
            demo_accounts,
        )
        yield Watch(parts, register)


def to_provider(settings: OidcSettings, clock: Clock) -> Provider | None:
    """Return who vouches for people, None where nobody does.

    Raises:
        ConfigError: The file with our secret is not usable.
    """
    if settings.issuer is None:
        return None
    path, secret = settings.client_secret_file, ""
    if path is not None:
        secret = read_password("NETMON_OIDC__CLIENT_SECRET_FILE", path)
    wish = ProviderWish(settings.issuer, settings.client_id, secret, settings.name)
    return Provider(wish, clock)


def read_token_hash(path: Path | None, listener: socket.socket) -> bytes | None:
    """Return the SHA-256 of the access token; None on loopback without one.

    Raises:
        ConfigError: Off loopback without a token, or the file is not usable.
    """
    if path is None:
        if is_loopback(listener):
            return None
        raise ConfigError(
            "NETMON_HTTP__TOKEN_FILE: listening off loopback needs a file with an "
            "access token"
        )
    try:
        token = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        message = f"NETMON_HTTP__TOKEN_FILE: {path}: {error}"
        raise ConfigError(message) from None
    if len(token) < TOKEN_MIN_CHARACTERS:
        message = (
            f"NETMON_HTTP__TOKEN_FILE: {path}: a token has at least "
            f"{TOKEN_MIN_CHARACTERS} characters, this one has {len(token)}"
        )
        raise ConfigError(message)
    return hashlib.sha256(token.encode()).digest()


def run_service(
    settings: Settings,
    listener: socket.socket,
    *,
    beside: Beside | None = None,
) -> None:
    """Watch and serve until SIGINT or SIGTERM.

    Args:
        settings: Of this process.
        listener: Where pages and API are served; open already.
        beside: Runs beside the watch, as a scenario of the twin does.

    Raises:
        ConfigError: Something the user can put right.
    """
    with only_one(settings.home):
        run_held(settings, listener, beside=beside)


def run_held(
    settings: Settings,
    listener: socket.socket,
    *,
    beside: Beside | None = None,
    feeder: subprocess.Popen[bytes] | None = None,
    demo_accounts: Sequence[DemoAccount] = (),
) -> None:
    """See run_service; the caller holds the home directory (see only_one)."""
    token_hash = read_token_hash(settings.http.token_file, listener)
    check_influx(settings)
    gate = _to_gate(settings, listener, token_hash)
    raise_limit()
    with open_control(settings.socket_path) as control:
        try:
            opened = open_watch(settings, feeder, demo_accounts)
            asyncio.run(_run(opened, listener, control, gate, beside))
        except BaseExceptionGroup as group:
            expected, others = group.split(NetmonError)
            if expected is None or others is not None:
                raise
            raise _first(expected) from None
        finally:
            settings.socket_path.unlink(missing_ok=True)


async def _run(
    opened: AbstractAsyncContextManager[Watch],
    listener: socket.socket,
    control: socket.socket,
    gate: Gate,
    beside: Beside | None,
) -> None:
    _cancel_on_signals()
    with suppress(asyncio.CancelledError):
        async with opened as watch, asyncio.TaskGroup() as group:
            group.create_task(watch.run(), name="watch")
            keep = watch.supervisor.keep("doorman", watch.doorman.run)
            group.create_task(keep, name="doorman")
            keep = watch.supervisor.keep("reception", watch.reception.run)
            group.create_task(keep, name="reception")
            known = gate.knowing(watch.doorman, watch.reception)
            site = create_site(watch.live, known)
            group.create_task(serve(site, listener))
            control_app = create_site(watch.live, Gate.control_socket())
            group.create_task(serve(control_app, control))
            if beside is not None:
                group.create_task(beside(watch), name="beside")


def _first(group: BaseExceptionGroup[NetmonError]) -> NetmonError:
    """Return what ended the service, out of the tasks it was said in."""
    error = group.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error


def _to_gate(
    settings: Settings, listener: socket.socket, token_hash: bytes | None
) -> Gate:
    proxies = TrustedProxies.parse(settings.http.proxy_networks)
    if is_loopback(listener):
        actions = frozenset(map(Action, settings.http.loopback_actions))
        gate = Gate.loopback(token_hash)
        return replace(gate, loopback_actions=actions, proxies=proxies)
    if token_hash is None:  # read_token_hash has refused this
        raise ConfigError("listening off loopback needs an access token")
    return replace(Gate.network(token_hash), proxies=proxies)


def _cancel_on_signals() -> None:
    """Let SIGINT and SIGTERM end this task, so that everything is closed in order."""
    task = asyncio.current_task()
    if task is None:
        raise RuntimeError("signals are taken by the task that runs the service")
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
