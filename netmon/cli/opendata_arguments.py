"""The options of `netmon opendata`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # The type add_subparsers returns has no public name (CPython gh-85008).
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def add_opendata(commands: Commands) -> None:
    """Add `netmon opendata`."""
    opendata = commands.add_parser(
        "opendata", help="build open data, put it into a CKAN catalogue"
    )
    actions = opendata.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_build(actions)
    _add_push(actions)


def _add_build(actions: Commands) -> None:
    build = actions.add_parser("build", help="write sites and their months")
    build.add_argument("out", type=Path, metavar="OUT", help="a new folder")
    build.add_argument("--month", metavar="YYYY-MM", help="this month alone")
    build.add_argument(
        "--from", dest="first", metavar="YYYY-MM", help="first month; with --to"
    )
    build.add_argument("--to", dest="last", metavar="YYYY-MM", help="last month")
    build.add_argument(
        "--about", type=Path, metavar="FILE", help="who publishes it (TOML)"
    )
    build.add_argument(
        "--replace", action="store_true", help="put it in the place of a former build"
    )


def _add_push(actions: Commands) -> None:
    push = actions.add_parser("push", help="put a build into a CKAN catalogue")
    push.add_argument("directory", type=Path, metavar="DIR", help="what was built")
    push.add_argument("--url", required=True, help="of the catalogue")
    push.add_argument(
        "--organization", metavar="ORG", help="instead of what the build says"
    )
    push.add_argument("--token-file", type=Path, metavar="FILE", help="an API token")
    push.add_argument(
        "--dry-run", action="store_true", help="print the calls, change nothing"
    )
