"""The options of `netmon influx`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from netmon.cli.sample_arguments import to_moment

if TYPE_CHECKING:
    # The type add_subparsers returns has no public name (CPython gh-85008).
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def add_influx(commands: Commands) -> None:
    """Add `netmon influx`."""
    influx = commands.add_parser("influx", help="set up and look after InfluxDB")
    actions = influx.add_subparsers(dest="action", required=True, metavar="ACTION")
    _add_init(actions)
    actions.add_parser("status", help="say how the sample log's copy is doing")
    _add_backfill(actions)


def _add_init(actions: Commands) -> None:
    init = actions.add_parser(
        "init", help="make databases and users with few rights, after asking"
    )
    init.add_argument(
        "--admin-file",
        type=Path,
        metavar="FILE",
        help="USER:PASSWORD of an administrator; a token on 2.x",
    )
    init.add_argument("--org", metavar="NAME", help="organisation of 2.x")
    init.add_argument(
        "--yes", action="store_true", help="do what is missing without asking"
    )


def _add_backfill(actions: Commands) -> None:
    backfill = actions.add_parser(
        "backfill", help="send what the sample log holds of some time again"
    )
    for option, what in (("--from", "first moment"), ("--to", "first moment after")):
        backfill.add_argument(
            option,
            dest={"--from": "start", "--to": "end"}[option],
            type=to_moment,
            required=True,
            metavar="TIME",
            help=f"{what}, as 2026-11-20T08:00 (Thai)",
        )
