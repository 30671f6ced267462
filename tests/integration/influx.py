"""A real InfluxDB 1.6 for the tests: its own directory, a free port on loopback."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.calls import call
from tests.require import require

START_TIMEOUT_S = 30.0
ADMIN = ("admin", "admin-password")

_CONFIG = """
reporting-disabled = true
bind-address = "127.0.0.1:{rpc}"
[meta]
  dir = "{home}/meta"
[data]
  dir = "{home}/data"
  wal-dir = "{home}/wal"
  index-version = "tsi1"
  query-log-enabled = false
  max-series-per-database = 0
  max-values-per-tag = 0
[coordinator]
[retention]
[shard-precreation]
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:{port}"
  auth-enabled = {auth}
  log-enabled = false
  max-body-size = {max_body}
[subscriber]
  enabled = false
[continuous_queries]
  enabled = false
"""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Influx:
    """One server; may be killed and started again in the same place.

    Attributes:
        home: Its data; kept over restarts.
        with_auth: The first user is ADMIN; everybody has to say who they are.
    """

    home: Path
    with_auth: bool = False
    max_body: int = 25_000_000
    port: int = field(default_factory=_free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers; the first start makes the admin."""
        self.home.mkdir(parents=True, exist_ok=True)
        config = self.home / "influxdb.conf"
        auth = str(self.with_auth).lower()
        text = _CONFIG.format(
            home=self.home,
            port=self.port,
            rpc=_free_port(),
            auth=auth,
            max_body=self.max_body,
        )
        config.write_text(text)
        log = (self.home / "influxd.log").open("ab")
        command = ["influxd", "-config", str(config)]
        with log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        self._wait()
        if self.with_auth:
            name, password = ADMIN
            self.query(
                f"CREATE USER {name} WITH PASSWORD '{password}' WITH ALL PRIVILEGES"
            )

    def kill(self) -> None:
        """End it as a power cut would."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it in order."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def query(self, text: str, database: str = "") -> list[dict[str, Any]]:
        """Run InfluxQL as the admin; return the series of its first statement."""
        answer = call(
            "POST",
            f"{self.url}/query",
            data={"q": text, "db": database, "epoch": "s"},
            auth=ADMIN,
            timeout=60,
        )
        answer.raise_for_status()
        [result, *_] = answer.json()["results"]
        assert "error" not in result, result
        series: list[dict[str, Any]] = result.get("series", [])
        return series

    def count(self, measurement: str, field_name: str, database: str) -> int:
        """Return how many values of a field there are."""
        series = self.query(
            f'SELECT count("{field_name}") FROM "{measurement}"', database
        )
        return int(series[0]["values"][0][1]) if series else 0

    def _wait(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "influxd ended; see influxd.log"
            try:
                if call("GET", f"{self.url}/ping", timeout=2).status_code == 204:
                    return
            except httpx.HTTPError:
                time.sleep(0.05)
        raise AssertionError("influxd does not answer")


@contextmanager
def influx_server(home: Path, *, with_auth: bool = False) -> Iterator[Influx]:
    """Run a server for the length of a test or a session."""
    found = shutil.which("influxd") is not None
    require(found, "influxdb", "no influxd (Debian: influxdb)")
    server = Influx(home, with_auth=with_auth)
    server.start()
    try:
        yield server
    finally:
        server.stop()
