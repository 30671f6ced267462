"""A demonstration, whose network has no way out, feeds an InfluxDB of the machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.integration.influx import influx_server
from tests.namespace import require_namespace

WAIT_S = 90.0


def until(happened: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + WAIT_S
    while not happened() and time.monotonic() < deadline:
        time.sleep(0.5)
    return happened()


def feeders_of(home: Path) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            words = (path / "cmdline").read_bytes()
            variables = (path / "environ").read_bytes()
        except OSError:
            continue
        if b"influx_job" in words and f"NETMON_HOME={home}\0".encode() in variables:
            found.append(int(path.name))
    return found


def test_a_demonstration_feeds_influxdb_and_leaves_no_feeder(tmp_path: Path) -> None:
    require_namespace()
    home = tmp_path / "home"
    with influx_server(tmp_path / "influx") as server:
        for database in ("netmon", "netmon_1h", "netmon_1d"):
            server.query(f"CREATE DATABASE {database}")
        variables = {
            "NETMON_HOME": str(home),
            "NETMON_INFLUX__URL": server.url,
        }
        command = [sys.executable, "-m", "netmon.cli", "demo"]
        with subprocess.Popen(
            [*command, "--port", "0", "--size", "20"],
            env={**os.environ, **variables},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as demo:
            try:
                assert until(lambda: server.count("ping", "sent_count", "netmon") > 0)
                assert len(feeders_of(home)) == 1
                demo.send_signal(signal.SIGKILL)
                demo.wait()
                assert until(lambda: feeders_of(home) == [])
            finally:
                demo.kill()
