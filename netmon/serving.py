"""Sockets and HTTP servers: opened early, served late, closed with the service."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import logging
import os
import socket
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import h11
import uvicorn

from netmon.core.errors import ConfigError

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.types import ASGIApp, Receive, Scope, Send

log = logging.getLogger(__name__)

BACKLOG = 512
LOCK_FILE = "netmon.lock"
LONGEST_SOCKET = 107
"""Bytes of a Unix socket's path (sun_path, unix(7)): choose a shorter NETMON_HOME."""
SHUTDOWN_S = 3
"""Seconds open requests get to end; event streams never end by themselves."""


def open_listener(host: str, port: int) -> socket.socket:
    """Return a listening TCP socket.

    Args:
        host: Address or name to listen on.
        port: 0 takes any free port.

    Raises:
        ConfigError: The address cannot be had; says why.
    """
    place = f"{host}:{port}"
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, proto)
    except UnicodeError:  # what IDNA makes of a label too long, or of none
        message = f"cannot listen on {place}: that is no name"
        raise ConfigError(message) from None
    except OSError as error:
        message = f"cannot listen on {place}: {error.strerror or error}"
        raise ConfigError(message) from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        hint = "; choose another with --port" if error.errno == errno.EADDRINUSE else ""
        message = f"cannot listen on {place}: {error.strerror or error}{hint}"
        raise ConfigError(message) from None
    return listener


def to_url(listener: socket.socket) -> str:
    """Return the address a browser takes."""
    host, port = listener.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{port}/"


def is_loopback(listener: socket.socket) -> bool:
    """Return whether only this machine can reach `listener`."""
    return ip_address(listener.getsockname()[0]).is_loopback


@contextlib.contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold the home directory for this process alone.

    Raises:
        ConfigError: Another process holds it, or it cannot be written.
    """
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (home / LOCK_FILE).open("a")
    except OSError as error:
        message = f"NETMON_HOME {home}: {error.strerror}"
        raise ConfigError(message) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            message = f"NETMON_HOME {home}: another netmon runs here"
            raise ConfigError(message) from None
        yield


def open_control(path: Path) -> socket.socket:
    """Return the listening control socket; only its owner may speak to it.

    The home directory is held (see `only_one`), so a file left there is stale.

    Raises:
        ConfigError: The socket cannot be made there.
    """
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    mask = os.umask(0o177)
    try:
        path.unlink(missing_ok=True)
        listener.bind(str(path))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        hint = f"; at most {LONGEST_SOCKET} bytes" if _is_too_long(path) else ""
        message = f"control socket {path}: {error.strerror or error}{hint}"
        raise ConfigError(message) from None
    finally:
        os.umask(mask)
    return listener


def _is_too_long(path: Path) -> bool:
    return len(os.fsencode(path)) > LONGEST_SOCKET


class _Server(uvicorn.Server):
    """A server that leaves signals to the process that runs it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _calmly(app: FastAPI) -> ASGIApp:
    """Return `app` that lets go of callers who break HTTP in the middle of a call."""

    async def call(scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await app(scope, receive, send)
        except h11.LocalProtocolError as error:
            # uvicorn has answered 400 meanwhile; there is nothing left to say, and a
            # traceback per broken call would let any caller fill the log.
            log.debug("a call was broken off: %s", error)

    return call


async def serve(app: FastAPI, listener: socket.socket) -> None:
    """Serve `app` on `listener` until cancelled."""
    config = uvicorn.Config(
        _calmly(app),
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        # What proxies say is judged by the gate (netmon.api.proxies). uvicorn would
        # believe whatever comes from 127.0.0.1.
        proxy_headers=False,
        timeout_graceful_shutdown=SHUTDOWN_S,
        h11_max_incomplete_event_size=64 * 1024,
    )
    await _Server(config).serve(sockets=[listener])
