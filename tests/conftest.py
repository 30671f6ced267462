"""Fixtures for every test."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import namespace

WORKER = Path(__file__).parent / "worker.py"

# No test asserts on wall-clock time: the machines have two noisy cores.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    """Leave the machine's network before any thread starts; see tests/namespace.py.

    A worker of pytest-xdist has done so already, and who hands out tests needs it not.
    """
    is_worker = hasattr(config, "workerinput")
    has_workers = bool(config.getoption("tx", default=None))
    if not is_worker and not has_workers:
        namespace.enter()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(specs: Iterable[Any]) -> None:
    """Let each worker have a namespace, and so a nation, of its own."""
    for each in specs:
        each.python = shlex.join([sys.executable, str(WORKER)])


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The product runs on asyncio alone."""
    return "asyncio"
