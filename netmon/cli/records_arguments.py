"""The options of `netmon records`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from inventory.records.catalogue import BY_NAME
from netmon.cli.inventory_import_arguments import add_import_options
from netmon.cli.records_news_arguments import add_news

if TYPE_CHECKING:
    import argparse

    # The type add_subparsers returns has no public name (CPython gh-85008).
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def add_records(commands: Commands) -> None:
    """Add `netmon records`."""
    about = "import or export centres, training, commerce, community, volunteers"
    records = commands.add_parser("records", help=about)
    actions = records.add_subparsers(dest="action", required=True, metavar="ACTION")
    about = "bring records to what a spreadsheet says; shows the changes first"
    bring = actions.add_parser("import", help=about)
    _add_kind(bring)
    add_import_options(bring)
    _add_kind(actions.add_parser("undo", help="take the last import of a kind back"))
    give = actions.add_parser("export", help="write the records of a kind as CSV")
    _add_kind(give)
    give.add_argument(
        "file", type=Path, nargs="?", metavar="FILE.csv", help="default: the terminal"
    )
    give.add_argument(
        "--with-people", action="store_true", help="names and telephones, too; audited"
    )
    add_news(actions)
    kinds = actions.add_parser("kinds", help="list the kinds and their columns")
    kinds.add_argument("--json", action="store_true", help="machine-readable answer")


def _add_kind(action: argparse.ArgumentParser) -> None:
    action.add_argument("kind", choices=tuple(BY_NAME), metavar="KIND")
