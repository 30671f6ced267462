"""A real PostgreSQL server for the tests, on a Unix socket in its own directory."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.require import require

START_TIMEOUT_S = 30.0


@contextmanager
def postgres_server() -> Iterator[Path]:
    """Run a server; yields its socket directory, user `postgres`, no password."""
    binaries = find_binaries()
    require(binaries is not None, "postgres", "no initdb in /usr/lib/postgresql")
    assert binaries is not None
    home = Path(tempfile.mkdtemp(prefix="pg"))
    if os.geteuid() == 0:
        shutil.chown(home, "postgres", "postgres")
    try:
        with _running(binaries, home):
            yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def find_binaries() -> Path | None:
    """Return the directory of the newest server's programs, None without one."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda path: int(path.parts[-3]),
    )
    if not found or not _can_be_run():
        return None
    return found[-1].parent


def _can_be_run() -> bool:
    # The server refuses to run as root.
    names = {entry.pw_name for entry in pwd.getpwall()}
    return os.geteuid() != 0 or ("postgres" in names and bool(shutil.which("setpriv")))


def _as_user(command: list[str]) -> list[str]:
    if os.geteuid() != 0:
        return command
    drop = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    return [*drop, *command]


def stop(home: Path) -> None:
    """End the server of `home`, as a restart of the machine would; wait for it."""
    pid_file = home / "data" / "postmaster.pid"
    os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGINT)
    deadline = time.monotonic() + START_TIMEOUT_S
    while pid_file.exists() and time.monotonic() < deadline:
        time.sleep(0.05)


@contextmanager
def started_again(home: Path) -> Iterator[None]:
    """Run the server of `home` once more, after `stop`."""
    binaries = find_binaries()
    assert binaries is not None
    with _serving(binaries, home):
        yield


@contextmanager
def _running(binaries: Path, home: Path) -> Iterator[None]:
    data = home / "data"
    initdb = [str(binaries / "initdb"), "-D", str(data), "-U", "postgres"]
    options = ["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
    subprocess.run(
        _as_user(initdb + options), check=True, capture_output=True, cwd=home
    )
    with _serving(binaries, home):
        yield


@contextmanager
def _serving(binaries: Path, home: Path) -> Iterator[None]:
    data = home / "data"
    command = [str(binaries / "postgres"), "-D", str(data), "-k", str(home)]
    settings = ["-c", "listen_addresses=", "-c", "fsync=off"]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            _as_user(command + settings), cwd=home, stdout=log, stderr=log
        )
        try:
            _wait_until_ready(binaries, home, server)
            yield
        finally:
            server.send_signal(signal.SIGINT)  # a fast stop; SIGTERM waits for clients
            server.wait(timeout=START_TIMEOUT_S)


def _wait_until_ready(
    binaries: Path, home: Path, server: subprocess.Popen[bytes]
) -> None:
    ask = [str(binaries / "pg_isready"), "-q", "-h", str(home)]
    deadline = time.monotonic() + START_TIMEOUT_S
    while subprocess.run(ask, check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > deadline:
            log = (home / "log").read_text("utf-8", errors="replace")
            message = f"PostgreSQL did not start:\n{log}"
            raise RuntimeError(message)
        time.sleep(0.05)
