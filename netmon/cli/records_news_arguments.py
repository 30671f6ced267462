"""The options of `netmon records import-news` and `forget`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.cli.inventory_import_arguments import add_import_options

if TYPE_CHECKING:
    import argparse

    # The type add_subparsers returns has no public name (CPython gh-85008).
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def add_news(actions: Commands) -> None:
    """Add `import-news` and `forget` to the actions of `netmon records`."""
    about = "take verified news from a feed that was saved: RSS 2.0, Atom, JSON Feed"
    add_import_options(actions.add_parser("import-news", help=about))
    about = "blank names and telephones whose time is over, in the history too"
    forget = actions.add_parser("forget", help=about)
    forget.add_argument("--dry-run", action="store_true", help="only count them")
