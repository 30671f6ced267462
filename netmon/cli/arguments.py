"""The commands and their options."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from inventory.model import SiteType
from netmon.cli.access_arguments import add_account, add_audit, add_doctor, add_token
from netmon.cli.dashboards_arguments import add_dashboards
from netmon.cli.influx_arguments import add_influx
from netmon.cli.inventory_import_arguments import add_import
from netmon.cli.maintenance_arguments import add_maintenance
from netmon.cli.opendata_arguments import add_opendata
from netmon.cli.records_arguments import add_records
from netmon.cli.sample_arguments import add_backup, add_export, add_restore
from netmon.cli.sla_arguments import add_sla
from netmon.cli.snmp_arguments import add_snmp
from netmon.core.model import SiteState
from netmon.status.causes import Cause
from netmon.twin.shipped import shipped

if TYPE_CHECKING:
    # The type add_subparsers returns has no public name (CPython gh-85008).
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    """Return the options of one command; exits with code 2 on wrong use."""
    parser = argparse.ArgumentParser(
        prog="netmon",
        description="Watches public-internet sites: what is up, what is down, and why.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for add in (
        _add_demo,
        _add_up,
        _add_check,
        add_doctor,
        _add_sites,
        _add_site,
        _add_incidents,
        _add_incident,
        add_maintenance,
        _add_inventory,
        add_records,
        add_snmp,
        add_account,
        add_token,
        add_audit,
        add_export,
        add_backup,
        add_restore,
        add_influx,
        add_dashboards,
        add_opendata,
        add_sla,
    ):
        add(commands)
    return parser.parse_args(arguments)


def _add_demo(commands: Commands) -> None:
    demo = commands.add_parser("demo", help="watch the simulated nation")
    demo.add_argument(
        "--scenario",
        default="calm_day",
        metavar="NAME",
        help=f"one of {', '.join(shipped())}, or a file (default: %(default)s)",
    )
    demo.add_argument(
        "--speed",
        type=_speed,
        default=1.0,
        metavar="N",
        help="divides the scenario's waits, 0.1-10, never a timeout",
    )
    demo.add_argument("--port", type=_port, default=8080, help="default: %(default)s")
    demo.add_argument("--size", type=_size, default=8255, help=argparse.SUPPRESS)


def _add_up(commands: Commands) -> None:
    up = commands.add_parser("up", help="watch the sites of the register")
    up.add_argument("--port", type=_port, help="instead of NETMON_HTTP__PORT")


def _add_check(commands: Commands) -> None:
    check = commands.add_parser(
        "check-config", help="check settings and register, open no socket"
    )
    check.add_argument(
        "--register", type=Path, metavar="DIR", help="check these CSV files too"
    )
    check.add_argument("--json", action="store_true", help="machine-readable answer")


def _add_sites(commands: Commands) -> None:
    sites = commands.add_parser("sites", help="list sites and their states")
    sites.add_argument("--province", metavar="CODE")
    sites.add_argument("--region", metavar="NAME")
    sites.add_argument("--type", choices=[each.value for each in SiteType])
    sites.add_argument("--contract", metavar="CODE")
    sites.add_argument("--state", choices=[each.value for each in SiteState])
    sites.add_argument("--q", metavar="TEXT", help="part of a name or code")
    sites.add_argument("--limit", type=_count, default=50, help="default: %(default)s")
    sites.add_argument("--json", action="store_true", help="machine-readable answer")


def _add_site(commands: Commands) -> None:
    for name, purpose in (
        ("site", "say what is known of one site"),
        ("probe", "look at one site now, and show the evidence"),
    ):
        command = commands.add_parser(name, help=purpose)
        command.add_argument("code", metavar="CODE")
        command.add_argument(
            "--json", action="store_true", help="machine-readable answer"
        )


def _add_incidents(commands: Commands) -> None:
    incidents = commands.add_parser(
        "incidents", help="list what went wrong, one row a cause, newest first"
    )
    incidents.add_argument("--open", action="store_true", help="only what goes on")
    incidents.add_argument("--cause", choices=[each.value for each in Cause])
    incidents.add_argument("--province", metavar="CODE")
    incidents.add_argument("--contract", metavar="CODE")
    incidents.add_argument(
        "--limit", type=_count, default=50, help="default: %(default)s"
    )
    incidents.add_argument(
        "--json", action="store_true", help="machine-readable answer"
    )


def _add_incident(commands: Commands) -> None:
    incident = commands.add_parser("incident", help="say what is known of one incident")
    incident.add_argument("id", metavar="ID", help="as `netmon incidents` shows it")
    incident.add_argument("--json", action="store_true", help="machine-readable answer")


def _add_inventory(commands: Commands) -> None:
    inventory = commands.add_parser(
        "inventory", help="load, dump or import the register"
    )
    actions = inventory.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, purpose in (
        ("load", "replace the register by the CSV files of a directory"),
        ("dump", "write the register as CSV files into a directory"),
    ):
        action = actions.add_parser(name, help=purpose)
        action.add_argument("directory", type=Path, metavar="DIR")
    add_import(actions)


def _bounded(text: str, low: float, high: float, unit: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        message = f"expected {unit} from {low:g} to {high:g}, got {text!r}"
        raise argparse.ArgumentTypeError(message)
    return value


def _whole(text: str, low: int, high: int, unit: str) -> int:
    value = _bounded(text, low, high, unit)
    if value != int(value):
        message = f"expected {unit}, a whole number, got {text!r}"
        raise argparse.ArgumentTypeError(message)
    return int(value)


def _speed(text: str) -> float:
    return _bounded(text, 0.1, 10, "a number")


def _port(text: str) -> int:
    return _whole(text, 0, 65_535, "a port")


def _size(text: str) -> int:
    return _whole(text, 1, 66_000, "a number of sites")


def _count(text: str) -> int:
    return _whole(text, 1, 100_000, "a number of rows")
