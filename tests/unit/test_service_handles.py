"""How many rounds the file descriptors allow."""

from __future__ import annotations

import resource

import pytest

from netmon.service.handles import allow_rounds, allow_sessions, raise_limit


@pytest.mark.parametrize(
    ("soft", "rounds", "sessions"),
    [(256, 50, 0), (1024, 312, 0), (5_000, 1_000, 600), (20_000, 1_000, 15_600)],
)
def test_rounds_and_sessions_leave_descriptors_for_everybody_else(
    soft: int, rounds: int, sessions: int
) -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, before[1]))

        assert (allow_rounds(), allow_sessions()) == (rounds, sessions)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_the_soft_limit_is_raised_to_the_hard_one() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (256, before[1]))

        raise_limit()

        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == before[1]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
