"""Fixtures for every test."""

from __future__ import annotations

import os
import shlex
import sys
from collections import defaultdict
from collections.abc import Generator, Iterable
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests import namespace

WORKER = Path(__file__).parent / "worker.py"


class Kind(Enum):
    """What a file of tests does most of its time."""

    SERVICE = "waits for netmon"
    SERVER = "waits for some other server, or a browser"
    COMPUTES = "computes"


UNTIL_RATIO = {Kind.SERVICE: 0.5, Kind.SERVER: 0.9, Kind.COMPUTES: 1.0}
"""How far through all files the last one of a kind begins."""

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mix files that wait with files that compute, and let the longest begin early.

    A worker that waits leaves its core to one that computes; and a file of minutes
    that began last would leave all other workers idle.
    """
    whole: defaultdict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        whole[item.path].append(item)
    kinds: defaultdict[Kind, list[list[pytest.Item]]] = defaultdict(list)
    for file in whole.values():
        kinds[_find_kind(file[0])].append(file)
    places = [
        (UNTIL_RATIO[kind] * place / len(files), file)
        for kind, files in kinds.items()
        for place, file in enumerate(files)
    ]
    places.sort(key=lambda each: each[0])
    items[:] = [item for _, file in places for item in file]


def _find_kind(item: pytest.Item) -> Kind:
    if hasattr(getattr(item, "module", None), "Netmon"):
        return Kind.SERVICE
    return Kind.COMPUTES if item.path.parent.name == "unit" else Kind.SERVER


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
