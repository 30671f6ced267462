"""A real Debian snmpd on a loopback port of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from collectors.snmp import SnmpCommunity, SnmpCredential, SnmpUser
from tests.require import require

AUTH, PRIV = "auth-password-1", "priv-password-1"
USERS = {
    "noauth": SnmpUser("noauth"),
    "sha1": SnmpUser("sha1", "sha1", AUTH),
    "sha256": SnmpUser("sha256", "sha256", AUTH),
    "sha512": SnmpUser("sha512", "sha512", AUTH),
    "sha1aes": SnmpUser("sha1aes", "sha1", AUTH, "aes128", PRIV),
    "sha256aes": SnmpUser("sha256aes", "sha256", AUTH, "aes128", PRIV),
}
CREDENTIALS: dict[str, SnmpCredential] = {
    "v1": SnmpCommunity("1", "read-me"),
    "v2c": SnmpCommunity("2c", "read-me"),
    **USERS,
}
_CONFIG = "rocommunity read-me\nrocommunity6 read-me\nsysObjectID 1.3.6.1.4.1.14988.1\n"
_NET_SNMP = {"sha1": "SHA", "sha256": "SHA-256", "sha512": "SHA-512"}


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class Snmpd:
    """One agent that can be stopped, started again and given another engine id."""

    def __init__(self, directory: Path) -> None:
        self.port = free_port()
        self.directory = directory
        self._process: subprocess.Popen[bytes] | None = None
        lines = []
        for user in USERS.values():
            words = ["createUser", user.name]
            if user.auth_protocol:
                words += [_NET_SNMP[user.auth_protocol], AUTH]
            if user.priv_protocol:
                words += ["AES", PRIV]
            lines.append(" ".join(words))
            level = "priv" if user.priv_protocol else "auth"
            lines.append(
                f"rouser {user.name} {level if user.auth_protocol else 'noauth'}"
            )
        self._users = "\n".join(lines) + "\n"

    def start(self, engine: str = "first") -> None:
        """Run until it listens; state (users, engine boots) stays in the directory."""
        persistent = self.directory / "persistent"
        persistent.mkdir(exist_ok=True)
        config = f"{_CONFIG}engineID {engine}\n{self._users}"
        (self.directory / "snmpd.conf").write_text(config)
        environment = {
            **os.environ,
            "SNMPCONFPATH": f"{self.directory}:{persistent}",
            "SNMP_PERSISTENT_DIR": str(persistent),
            "MIBS": "",
        }
        addresses = (f"udp:127.0.0.1:{self.port}", f"udp6:[::1]:{self.port}")
        log = str(self.directory / "log")
        self._process = subprocess.Popen(
            ["snmpd", "-f", "-Lf", log, *addresses], env=environment
        )
        self._wait()

    def stop(self) -> None:
        """End it in order, so that it saves its engine boots."""
        if self._process:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def forget(self) -> None:
        """Lose users and engine boots, as a new box would; only while stopped."""
        shutil.rmtree(self.directory / "persistent")

    def _wait(self) -> None:
        deadline_s = time.monotonic() + 10
        tables = [Path(f"/proc/self/net/{name}") for name in ("udp", "udp6")]
        while not all(f":{self.port:04X} " in table.read_text() for table in tables):
            log = self.directory / "log"
            said = log.read_text() if log.exists() else ""
            assert self._process is not None
            assert self._process.poll() is None, said
            assert time.monotonic() < deadline_s, said
            time.sleep(0.02)


@contextmanager
def snmpd(directory: Path) -> Iterator[Snmpd]:
    """A running agent; skips the calling test where there is none."""
    require(shutil.which("snmpd"), "snmpd", "package snmpd is not installed")
    agent = Snmpd(directory)
    agent.start()
    try:
        yield agent
    finally:
        agent.stop()
