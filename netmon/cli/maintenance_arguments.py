"""The options of `netmon maintenance`."""

from __future__ import annotations

import argparse
import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from netmon.core.clock import THAI_TIME

if TYPE_CHECKING:
    # The type add_subparsers returns has no public name (CPython gh-85008).
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
MOST_ROWS = 100_000


def add_maintenance(commands: Commands) -> None:
    """Add `netmon maintenance`."""
    about = "declare work, so that nobody is alarmed by it"
    maintenance = commands.add_parser("maintenance", help=about)
    actions = maintenance.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_plan(actions)
    listing = actions.add_parser("list", help="list windows, the newest first")
    listing.add_argument("--all", action="store_true", help="those that are over, too")
    for name in ("site", "province", "contract"):
        listing.add_argument(f"--{name}", metavar="CODE")
    listing.add_argument("--limit", type=_rows, default=50, help="default: %(default)s")
    listing.add_argument("--json", action="store_true", help="machine-readable answer")
    cancel = actions.add_parser("cancel", help="let a window hold no longer")
    cancel.add_argument("id", type=int, metavar="ID", help="as `list` shows it")
    cancel.add_argument("--json", action="store_true", help="machine-readable answer")


def _add_plan(actions: Commands) -> None:
    plan = actions.add_parser("plan", help="declare a window; times are Thai time")
    which = plan.add_mutually_exclusive_group(required=True)
    which.add_argument("--site", metavar="CODE")
    which.add_argument("--node", metavar="CODE", help="what hangs only from this node")
    which.add_argument("--province", metavar="CODE")
    which.add_argument("--contract", metavar="CODE")
    plan.add_argument(
        "--from",
        dest="begins",
        type=_moment,
        metavar="'YYYY-MM-DD HH:MM'",
        help="default: now",
    )
    length = plan.add_mutually_exclusive_group(required=True)
    length.add_argument("--for", dest="length", type=_length, metavar="90m|4h|2d")
    length.add_argument("--to", type=_moment, metavar="'YYYY-MM-DD HH:MM'")
    plan.add_argument(
        "--every", type=_weekdays, default=(), metavar="mon,thu|day", help="comes back"
    )
    plan.add_argument(
        "--last", type=_day, metavar="YYYY-MM-DD", help="last day it comes back"
    )
    plan.add_argument("--reason", required=True, metavar="TEXT")
    plan.add_argument("--json", action="store_true", help="machine-readable answer")


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise _wrong("a moment, as '2026-12-01 00:00'", text) from None
    return at if at.tzinfo else at.replace(tzinfo=THAI_TIME)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _wrong("a day, as 2026-12-31", text) from None


def _length(text: str) -> timedelta:
    found = re.fullmatch(r"([0-9]{1,6})([mhd])", text)
    if found is None or int(found[1]) == 0:
        raise _wrong("a length, as 90m, 4h or 2d", text)
    return int(found[1]) * _UNITS[found[2]]


def _weekdays(text: str) -> tuple[int, ...]:
    if text == "day":
        return tuple(range(1, 8))
    names = text.split(",")
    if not set(names) <= set(DAYS):
        raise _wrong("days as mon,thu, or day", text)
    return tuple(sorted({DAYS.index(name) + 1 for name in names}))


def _rows(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) < 7 and int(text):
        return min(int(text), MOST_ROWS)
    raise _wrong("a number of rows", text)


def _wrong(expected: str, text: str) -> argparse.ArgumentTypeError:
    return argparse.ArgumentTypeError(f"expected {expected}, got {text!r}")
