"""The nation on loopback, where a namespace or a TUN device cannot be had.

SNMP only: the kernel itself answers echoes and TCP to 127.0.0.0/8, for every address
and for ever, so those say nothing about a simulated device.
"""

from __future__ import annotations

import errno
import socket
from ipaddress import IPv4Address, IPv4Network
from typing import TYPE_CHECKING

from netmon.core.errors import CapabilityMissing
from netmon.twin.loopback_wire import IP_PKTINFO
from netmon.twin.network import Twin

if TYPE_CHECKING:
    from pathlib import Path

    from inventory.model import Register
    from netmon.twin.scenario import Scenario

LOOPBACK_NETWORK = IPv4Network("127.0.0.0/8")
DEFAULT_PORT = 16_161
RECEIVE_BUFFER_BYTES = 8 * 1024 * 1024


class LoopbackTwin(Twin):
    """Agents at 127.18.0.0/15 or any other part of 127.0.0.0/8, on one UDP port."""

    network = LOOPBACK_NETWORK
    reserved = frozenset({IPv4Address("127.0.0.1"), IPv4Address("127.255.255.255")})
    kind = "loopback"

    def __init__(
        self,
        register: Register,
        *,
        scenario: Scenario | None = None,
        speed: float = 1.0,
        seed: int = 1,
        truth: Path | None = None,
        port: int = DEFAULT_PORT,
    ) -> None:
        """See Twin; `port` is the UDP port every agent answers at, 0 for a free one."""
        super().__init__(
            register, scenario=scenario, speed=speed, seed=seed, truth=truth
        )
        self.port = port

    def _open_wire(self) -> int:
        with open_listener(self.port) as listener:
            self.port = listener.getsockname()[1]
            return listener.detach()


def open_listener(port: int) -> socket.socket:
    """Return a non-blocking UDP socket that nothing outside this machine can reach.

    It is bound to the loopback interface where that is allowed, and whoever reads it
    drops datagrams whose destination is not in 127.0.0.0/8, which the kernel never
    accepts from another machine.

    Raises:
        CapabilityMissing: The port is taken.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        listener.settimeout(0)
        _bind_to_loopback(listener)
        listener.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        listener.bind(("0.0.0.0", port))  # noqa: S104  see above
    except OSError as exc:
        listener.close()
        msg = f"UDP port {port}: {exc.strerror}"
        raise CapabilityMissing(msg) from exc
    return listener


def _bind_to_loopback(listener: socket.socket) -> None:
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
    except OSError as exc:
        if exc.errno != errno.EPERM:
            raise
