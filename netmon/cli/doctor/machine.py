"""The machine: file handles, clock, memory, and what the demo needs."""

from __future__ import annotations

import ctypes
import os
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from netmon.cli.doctor.finding import Finding, fail, megabytes, ok, warn

SESSIONS = 2_000
"""SNMP sessions open at once; the default of collectors/snmp."""
OTHER_HANDLES = 1_500
"""A thousand TCP looks, and database, pages, logs."""

LITTLE_MEMORY_BYTES = 1_000_000_000
LEAST_MEMORY_BYTES = 300_000_000
DEMO_TIMEOUT_S = 20.0


def judge_handles(soft: int, hard: int) -> Finding:
    """Say whether that many files may be open.

    Args:
        soft: The limit in force; negative is without limit.
        hard: What the soft one may be raised to.
    """
    name, wanted = "file handles", SESSIONS + OTHER_HANDLES
    found = f"{_limit(soft)} may be open, {_limit(hard)} at most"
    advice = f"LimitNOFILE={wanted * 2} in the service unit, or ulimit -n {wanted * 2}"
    if soft < 0 or soft >= wanted:
        return ok(name, found)
    if soft < SESSIONS:
        found += f"; {SESSIONS} SNMP sessions do not fit"
        return fail(name, found, advice)
    return warn(name, f"{found}; {wanted} are wanted", advice)


def check_handles() -> Finding:
    """See judge_handles."""
    return judge_handles(*resource.getrlimit(resource.RLIMIT_NOFILE))


def _limit(value: int) -> str:
    return "any number" if value < 0 else f"{value:,}"


STA_UNSYNC = 0x0040
TIME_ERROR = 5
FAR_OFF_S = 1.0


@dataclass(frozen=True, slots=True)
class ClockState:
    """What the kernel knows of its clock (adjtimex(2)).

    Attributes:
        state: Return value, TIME_OK (0) to TIME_ERROR (5).
        status: STA_ bits.
        estimated_error_s: As whoever disciplines the clock told the kernel.
        largest_error_s: Grows by 500 ppm while nobody disciplines it.
    """

    state: int
    status: int
    estimated_error_s: float
    largest_error_s: float


class _Timex(ctypes.Structure):
    """struct timex of <sys/timex.h>; the tail is room the kernel writes into."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("tail", ctypes.c_char * 256),
    )


def read_clock() -> ClockState:
    """Return the state of the kernel's clock; changes nothing (modes 0), no network.

    Raises:
        OSError: The kernel does not say.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    timex = _Timex()
    state = libc.ntp_adjtime(ctypes.byref(timex))
    if state < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return ClockState(state, timex.status, timex.esterror / 1e6, timex.maxerror / 1e6)


def judge_clock(clock: ClockState) -> Finding:
    """Say whether the clock is in step: outages are timed by it."""
    name, advice = "clock", "run chrony or systemd-timesyncd"
    if clock.state == TIME_ERROR or clock.status & STA_UNSYNC:
        return warn(name, "the kernel says nobody keeps the clock in step", advice)
    error_s = clock.estimated_error_s
    found = f"in step; estimated error {error_s * 1000:.1f} ms"
    if max(error_s, clock.largest_error_s) > FAR_OFF_S:
        found += f", at most {clock.largest_error_s:.1f} s"
        return warn(name, found, "see chronyc tracking or timedatectl timesync-status")
    return ok(name, found)


def check_clock() -> Finding:
    """See judge_clock."""
    try:
        return judge_clock(read_clock())
    except (OSError, AttributeError) as error:  # no ntp_adjtime in this libc
        found = f"the kernel does not tell: {error}"
        return warn("clock", found, "see that the host keeps its clock in step")


def judge_memory(free_bytes: int) -> Finding:
    """Say whether the memory that can be had is enough for 8,255 sites."""
    found, name = f"{megabytes(free_bytes)} can be had", "memory"
    if free_bytes < LEAST_MEMORY_BYTES:
        wanted = megabytes(LEAST_MEMORY_BYTES)
        return fail(name, found, f"the service alone takes up to {wanted}")
    if free_bytes < LITTLE_MEMORY_BYTES:
        wanted = megabytes(LITTLE_MEMORY_BYTES)
        return warn(name, found, f"{wanted} are wanted for 8,255 sites")
    return ok(name, found)


def check_memory() -> Finding:
    """See judge_memory."""
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    facts = dict(line.split(":", 1) for line in lines if ":" in line)
    free_bytes = int(facts["MemAvailable"].split()[0]) * 1024
    return judge_memory(min(free_bytes, _left_to_group(Path("/sys/fs/cgroup"))))


def _left_to_group(group: Path) -> int:
    """Return what this container may still take (cgroup v2), else a large number."""
    try:
        most = int((group / "memory.max").read_text())
        return most - int((group / "memory.current").read_text())
    except (OSError, ValueError):  # no such group, or `max`: without limit
        return sys.maxsize


_ENTER = "from netmon.twin import namespace as n; n.enter()"


def check_demo() -> Finding:
    """Say whether the simulated nation can be had: TUN device and namespace."""
    # In a process of its own: who has entered a namespace does not come back.
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-c", _ENTER],
        capture_output=True,
        text=True,
        timeout=DEMO_TIMEOUT_S,
        check=False,
    )
    if done.returncode == 0:
        return ok("demo", "a network of its own can be had for the simulated nation")
    last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    reason = last.partition(": ")[2] or last
    advice = "`netmon demo` falls back to SNMP agents on 127.0.0.0/8"
    return warn("demo", reason, advice)
