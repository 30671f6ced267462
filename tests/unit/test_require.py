"""A missing capability skips a test, or fails it where it is required."""

from __future__ import annotations

import pytest

from tests.require import require


def test_what_is_there_is_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NETMON_REQUIRE", "all")

    require(condition=True, what="icmp")


@pytest.mark.parametrize("required", ["", "postgres", "icmp6"])
def test_what_is_missing_skips(monkeypatch: pytest.MonkeyPatch, required: str) -> None:
    monkeypatch.setenv("NETMON_REQUIRE", required)

    with pytest.raises(pytest.skip.Exception, match="needs icmp: no right"):
        require(condition=False, what="icmp", reason="no right")


@pytest.mark.parametrize("required", ["all", "icmp", "postgres, icmp"])
def test_what_is_missing_and_required_fails(
    monkeypatch: pytest.MonkeyPatch, required: str
) -> None:
    monkeypatch.setenv("NETMON_REQUIRE", required)

    with pytest.raises(pytest.fail.Exception, match="NETMON_REQUIRE asks for it"):
        require(condition=False, what="icmp")
