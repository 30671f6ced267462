"""Canaries of one's own: addresses only, and none that must never be probed."""

from __future__ import annotations

from pathlib import Path

import pytest

from netmon.core.errors import ConfigError
from netmon.core.model import Method, Role
from netmon.service.collect import to_own_canaries
from netmon.settings_load import load_settings


def test_canaries_are_looked_at_by_echo(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "NETMON_HOME": str(tmp_path),
            "NETMON_CANARIES": "192.0.2.53, 2001:db8::53,192.0.2.53,",
        }
    )

    targets = to_own_canaries(settings)

    assert [each.address for each in targets] == ["192.0.2.53", "2001:db8::53"]
    assert {each.methods for each in targets} == {(Method.ICMP,)}
    assert {each.role for each in targets} == {Role.NODE}


def test_by_default_there_are_none(tmp_path: Path) -> None:
    assert to_own_canaries(load_settings({"NETMON_HOME": str(tmp_path)})) == ()


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("198.18.0.1", "198.18.0.0/15"),
        ("::ffff:198.19.255.255", "198.18.0.0/15"),
        ("192.0.2.1,224.0.0.1", "multicast"),
        ("resolver.example", "no IP address"),
        ("fe80::1%eth0", "no IP address"),
        ("192.0.2.1;192.0.2.2", "no IP address"),
        (",".join(f"192.0.2.{number}" for number in range(1, 18)), "16 addresses"),
    ],
)
def test_what_must_not_be_probed_is_refused(
    tmp_path: Path, value: str, why: str
) -> None:
    with pytest.raises(ConfigError, match=r"^NETMON_CANARIES: ") as caught:
        load_settings({"NETMON_HOME": str(tmp_path), "NETMON_CANARIES": value})

    assert why in str(caught.value)
