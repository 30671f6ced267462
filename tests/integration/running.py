"""A real `netmon up` in a process of its own, and what a test asks of it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby, pairwise
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from inventory.model import Register
from inventory.repository import replace_register
from netmon.core.settings import Settings
from netmon.database import make_engine
from netmon.home import database_url
from netmon.migrations import upgrade
from tests.calls import call

FAST = {
    "NETMON_POLL__ICMP_PERIOD_S": "4",
    "NETMON_POLL__SNMP_PERIOD_S": "8",
    "NETMON_POLL__REGISTER_CHECK_S": "0.5",
}
"""Short slots, so that a test need not wait; the longest look still fits."""


SLOT_S = float(FAST["NETMON_POLL__ICMP_PERIOD_S"])
SEEN_S = SLOT_S + 0.5
"""What happens to a line is in a look begun no later than this."""

DOWN_S = 22.0
"""A line that was dark for this long has been called down: a slot and its burst, then
two rounds two seconds apart, each with up to four nodes above it looked at before."""


def is_seen_from(at: datetime | None, happened_at: datetime) -> bool:
    """Whether `at` is the next look after `happened_at`, not the moment we knew."""
    return at is not None and 0 <= (at - happened_at).total_seconds() <= SEEN_S


def now() -> datetime:
    return datetime.now(UTC)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def load(home: Path, register: Register) -> None:
    """Put `register` into the database of `home`."""

    async def write() -> None:
        engine = make_engine(database_url(Settings(home=home)))
        try:
            await upgrade(engine)
            await replace_register(engine, register)
        finally:
            await engine.dispose()

    home.mkdir(parents=True, exist_ok=True)
    asyncio.run(write())


class Netmon:
    """A running service; killed at the end if it still runs.

    Attributes:
        prefix: What runs the service, put before its own command.
    """

    prefix: Sequence[str] = ()

    def __init__(self, home: Path, *arguments: str, **variables: str) -> None:
        self.home = home
        self.port = free_port()
        self._arguments = arguments or ("up",)
        self._env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("NETMON_")},
            "NETMON_HOME": str(home),
            "NETMON_SNMP__DEFAULT__VERSION": "2c",
            "NETMON_SNMP__DEFAULT__COMMUNITY": "public",
            **FAST,
            **variables,
        }
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.end(signal.SIGKILL)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.end(signal.SIGKILL)

    def start(self) -> None:
        """Start the process and wait until every site has been looked at."""
        self.process = self.launch()
        self.wait_ready()

    def launch(self) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "netmon.cli", *self._arguments]
        with (self.home / "log.txt").open("a") as log:
            return subprocess.Popen(
                [*self.prefix, *command, "--port", str(self.port)],
                env=self._env,
                stdout=log,
                stderr=log,
                text=True,
            )

    def end(self, number: signal.Signals) -> int:
        """Send `number` and return the exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(number)
        code = self.process.wait(timeout=20)
        self.process = None
        return code

    def log(self) -> str:
        return (self.home / "log.txt").read_text()

    def wait_ready(self, timeout_s: float = 60) -> None:
        self.wait(self.is_ready, timeout_s)

    def get(self, path: str, **query: Any) -> httpx.Response:
        url = f"http://127.0.0.1:{self.port}{path}"
        return call("GET", url, params=query)

    def state(self, site: str) -> str:
        return str(self.get(f"/api/v1/sites/{site}").json()["state"])

    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = self.get("/api/v1/summary").json()["sites"]
        return counts

    def is_ready(self) -> bool:
        return self.get("/readyz").status_code == 200

    def poller(self) -> dict[str, Any]:
        [poller] = self.get("/api/v1/pollers").json()["items"]
        return dict(poller)

    def outages(self) -> dict[str, list[tuple[datetime, datetime | None]]]:
        """Return start and end of every outage by site, oldest first."""
        found: dict[str, list[tuple[datetime, datetime | None]]] = {}
        items = self.get("/api/v1/outages", limit=200).json()["items"]
        for row in reversed(items):
            end = row["ended_at"] and datetime.fromisoformat(row["ended_at"])
            began = datetime.fromisoformat(row["started_at"])
            found.setdefault(row["site"], []).append((began, end))
        return found

    def transitions(self, site: str) -> list[dict[str, Any]]:
        """Return what the line of `site` did, in the order of the journal."""
        rows = self.get(f"/api/v1/sites/{site}").json()["transitions"]
        link = [row for row in rows if row["service"] == "link"]
        return sorted(link, key=lambda row: int(row["id"]))

    def line_states(self, site: str) -> list[str]:
        """Return what the line of `site` was when seen, oldest first.

        Degraded counts as up: the twin on a busy machine answers late.
        """
        link = self.transitions(site)
        assert all(one["after"] == two["before"] for one, two in pairwise(link))
        states = [str(row["after"]).replace("degraded", "up") for row in link]
        seen = [state for state in states if state != "not_observed"]
        return [state for state, _ in groupby(seen)]

    def wait(self, condition: Any, timeout_s: float = 60) -> None:
        """Wait until `condition()` holds; refused connections are not yet."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            if self.process is not None and self.process.poll() is not None:
                raise AssertionError(f"netmon ended:\n{self.log()}")
            try:
                if condition():
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise AssertionError(f"waited {timeout_s} s in vain:\n{self.log()}")
