"""The options of `netmon sla` about statements."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # The type add_subparsers returns has no public name (CPython gh-85008).
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

FORMATS = ("json", "csv", "xlsx", "pdf", "scenario")
LANGUAGES = ("th", "en")


def add_statements(actions: Commands) -> None:
    """Add the actions about statements."""
    months = actions.add_parser("months", help="list months and their versions")
    months.add_argument("--json", action="store_true", help="machine-readable answer")
    _add_year(actions)
    _add_statement(actions)
    freeze = actions.add_parser("freeze", help="make the first version of a month")
    _add_month(freeze)
    correct = actions.add_parser("correct", help="add a version that says what changed")
    _add_month(correct)
    correct.add_argument("--why", required=True, metavar="TEXT")
    final = actions.add_parser("final", help="make the newest version final")
    _add_month(final)
    _add_version(final, "refused unless it is the newest")
    check = actions.add_parser(
        "check", help="make a version again; would it be the same today?"
    )
    _add_month(check)
    _add_version(check, "default: the newest")
    explain = actions.add_parser("explain", help="every interval of a site's month")
    explain.add_argument("site", metavar="SITE", help="its code")
    _add_month(explain)
    _add_version(explain, "default: the newest; 0: as the journals are now")


def _add_year(actions: Commands) -> None:
    year = actions.add_parser("year", help="sums of a fiscal year and its quarters")
    year.add_argument("year", metavar="YEAR", help="Buddhist Era, as 2570")
    year.add_argument("--contract", metavar="CODE", help="of its sites alone")
    year.add_argument("--json", action="store_true", help="machine-readable answer")


def _add_statement(actions: Commands) -> None:
    statement = actions.add_parser("statement", help="write a month's statement")
    _add_month(statement, has_json=False)
    _add_version(statement, "default: the newest; 0: a draft of what is known now")
    statement.add_argument("--contract", metavar="CODE", help="of its sites alone")
    statement.add_argument("--format", required=True, choices=FORMATS)
    statement.add_argument("--out", required=True, type=Path, metavar="DIR")
    statement.add_argument(
        "--language", choices=LANGUAGES, default="th", help="of XLSX and PDF"
    )


def _add_month(action: argparse.ArgumentParser, *, has_json: bool = True) -> None:
    action.add_argument("--month", required=True, metavar="YYYY-MM")
    if has_json:
        action.add_argument(
            "--json", action="store_true", help="machine-readable answer"
        )


def _add_version(action: argparse.ArgumentParser, purpose: str) -> None:
    action.add_argument("--version", type=_number, metavar="N", help=purpose)


def _number(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 5:
        return int(text)
    message = f"expected a version as 1, 2 ..., got {text!r}"
    raise argparse.ArgumentTypeError(message)
