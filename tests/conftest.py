"""Fixtures for every test."""

from __future__ import annotations

import pytest
from hypothesis import settings

from tests import namespace

# No test asserts on wall-clock time: the machines have two noisy cores.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def pytest_configure() -> None:
    """Leave the machine's network before any thread starts; see tests/namespace.py."""
    namespace.enter()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The product runs on asyncio alone."""
    return "asyncio"
