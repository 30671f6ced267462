"""Settings: every mistake is one line that names its place, and no secret is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from netmon.core.errors import ConfigError
from netmon.settings_load import load_settings

SECRET = "hunter2-of-the-agents"


def refusal(home: Path, **variables: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load_settings({"NETMON_HOME": str(home), **variables})
    return str(caught.value)


def test_a_misspelt_variable_is_named_with_what_was_meant(tmp_path: Path) -> None:
    text = refusal(tmp_path, NETMON_POLL__ICMP_PERIOD="30")

    assert text == (
        "NETMON_POLL__ICMP_PERIOD: no such setting; "
        "did you mean NETMON_POLL__ICMP_PERIOD_S?"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NETMON_POLL__ICMP_PERIOD_S", "nan"),
        ("NETMON_POLL__ICMP_PERIOD_S", "1e999"),
        ("NETMON_POLL__MAX_BUSY_COUNT", "9" * 30),
        ("NETMON_POLL__REGISTER_CHECK_S", "1e-300"),
        ("NETMON_HTTP__PORT", "๘๐๘๐"),
        ("NETMON_POLLER", "ก"),
        ("NETMON_POLLER", "\udcff"),
    ],
)
def test_an_absurd_value_is_refused_by_its_variable(
    tmp_path: Path, name: str, value: str
) -> None:
    assert refusal(tmp_path, **{name: value}).startswith(f"{name}: ")


@pytest.mark.parametrize(
    "home", ["~nobody-of-this-name/x", "/tmp/\udcff", "/tmp/a\nb", "/tmp/\x00"]
)
def test_a_home_that_cannot_be_is_named(home: str) -> None:
    with pytest.raises(ConfigError, match=r"^NETMON_HOME: "):
        load_settings({"NETMON_HOME": home})


@pytest.mark.parametrize(
    "content",
    [
        b"poll = 3",
        b"[poll]\nicmp_period_s = nan",
        b"[poll",
        b"\x00",
        b"\xff\xfe",
        b'home = "/x"',
        b"x = " + b"[" * 5000,
        b"x = " + b"9" * 6000,
        b"#" * 2_000_000,
    ],
    ids=str,
)
def test_a_wrong_file_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "netmon.toml").write_bytes(content)

    assert refusal(tmp_path).startswith(str(tmp_path / "netmon.toml"))


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "netmon.toml")

    assert refusal(tmp_path) == f"{tmp_path / 'netmon.toml'}: expected a file"


@pytest.mark.parametrize(
    "content",
    [
        f'[snmp.default]\nversion = "{SECRET}"',
        f'[snmp.default]\ncommunity = "{SECRET}"',
        f'[snmp.default]\nversion = "2c"\ncommunity = ["{SECRET}"]',
        f'[snmp.default]\nversion = "2c"\ncommunity = "{SECRET}',
        f'[snmp]\ndefault = "{SECRET}"',
        f'database_url = ["{SECRET}"]',
    ],
)
def test_a_secret_in_the_wrong_place_is_never_said(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / "netmon.toml").write_text(content)

    assert SECRET not in refusal(tmp_path)
