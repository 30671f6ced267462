"""The options of `netmon token`, `netmon audit` and `netmon doctor`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from netmon.access.roles import Role
from netmon.access.tokens import MOST_DAYS

if TYPE_CHECKING:
    # The type add_subparsers returns has no public name (CPython gh-85008).
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

MOST_ROWS = 100_000


def add_token(commands: Commands) -> None:
    """Add `netmon token`."""
    token = commands.add_parser("token", help="make, list and revoke access tokens")
    actions = token.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_create(actions)
    listing = actions.add_parser("list", help="list every token, never a secret")
    _add_json(listing)
    revoke = actions.add_parser("revoke", help="let a token be good no longer")
    revoke.add_argument("id", metavar="ID", help="as `netmon token list` shows it")


def _add_create(actions: Commands) -> None:
    create = actions.add_parser("create", help="make a token and show it, once")
    create.add_argument("--name", required=True, help="for people, as Grafana")
    roles = [each.value for each in Role]
    create.add_argument("--role", required=True, choices=roles)
    for option, kind in (
        ("--province", "this province"),
        ("--contract", "the sites of this contract"),
        ("--site", "this site"),
    ):
        create.add_argument(
            option,
            action="append",
            metavar="CODE",
            help=f"reaches {kind} only; may be given again",
        )
    create.add_argument(
        "--days", type=_days, default=365, metavar="N", help="default: %(default)s"
    )
    _add_json(create)


def add_audit(commands: Commands) -> None:
    """Add `netmon audit`."""
    audit = commands.add_parser("audit", help="show who did what, newest first")
    audit.add_argument(
        "--limit", type=_rows, default=50, metavar="N", help="default: %(default)s"
    )
    _add_json(audit)


def add_doctor(commands: Commands) -> None:
    """Add `netmon doctor`."""
    doctor = commands.add_parser(
        "doctor", help="say what on this machine would keep netmon from working"
    )
    _add_json(doctor)


def _add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="machine-readable answer")


def _days(text: str) -> int:
    return _whole(text, MOST_DAYS)


def _rows(text: str) -> int:
    return _whole(text, MOST_ROWS)


def _whole(text: str, most: int) -> int:
    if text.isascii() and text.isdigit() and len(text) < 8 and 1 <= int(text) <= most:
        return int(text)
    message = f"expected a whole number from 1 to {most}, got {text!r}"
    raise argparse.ArgumentTypeError(message)
