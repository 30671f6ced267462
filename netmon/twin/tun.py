"""The TUN device between the poller and the nation."""

from __future__ import annotations

import fcntl
import os
import struct
from ipaddress import IPv4Address
from pathlib import Path

from netmon.core.addresses import TWIN_NETWORK
from netmon.core.errors import CapabilityMissing
from netmon.twin import interface

TUN_DEVICE = Path("/dev/net/tun")
TUN_NAME = "netmontwin"
POLLER_ADDRESS = IPv4Address("198.18.0.1")
"""The poller's end. No device of a register may have it."""

MTU_BYTES = 1500
QUEUE_PACKETS = 32_768
"""Packets waiting for the nation: a burst to every device, and to spare."""

# linux/if_tun.h
TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000


def open_tun() -> int:
    """Create the device, give it its address and bring it up.

    Returns:
        A non-blocking file descriptor; the device lives as long as somebody holds it.

    Raises:
        CapabilityMissing: /dev/net/tun is absent or refused, or a twin already runs.
    """
    try:
        handle = os.open(TUN_DEVICE, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as exc:
        msg = f"{TUN_DEVICE}: {exc.strerror}"
        raise CapabilityMissing(msg) from exc
    try:
        _configure(handle)
    except OSError as exc:
        os.close(handle)
        msg = f"TUN device {TUN_NAME}: {exc.strerror}"
        raise CapabilityMissing(msg) from exc
    return handle


def _configure(handle: int) -> None:
    request = struct.pack("16sH22x", TUN_NAME.encode(), IFF_TUN | IFF_NO_PI)
    fcntl.ioctl(handle, TUNSETIFF, request)
    interface.set_queue(TUN_NAME, QUEUE_PACKETS)
    interface.set_mtu(TUN_NAME, MTU_BYTES)
    interface.set_address(TUN_NAME, POLLER_ADDRESS, TWIN_NETWORK.netmask)
    interface.set_up(TUN_NAME)
