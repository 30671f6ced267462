"""Fixtures for every test."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import namespace

WORKER = Path(__file__).parent / "worker.py"

# At once and in no hook: a conftest below this one may import what starts a thread. A
# worker of pytest-xdist has its own namespace by now.
if "PYTEST_XDIST_WORKER" not in os.environ:
    namespace.enter()

# No test asserts on wall-clock time: the machines have two noisy cores.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(specs: Iterable[Any]) -> None:
    """Let each worker have a namespace, and so a nation, of its own."""
    for each in specs:
        each.python = shlex.join([sys.executable, str(WORKER)])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[
    None, pytest.TestReport, pytest.TestReport
]:
    """Escape what hostile names put into the log: a worker tells it as UTF-8."""
    report = yield
    report.sections = [
        (name, text.encode(errors="backslashreplace").decode())
        for name, text in report.sections
    ]
    return report


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The product runs on asyncio alone."""
    return "asyncio"
