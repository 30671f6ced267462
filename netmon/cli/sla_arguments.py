"""The options of `netmon sla`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from netmon.cli.sla_statement_arguments import add_statements

if TYPE_CHECKING:
    # The type add_subparsers returns has no public name (CPython gh-85008).
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def add_sla(commands: Commands) -> None:
    """Add `netmon sla`."""
    sla = commands.add_parser("sla", help="availability, penalties and statements")
    actions = sla.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_evaluate(actions)
    _add_rules(actions)
    add_statements(actions)


def _add_evaluate(actions: Commands) -> None:
    evaluate = actions.add_parser(
        "evaluate", help="judge a month that stands in a file"
    )
    evaluate.add_argument(
        "scenario", type=Path, metavar="SCENARIO.json", help="what happened"
    )
    evaluate.add_argument(
        "--ruleset", type=Path, metavar="FILE", help="other rules (TOML)"
    )
    evaluate.add_argument("--json", action="store_true", help="machine-readable answer")


def _add_rules(actions: Commands) -> None:
    rules = actions.add_parser("rules", help="check the rules and print their file")
    rules.add_argument(
        "--ruleset", type=Path, metavar="FILE", help="of this file (TOML)"
    )
