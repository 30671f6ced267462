"""`netmon snmp read`: one device, read as the collector would."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from netmon.cli.exit_codes import ExitCode
from netmon.cli.show import table
from netmon.core.errors import ConfigError
from netmon.core.settings import SnmpCommunitySettings, SnmpUserSettings
from netmon.service.read_device import DeviceNotRead, read_device

if TYPE_CHECKING:
    from netmon.core.reading import DeviceReading, InterfaceReading
    from netmon.core.settings import Settings

Json = dict[str, Any]
Credential = SnmpCommunitySettings | SnmpUserSettings
MAX_KEY_BYTES = 1_024
UNSEEN = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
"""What JSON allows as it is, and a terminal may obey: C1 controls, directions."""


def snmp(options: Namespace, settings: Settings) -> int:
    """Read one device and show what it says."""
    host, port = options.place
    credential = to_credential(options, settings)
    try:
        reading = asyncio.run(read_device(host, port, credential, settings.home))
    except DeviceNotRead as error:
        if options.json:
            print(to_document({"error": _to_error(error)}))
        print(f"netmon: {error}", file=sys.stderr)
        return ExitCode.NOT_ALLOWED
    if options.json:
        print(to_document(to_json(reading)))
    else:
        for line in to_lines(reading):
            print(line)
    return ExitCode.DONE


def to_document(facts: Json) -> str:
    """Return JSON that is safe to look at, whatever a device calls itself."""
    text = json.dumps(facts, ensure_ascii=False, indent=2)
    return UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _to_error(error: DeviceNotRead) -> Json:
    return {
        "outcome": error.outcome,
        "reason": error.reason,
        "message": str(error),
    }


def to_credential(options: Namespace, settings: Settings) -> Credential:
    """Return what the options name.

    Raises:
        ConfigError: Options that do not go together, or an unknown name.
    """
    if options.credential is not None:
        if options.version or _names_keys(options):
            raise ConfigError("--credential says it all: give nothing beside it")
        found = settings.snmp.get(options.credential)
        if found is None:
            known = ", ".join(sorted(settings.snmp)) or "none"
            message = f"--credential: expected one of the settings ({known})"
            raise ConfigError(message)
        return found
    try:
        is_user = options.user is not None
        return _to_user(options) if is_user else _to_community(options)
    except ValidationError as error:
        # The value may be a secret: only what is wrong with it is said.
        raise ConfigError(*(_to_line(each) for each in error.errors())) from None


def _names_keys(options: Namespace) -> bool:
    """Whether the options say how a user of SNMPv3 signs or encrypts."""
    return any(
        getattr(options, f"{kind}_{what}") is not None
        for kind in ("auth", "priv")
        for what in ("protocol", "key_file")
    )


def _to_line(error: Any) -> str:
    place = " ".join(str(part) for part in error["loc"]) or "credential"
    return f"{place}: {error['msg'].removeprefix('Value error, ')}"


def _to_community(options: Namespace) -> SnmpCommunitySettings:
    if options.version == "3":
        raise ConfigError("--version 3 needs --user")
    if _names_keys(options):
        raise ConfigError("passwords and their protocols need --user")
    return SnmpCommunitySettings.model_validate(
        {"version": options.version or "2c", "community": options.community}
    )


def _to_user(options: Namespace) -> SnmpUserSettings:
    if options.version not in (None, "3"):
        raise ConfigError("--user needs --version 3")
    facts = {"version": "3", "user": options.user}
    for kind in ("auth", "priv"):
        protocol = getattr(options, f"{kind}_protocol")
        file = getattr(options, f"{kind}_key_file")
        if bool(protocol) != bool(file):
            message = f"--{kind}-protocol and --{kind}-key-file go together"
            raise ConfigError(message)
        if protocol:
            facts[f"{kind}_protocol"] = protocol
            facts[f"{kind}_password"] = _read_key(file)
    return SnmpUserSettings.model_validate(facts)


def _read_key(file: Path) -> str:
    """Return the password in a file, without the end of its line."""
    try:
        with file.open("rb") as opened:
            key = opened.read(MAX_KEY_BYTES + 1)
            if len(key) > MAX_KEY_BYTES:
                message = f"{file}: longer than {MAX_KEY_BYTES:,} bytes"
                raise ConfigError(message)
            return key.decode("utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        said = getattr(error, "strerror", None) or "not UTF-8"
        message = f"{file}: {said}"
        raise ConfigError(message) from None


def to_json(reading: DeviceReading) -> Json:
    """Return the document of `--json`; what the device does not have is None."""
    return {
        "profile": reading.profile,
        "vendor": reading.vendor,
        "sys_name": reading.sys_name,
        "sys_descr": reading.sys_descr,
        "sys_object_id": reading.sys_object_id,
        "uptime_s": reading.uptime_s,
        "cpu_ratio": reading.cpu_ratio,
        "memory_ratio": reading.memory_ratio,
        "temperature_celsius": reading.temperature_celsius,
        "interfaces": [_to_port(port) for port in reading.interfaces],
        "wan_if_index": reading.wan_if_index,
        "wifi": {
            "clients_count": reading.wifi.clients_count,
            "aps_count": reading.wifi.aps_count,
            "by_radio": [
                {"key": radio.key, "clients_count": radio.clients_count}
                for radio in reading.wifi.by_radio
            ],
        },
        "notes": list(reading.notes),
    }


def _to_port(port: InterfaceReading) -> Json:
    return {
        "if_index": port.if_index,
        "name": port.name,
        "alias": port.alias,
        "type": port.type_number,
        "oper_up": port.is_up,
        "speed_bps": port.speed_bps,
        "in_octets": port.in_octets,
        "out_octets": port.out_octets,
        "in_errors": port.in_errors_count,
        "out_errors": port.out_errors_count,
    }


def to_lines(reading: DeviceReading) -> Iterator[str]:
    """Yield a reading for people: what the device says, then its ports."""
    for name, value in (
        ("name", plain(reading.sys_name)),
        ("says", plain(reading.sys_descr)),
        ("profile", f"{reading.profile} ({reading.vendor})"),
        ("uptime", _with_unit(reading.uptime_s, "s")),
        ("CPU", _percent(reading.cpu_ratio)),
        ("memory", _percent(reading.memory_ratio)),
        ("temperature", _with_unit(reading.temperature_celsius, "C")),
        ("clients", _or_dash(reading.wifi.clients_count)),
        ("APs joined", _or_dash(reading.wifi.aps_count)),
    ):
        yield f"{name:<12}{value or '-'}"
    for radio in reading.wifi.by_radio:
        yield f"  clients   {_or_dash(radio.clients_count):>6}  {plain(radio.key)}"
    for note in reading.notes:
        yield f"note        {plain(note)}"
    if reading.interfaces:
        header = ("PORT", "NAME", "STATE", "MBPS", "IN BYTES", "OUT BYTES", "ALIAS")
        yield from table([header, *map(_to_row, reading.interfaces)])


def _to_row(port: InterfaceReading) -> tuple[str, ...]:
    state = {None: "-", True: "up", False: "down"}[port.is_up]
    speed = None if port.speed_bps is None else port.speed_bps // 1_000_000
    counts = (speed, port.in_octets, port.out_octets)
    shown = (_or_dash(each) for each in counts)
    name = plain(port.name) or "-"
    return (str(port.if_index), name, state, *shown, plain(port.alias))


def plain(text: str | None) -> str:
    """Return what a device says in one line, without what a terminal would obey."""
    kept = (each if each.isprintable() else " " for each in text or "")
    return " ".join("".join(kept).split())


def _or_dash(value: int | None) -> str:
    return "-" if value is None else f"{value:,}"


def _percent(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio:.1%}"


def _with_unit(value: float | None, unit: str) -> str:
    return "-" if value is None else f"{value:,.1f} {unit}"
