"""Recordings of real devices, answered for by snmpsim on a loopback port."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.integration.snmpd import free_port
from tests.require import require

TEST_DATA = Path(__file__).parents[2].parent / "shared" / "data"
"""Where the shared test data lies unless NETMON_TEST_DATA says otherwise."""
NOBODY = 65_534
START_S = 60.0


def recordings() -> list[Path]:
    """Return every recording there is, sorted; none without the test data."""
    found = Path(os.environ.get("NETMON_TEST_DATA", TEST_DATA))
    return sorted((found / "snmprec").glob("*.snmprec"))


@contextmanager
def snmpsim(folder: Path, scratch: Path) -> Iterator[int]:
    """Answer for each recording in `folder` by its name as community; the port.

    It refuses to run as root, and builds an index of each file at its first start.

    Args:
        folder: Holds recordings and nothing else that looks like one.
        scratch: For the indexes; anybody must be able to write there.
    """
    responder = shutil.which("snmpsim-command-responder", path=_beside_python())
    require(responder, "snmpsim", "not installed in this environment")
    cache, port, log = scratch / "cache", free_port(), scratch / "log"
    cache.mkdir()
    for each in (scratch, cache):
        each.chmod(0o777)
    with log.open("wb") as said:
        process = subprocess.Popen(
            [
                *_as_somebody_else(),
                *(sys.executable, "-W", "ignore", str(responder)),
                *(f"--data-dir={folder}", f"--cache-dir={cache}"),
                f"--agent-udpv4-endpoint=127.0.0.1:{port}",
                "--logging-method=null",
            ],
            stdout=said,
            stderr=said,
        )
    try:
        _wait(process, port, log)
        yield port
    finally:
        process.kill()
        process.wait(10)


def _beside_python() -> str:
    return str(Path(sys.executable).parent)


def _as_somebody_else() -> list[str]:
    """Return the words that run a command without being root.

    Another user may not be allowed to read the interpreter; in a user namespace of its
    own, without a map, the process is nobody there and still reads what we may read.
    """
    if os.geteuid() != 0:
        return []
    unshare = shutil.which("unshare")
    if (
        unshare
        and subprocess.run([unshare, "--user", "true"], check=False).returncode == 0
    ):
        return [unshare, "--user"]
    setpriv = shutil.which("setpriv")
    require(setpriv, "setpriv", "no user namespaces, and setpriv is missing")
    return [str(setpriv), f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    """Wait until the port is bound: by then every index is built."""
    deadline_s = time.monotonic() + START_S
    table = Path("/proc/self/net/udp")
    while f":{port:04X} " not in table.read_text():
        assert process.poll() is None, log.read_text(errors="replace")
        assert time.monotonic() < deadline_s, log.read_text(errors="replace")
        time.sleep(0.1)
