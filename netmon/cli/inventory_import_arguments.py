"""The options of `netmon inventory`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    # The type add_subparsers returns has no public name (CPython gh-85008).
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001

PART_NAMES = (
    *("sites", "contracts", "nodes", "topology", "access-points", "controllers"),
    "service-hours",
)
"""The parts of inventory.importer.parts.choice, which this does not wait for."""


def add_import(actions: Commands) -> None:
    """Add `import`, `undo` and `geography` to the actions of `netmon inventory`."""
    about = "bring the register to what a spreadsheet says; shows the changes first"
    bring = actions.add_parser("import", help=about)
    add_import_options(bring)
    bring.add_argument(
        "--kind",
        choices=PART_NAMES,
        metavar="KIND",
        help=f"one of {', '.join(PART_NAMES)}; default: what the header tells",
    )
    actions.add_parser("undo", help="take the last import back")
    about = "keep tambons (CSV) and borders of provinces (GeoJSON) for the checks"
    geography = actions.add_parser("geography", help=about)
    geography.add_argument("files", type=Path, nargs="+", metavar="FILE")


def add_import_options(bring: argparse.ArgumentParser) -> None:
    """Add what every import can be told."""
    bring.add_argument("file", type=Path, metavar="FILE", help="CSV or XLSX")
    bring.add_argument("--dry-run", action="store_true", help="change nothing")
    bring.add_argument(
        "--report", type=Path, metavar="OUT.json", help="write all of it"
    )
    bring.add_argument(
        "--yes", action="store_true", help="do not ask before it changes"
    )
