"""File descriptors: a blackout needs thousands, most systems start with 1,024."""

from __future__ import annotations

import resource

KEPT_COUNT = 400
"""Descriptors left for pages, event streams, routine looks and the database."""

PER_ROUND = 2
"""An SNMP session and a TCP connection; ICMP shares one socket."""

MAX_ROUNDS = 1_000
MAX_READINGS = 2_000


def raise_limit() -> None:
    """Raise this process's soft limit on open files to its hard limit."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def allow_sessions() -> int:
    """Return how many SNMPv3 sessions may stay open between readings.

    What a blackout leaves, with as many readings under way as there may ever be.
    """
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(0, soft - KEPT_COUNT - PER_ROUND * MAX_ROUNDS - MAX_READINGS)


def allow_rounds() -> int:
    """Return how many rounds may be under way at once, at least 50."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(50, min(MAX_ROUNDS, (soft - KEPT_COUNT) // PER_ROUND))
