"""Which module runs a command.

Only that one is loaded: a question to the running service takes a fraction of a second,
all the modules together take some.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace

    from netmon.core.settings import Settings

    Command = Callable[[Namespace, Settings], int]

COMMANDS: Mapping[str, str] = {
    "demo": "serve",
    "up": "serve",
    "check-config": "register",
    "sites": "questions",
    "site": "questions",
    "probe": "questions",
    "incidents": "questions",
    "incident": "questions",
    "maintenance": "maintenance",
    "inventory": "register",
    "records": "records",
    "snmp": "snmp_read",
    "doctor": "doctor",
    "account": "accounts",
    "token": "access",
    "audit": "access",
    "export": "samples",
    "backup": "samples",
    "restore": "samples",
    "influx": "influx",
    "dashboards": "dashboards",
    "opendata": "opendata",
    "sla": "sla",
}
"""Modules of netmon.cli; the function is named as the command is."""


def find_command(name: str) -> Command:
    """Return what runs the command `name`, one of COMMANDS."""
    module = import_module(f"netmon.cli.{COMMANDS[name]}")
    command: Command = getattr(module, name.replace("-", "_"))
    return command
