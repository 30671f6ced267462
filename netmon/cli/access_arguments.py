"""The options of `netmon account`, `token`, `audit` and `doctor`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from netmon.access.accounts import MACHINES
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
    _add_reach(create)
    create.add_argument(
        "--days", type=_days, default=365, metavar="N", help="default: %(default)s"
    )
    _add_json(create)


def _add_reach(command: argparse.ArgumentParser) -> None:
    for option, kind in (
        ("--province", "this province"),
        ("--contract", "the sites of this contract"),
        ("--site", "this site"),
    ):
        command.add_argument(
            option,
            action="append",
            metavar="CODE",
            help=f"reaches {kind} only; may be given again",
        )


def add_account(commands: Commands) -> None:
    """Add `netmon account`."""
    account = commands.add_parser("account", help="make, list and change accounts")
    actions = account.add_subparsers(dest="action", required=True, metavar="ACTION")
    roles = [each.value for each in Role if each not in MACHINES]
    add = actions.add_parser("add", help="let somebody sign in")
    add.add_argument("login", metavar="LOGIN")
    add.add_argument("--name", required=True, help="for other people")
    add.add_argument("--role", required=True, choices=roles)
    _add_reach(add)
    add.add_argument(
        "--no-password",
        action="store_true",
        help="signs in by the OpenID provider alone",
    )
    _add_final(add)
    _add_json(actions.add_parser("list", help="list every account"))
    for name, purpose in (
        ("disable", "let nobody sign in as it, and sign it out"),
        ("enable", "let somebody sign in as it again"),
    ):
        actions.add_parser(name, help=purpose).add_argument("login", metavar="LOGIN")
    password = actions.add_parser("password", help="set another password")
    password.add_argument("login", metavar="LOGIN")
    _add_final(password)
    scope = actions.add_parser("scope", help="set what it reaches, and its role")
    scope.add_argument("login", metavar="LOGIN")
    scope.add_argument("--role", choices=roles, help="default: as it is")
    _add_reach(scope)


def _add_final(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--final",
        action="store_true",
        help="it need not be changed when it is first used",
    )


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
