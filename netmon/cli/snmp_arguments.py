"""The options of `netmon snmp read`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # The type add_subparsers returns has no public name (CPython gh-85008).
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

SNMP_PORT = 161
LAST_PORT = 65_535
AUTH_PROTOCOLS = {
    "md5": "md5",
    **dict.fromkeys(("sha", "sha1", "sha-1"), "sha1"),
    **{
        name: f"sha{bits}"
        for bits in (224, 256, 384, 512)
        for name in (f"sha{bits}", f"sha-{bits}")
    },
}
PRIV_PROTOCOLS = {
    "des": "des",
    "aes": "aes128",
    **{
        name: f"aes{bits}"
        for bits in (128, 192, 256)
        for name in (f"aes{bits}", f"aes-{bits}")
    },
}


def add_snmp(commands: Commands) -> None:
    """Add `netmon snmp`."""
    snmp = commands.add_parser("snmp", help="read a device over SNMP, now")
    actions = snmp.add_subparsers(dest="action", required=True, metavar="ACTION")
    read = actions.add_parser("read", help="say all that one device tells of itself")
    read.add_argument("place", metavar="HOST[:PORT]", type=_place)
    who = read.add_mutually_exclusive_group(required=True)
    who.add_argument("--community", metavar="C", help="of SNMPv1 or v2c")
    who.add_argument("--user", metavar="USER", help="of SNMPv3")
    who.add_argument(
        "--credential", metavar="NAME", help="one of the settings, NETMON_SNMP__NAME__"
    )
    read.add_argument("--version", choices=["1", "2c", "3"], help="default: 2c, or 3")
    _add_user(read)
    read.add_argument("--json", action="store_true", help="machine-readable answer")


def _add_user(read: argparse.ArgumentParser) -> None:
    read.add_argument("--auth-protocol", type=_auth, metavar="P", help="as sha256")
    read.add_argument(
        "--auth-key-file", type=Path, metavar="FILE", help="holds the password"
    )
    read.add_argument("--priv-protocol", type=_priv, metavar="P", help="as aes128")
    read.add_argument(
        "--priv-key-file", type=Path, metavar="FILE", help="holds the password"
    )


def _auth(text: str) -> str:
    return _one_of(AUTH_PROTOCOLS, text)


def _priv(text: str) -> str:
    return _one_of(PRIV_PROTOCOLS, text)


def _one_of(known: dict[str, str], text: str) -> str:
    if text.lower() in known:
        return known[text.lower()]
    message = f"expected one of {', '.join(sorted(known))}, got {text!r}"
    raise argparse.ArgumentTypeError(message)


def _place(text: str) -> tuple[str, int]:
    """Return host and port; an IPv6 address with a port stands in brackets."""
    host, colon, port = text.rpartition(":")
    if not colon or text.endswith("]") or (":" in host and not host.startswith("[")):
        host, port = text, str(SNMP_PORT)
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    is_host = bool(host) and not set("[]") & set(host)
    is_port = port.isascii() and port.isdigit() and 0 < len(port) <= 5
    if not is_host or not is_port or not 1 <= int(port) <= LAST_PORT:
        message = f"expected HOST or HOST:PORT, got {text!r}"
        raise argparse.ArgumentTypeError(message)
    return host, int(port)
