"""A network namespace of our own, so that no packet can leave the machine.

A plain process asks for a network namespace; where only a user namespace makes that
possible, it takes both and maps its own uid and gid to themselves. The identity map
was chosen over a map to root because programs that refuse to run as root (PostgreSQL)
must still start inside; the price is that programs executed later hold no
capabilities there. This process keeps them, and the nation needs none.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import os
import socket
from pathlib import Path

from netmon.core.errors import CapabilityMissing
from netmon.twin import interface
from netmon.twin.tun import POLLER_ADDRESS, TUN_DEVICE, TUN_NAME

# linux/sched.h
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWNET = 0x4000_0000
# linux/if_tun.h
TUNGETFEATURES = 0x8004_54CF

_OWN_NAMESPACE: set[str] = set()
"""The namespace this process has entered, as the kernel names it; at most one."""


def enter() -> None:
    """Enter a network namespace that holds nothing but `lo`; once is enough.

    Must come before any thread starts: the kernel moves only the calling thread.

    Raises:
        CapabilityMissing: What is missing; this process then stands where it stood.
    """
    if _current() in _OWN_NAMESPACE:
        return
    _require_one_thread()
    _require_tun()
    uid, gid = os.geteuid(), os.getegid()
    if not _unshare(CLONE_NEWNET):
        if not _unshare(CLONE_NEWUSER | CLONE_NEWNET):
            raise CapabilityMissing(
                "a network namespace was refused: neither this user nor a user "
                "namespace may create one (see user.max_user_namespaces and "
                "kernel.unprivileged_userns_clone)"
            )
        _map_identity(uid, gid)
    interface.set_up("lo")
    _OWN_NAMESPACE.add(_current())


def is_inside() -> bool:
    """Return whether this thread stands where 198.18.0.0/15 leads to the nation.

    Judged by evidence, not memory: the TUN device exists, is up and holds the
    poller's address, and no other interface but `lo` is up.
    """
    others = {name for _, name in socket.if_nameindex()} - {"lo", TUN_NAME}
    return (
        interface.read_address(TUN_NAME) == POLLER_ADDRESS
        and interface.is_up(TUN_NAME)
        and not any(interface.is_up(name) for name in others)
    )


def _current() -> str:
    return str(Path("/proc/thread-self/ns/net").readlink())


def _require_one_thread() -> None:
    count = len(list(Path("/proc/self/task").iterdir()))
    if count > 1:
        msg = (
            "the network namespace must be entered before any thread starts: "
            f"expected 1 thread, found {count}"
        )
        raise CapabilityMissing(msg)


def _require_tun() -> None:
    """Ask the device itself: a container may show one that it does not let work."""
    if not TUN_DEVICE.exists():
        msg = f"{TUN_DEVICE} is absent: the kernel has no TUN driver"
        raise CapabilityMissing(msg)
    try:
        handle = os.open(TUN_DEVICE, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.ioctl(handle, TUNGETFEATURES, bytes(4))
        finally:
            os.close(handle)
    except OSError as exc:
        msg = f"{TUN_DEVICE} may not be used here: {exc.strerror}"
        raise CapabilityMissing(msg) from exc


def _unshare(flags: int) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(flags) == 0:
        return True
    code = ctypes.get_errno()
    refusals = (errno.EPERM, errno.EACCES, errno.ENOSPC, errno.EINVAL, errno.ENOSYS)
    if code not in refusals:
        msg = f"unshare failed: {os.strerror(code)}"
        raise CapabilityMissing(msg)
    return False


def _map_identity(uid: int, gid: int) -> None:
    """Map ourselves to ourselves; setgroups goes first (user_namespaces(7))."""
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
