"""The network namespace all tests run in, entered once by `tests/conftest.py`."""

from __future__ import annotations

from netmon.core.errors import CapabilityMissing
from netmon.twin import namespace
from tests.require import require

_PROBLEMS: list[str] = []


def enter() -> None:
    """Enter the namespace, or remember why that was refused."""
    try:
        namespace.enter()
    except CapabilityMissing as exc:
        _PROBLEMS.append(str(exc))


def require_namespace() -> None:
    """Skip the calling test, or fail it, where no namespace could be had."""
    require(not _PROBLEMS, "namespace", "; ".join(_PROBLEMS))
