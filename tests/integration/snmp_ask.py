"""net-snmp's commands, run once with a short patience."""

from __future__ import annotations

import os
import socket
import subprocess
from typing import NamedTuple


class Said(NamedTuple):
    """What a command printed."""

    text: str
    errors: str

    @property
    def values(self) -> list[str]:
        """The plain values, one per line; none where the answer was an error."""
        return self.text.splitlines() if not self.errors else []


def ask(tool: str, *arguments: str) -> Said:
    """Run `tool` with numeric names; plain values for snmpget."""
    options = ["-r0", "-t0.4", "-On", "-Oe"]
    if tool == "snmpget":
        options += ["-Oqv", "-Ot"]
    run = subprocess.run(
        [tool, *options, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SNMPCONFPATH": "/nonexistent", "MIBS": ""},
    )
    return Said(run.stdout.strip(), run.stderr.strip())


GET_NAME = bytes.fromhex(
    "302902010104067075626c6963a01c02040102030402010002010030"
    "0e300c06082b060102010105000500"
)
"""A v2c GET of sysName.0, written by hand."""


def datagrams(
    address: str, *, port: int = 161, wait_s: float = 0.3
) -> list[tuple[str, bytes]]:
    """Ask for sysName once; return every datagram that comes, with its source."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(GET_NAME, (address, port))
        sock.settimeout(wait_s)
        came: list[tuple[str, bytes]] = []
        while True:
            try:
                payload, (source, _) = sock.recvfrom(65_535)
            except TimeoutError:
                return came
            came.append((source, payload))
