"""`netmon snmp read` under wrong use, and the shape of its document."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from netmon.cli import main
from netmon.cli.arguments import parse_arguments
from netmon.cli.snmp_read import to_document, to_json, to_lines
from netmon.core.model import DeviceId
from netmon.core.reading import (
    DeviceReading,
    InterfaceReading,
    RadioReading,
    WifiReading,
)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NETMON_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ("192.0.2.1", ("192.0.2.1", 161)),
        ("192.0.2.1:1161", ("192.0.2.1", 1161)),
        ("router.example:162", ("router.example", 162)),
        ("2001:db8::1", ("2001:db8::1", 161)),
        ("[2001:db8::1]", ("2001:db8::1", 161)),
        ("[2001:db8::1]:99", ("2001:db8::1", 99)),
    ],
)
def test_a_place_is_a_host_and_perhaps_a_port(
    given: str, place: tuple[str, int]
) -> None:
    options = parse_arguments(["snmp", "read", given, "--community", "c"])

    assert options.place == place


@pytest.mark.parametrize(
    "arguments",
    [
        ("192.0.2.1",),
        ("192.0.2.1:0", "--community", "c"),
        ("192.0.2.1:65536", "--community", "c"),
        ("192.0.2.1:http", "--community", "c"),
        ("", "--community", "c"),
        (":161", "--community", "c"),
        ("[::1", "--community", "c"),
        ("::1]:161", "--community", "c"),
        ("[[::1]]:161", "--community", "c"),
        ("192.0.2.1", "--community", "c", "--user", "u"),
        ("192.0.2.1", "--community", "c", "--version", "4"),
        ("192.0.2.1", "--user", "u", "--auth-protocol", "rot13"),
    ],
)
def test_wrong_options_are_wrong_use(arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["snmp", "read", *arguments])

    assert caught.value.code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--community", "c", "--version", "3"), "--version 3 needs --user"),
        (("--user", "u", "--version", "1"), "--user needs --version 3"),
        (("--user", "u", "--auth-protocol", "sha"), "go together"),
        (("--user", "u", "--priv-key-file", "f"), "go together"),
        (("--community", "c", "--auth-protocol", "sha"), "need --user"),
        (("--community", "c", "--priv-key-file", "f"), "need --user"),
        (("--credential", "core", "--version", "3"), "give nothing beside it"),
        (("--credential", "core", "--auth-key-file", "f"), "give nothing beside it"),
        (("--user", ""), "user: "),
        (("--community", ""), "community: Value should have at least 1"),
        (("--credential", "core"), "expected one of the settings (none)"),
        (
            ("--user", "u", "--auth-protocol", "sha", "--auth-key-file", "nowhere"),
            "nowhere: No such file",
        ),
    ],
)
def test_options_that_do_not_go_together_are_one_line(
    arguments: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["snmp", "read", "192.0.2.1", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_password_that_is_too_short_is_refused_unseen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "key").write_text("5ecret\n")
    arguments = ("--auth-protocol", "sha256", "--auth-key-file", str(tmp_path / "key"))

    assert main(["snmp", "read", "192.0.2.1", "--user", "u", *arguments]) == 2
    said = capsys.readouterr().err
    assert "at least 8 characters" in said
    assert "5ecret" not in said


def test_a_password_file_that_is_too_long_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "key").write_text("a" * 1_025)
    arguments = ("--auth-protocol", "sha256", "--auth-key-file", str(tmp_path / "key"))

    assert main(["snmp", "read", "192.0.2.1", "--user", "u", *arguments]) == 2
    assert "longer than 1,024 bytes" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["a" * 64 + ".example", "a..b"])
def test_what_can_be_no_name_does_not_resolve(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["snmp", "read", name, "--community", "c", "--json"]) == 3
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["outcome"], error["reason"]) == ("not_measured", "name")


@pytest.mark.parametrize("place", ["198.18.0.1", "255.255.255.255", "224.0.0.1"])
def test_an_address_that_must_not_be_asked_is_no_reading(
    place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["snmp", "read", place, "--community", "c", "--json"]) == 3
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["outcome"], error["reason"]) == ("not_measured", "address_refused")


def test_a_wrong_profile_of_ones_own_is_named(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "profiles").mkdir()
    (home / "profiles" / "acme.toml").write_text("name = 5")

    assert main(["snmp", "read", "192.0.2.1", "--community", "c"]) == 2
    assert "acme.toml: name" in capsys.readouterr().err


EMPTY = DeviceReading(DeviceId("d"), datetime(2026, 11, 20, tzinfo=UTC), 0.1, "p", "v")


def test_what_a_device_does_not_have_is_null() -> None:
    assert to_json(EMPTY) == {
        "profile": "p",
        "vendor": "v",
        "sys_name": None,
        "sys_descr": None,
        "sys_object_id": None,
        "uptime_s": None,
        "cpu_ratio": None,
        "memory_ratio": None,
        "temperature_celsius": None,
        "interfaces": [],
        "wan_if_index": None,
        "wifi": {"clients_count": None, "aps_count": None, "by_radio": []},
        "notes": [],
    }


def test_people_see_a_dash_where_there_is_nothing_and_a_zero_where_there_is() -> None:
    radios = (RadioReading("wlan1", 0),)
    reading = DeviceReading(
        *(EMPTY.device, EMPTY.at, EMPTY.took_s, "p", "v"),
        cpu_ratio=0.0,
        sys_descr="two\r\nlines",
        interfaces=(InterfaceReading(7, "eth0", is_up=None, in_octets=0),),
        wifi=WifiReading(0, None, radios),
    )

    lines = list(to_lines(reading))

    assert "says        two lines" in lines
    assert "CPU         0.0%" in lines
    assert "memory      -" in lines
    assert "clients     0" in lines
    assert any(line.split() == ["7", "eth0", "-", "-", "0", "-"] for line in lines)


HOSTILE = "\x1b]0;owned\x07\x1b[2J\r\nAPs joined  9\x9b31m\u202eevil"
"""Sets a title, clears the screen, adds a line of its own, turns the direction."""


def boasting() -> DeviceReading:
    return DeviceReading(
        *(EMPTY.device, EMPTY.at, EMPTY.took_s, "p", "v"),
        sys_name=HOSTILE,
        sys_descr=HOSTILE,
        interfaces=(InterfaceReading(1, HOSTILE, alias=HOSTILE),),
        wifi=WifiReading(1, None, (RadioReading(HOSTILE, 1),)),
        notes=(f"the line is port 1 ({HOSTILE})",),
    )


def test_no_device_writes_on_the_terminal_of_who_asks() -> None:
    lines = list(to_lines(boasting()))

    assert len(lines) == 9 + len(("radio", "note", "header", "port"))
    assert all(line.isprintable() for line in lines)
    assert "name        ]0;owned [2J APs joined 9 31m evil" in lines


def test_the_document_of_a_hostile_device_is_safe_to_look_at() -> None:
    text = to_document(to_json(boasting()))

    assert all(line.isprintable() for line in text.splitlines())
    assert json.loads(text)["sys_name"] == HOSTILE


def test_thai_stays_as_it_is_in_the_document() -> None:
    assert to_document({"sys_name": "ศูนย์ดิจิทัล"}) == '{\n  "sys_name": "ศูนย์ดิจิทัล"\n}'
