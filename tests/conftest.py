"""Fixtures for every test."""

from __future__ import annotations

import pytest

from tests import namespace


def pytest_configure() -> None:
    """Leave the machine's network before any thread starts; see tests/namespace.py."""
    namespace.enter()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The product runs on asyncio alone."""
    return "asyncio"
