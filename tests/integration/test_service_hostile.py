"""The service while what it stands on fails: database, processor, nation, callers."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

from inventory.fleet import make_fleet
from netmon.twin.network import TwinNetwork
from tests.integration import postgres
from tests.integration.running import Netmon, free_port, load
from tests.namespace import require_namespace

SIZE = 30


def test_a_service_that_stood_still_invents_no_outage(tmp_path: Path) -> None:
    require_namespace()
    fleet = make_fleet(size=SIZE)
    home = tmp_path / "home"
    load(home, fleet)
    with TwinNetwork(fleet), Netmon(home) as netmon:
        assert netmon.process is not None
        os.kill(netmon.process.pid, signal.SIGSTOP)
        time.sleep(15)
        os.kill(netmon.process.pid, signal.SIGCONT)
        time.sleep(10)

        assert netmon.counts()["up"] == SIZE
        assert netmon.get("/api/v1/outages").json()["items"] == []


def test_a_caller_who_breaks_http_leaves_no_traceback(tmp_path: Path) -> None:
    home = tmp_path / "home"
    load(home, make_fleet(size=1))
    with Netmon(home) as netmon:
        with socket.create_connection(("127.0.0.1", netmon.port)) as caller:
            caller.sendall(
                b"POST /api/v1/sites/X/probe HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"
            )
            assert caller.recv(4096).startswith(b"HTTP/1.1 400 ")
        netmon.get("/healthz")
        assert "Traceback" not in netmon.log()


def test_a_file_that_is_no_database_any_more_is_said_not_thrown(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    load(home, make_fleet(size=1))
    with Netmon(home) as netmon:
        with sqlite3.connect(home / "netmon.db") as database:
            database.execute("drop table outage")
            database.execute("update register_version set version = 7")
        database.close()

        answer = netmon.get("/api/v1/outages")

        assert answer.status_code == 503
        assert answer.json()["detail"] == "the database cannot be read now"
        assert "Traceback" not in netmon.log()


def test_a_nation_that_dies_ends_the_demo_in_one_line(tmp_path: Path) -> None:
    require_namespace()
    command = [sys.executable, "-m", "netmon.cli", "demo", "--size", "5"]
    env = {**os.environ, "NETMON_HOME": str(tmp_path)}
    demo = subprocess.Popen(
        [*command, "--port", str(free_port())],
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert demo.stderr is not None
    said = [demo.stderr.readline() for _ in range(2)]
    while "the scenario begins" not in said[-1]:
        said.append(demo.stderr.readline())
    children = Path(f"/proc/{demo.pid}/task/{demo.pid}/children").read_text().split()
    os.kill(int(children[0]), signal.SIGKILL)

    rest = demo.communicate(timeout=20)[1]

    assert demo.returncode == 3
    assert "netmon: the nation's process ended" in rest
    assert "Traceback" not in rest


def test_postgresql_may_be_restarted_under_the_service(tmp_path: Path) -> None:
    require_namespace()
    fleet = make_fleet(size=SIZE)
    dark = list(fleet.sites)[:3]
    with postgres.postgres_server() as folder:
        url = f"postgresql+asyncpg://postgres@/postgres?host={folder}"
        home = tmp_path / "home"
        home.mkdir()
        load_into(home, url)
        with (
            TwinNetwork(fleet) as twin,
            Netmon(home, NETMON_DATABASE_URL=url) as netmon,
        ):
            assert netmon.counts()["up"] == SIZE

            postgres.stop(folder)
            netmon.wait(lambda: netmon.get("/readyz").status_code == 503)
            twin.power_off(dark)
            time.sleep(15)
            assert netmon.get("/api/v1/outages").status_code == 503
            with postgres.started_again(folder):
                netmon.wait(lambda: netmon.get("/readyz").status_code == 200)
                netmon.wait(lambda: netmon.counts()["down"] == len(dark))
                items = netmon.get("/api/v1/outages").json()["items"]
                assert sorted(each["site"] for each in items) == dark
                assert "Traceback" not in netmon.log()
                netmon.end(signal.SIGTERM)


def load_into(home: Path, url: str) -> None:
    """Load the fleet through the command line, as an operator would."""
    sheets = home / "sheets"
    shutil.rmtree(sheets, ignore_errors=True)
    from inventory.sheets import dump_csv

    dump_csv(make_fleet(size=SIZE), sheets)
    env = {**os.environ, "NETMON_HOME": str(home), "NETMON_DATABASE_URL": url}
    command = [sys.executable, "-m", "netmon.cli", "inventory", "load", str(sheets)]
    subprocess.run(command, env=env, check=True, capture_output=True)
