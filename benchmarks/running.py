"""A `netmon up` of its own process in front of the twin, for benchmarks to measure."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from inventory.model import Register
from inventory.repository import replace_register
from netmon.core.settings import Settings
from netmon.database import make_engine
from netmon.home import database_url
from netmon.migrations import upgrade

PORT = 18_080
READY_S = 180
STOP_S = 60


@dataclass(frozen=True, slots=True)
class Service:
    """The running service, seen from outside.

    Attributes:
        process: Its process and nothing else; the twin is another one.
    """

    home: Path
    process: psutil.Process

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{PORT}"

    def cpu_s(self) -> float:
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def rss_bytes(self) -> int:
        return int(self.process.memory_info().rss)


@contextmanager
def service(home: Path, register: Register) -> Iterator[Service]:
    """Watch `register` until the context ends; yields once every site was looked at."""
    asyncio.run(_load(home, register))
    env = {
        **os.environ,
        "NETMON_HOME": str(home),
        "NETMON_SNMP__DEFAULT__VERSION": "2c",
        "NETMON_SNMP__DEFAULT__COMMUNITY": "public",
    }
    command = [sys.executable, "-m", "netmon.cli", "up", "--port", str(PORT)]
    with (home / "log.txt").open("w") as log:
        process = subprocess.Popen(command, env=env, stderr=log)
    try:
        _wait_ready(process, home / "log.txt")
        yield Service(home, psutil.Process(process.pid))
    finally:
        process.terminate()
        try:
            process.wait(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()  # left alone it would weigh on every later figure
            raise


async def _load(home: Path, register: Register) -> None:
    engine = make_engine(database_url(Settings(home=home)))
    try:
        await upgrade(engine)
        await replace_register(engine, register)
    finally:
        await engine.dispose()


def _wait_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{PORT}/readyz").is_success:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    last_words = log.read_text()[-2000:]
    message = f"the service did not become ready: {last_words}"
    raise RuntimeError(message)
