"""`netmon influx`: the server beside the sample log."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace

    from netmon.core.settings import Settings


def influx(options: Namespace, settings: Settings) -> int:
    """Set up an InfluxDB, say how it is fed, feed it again."""
    # Each action loads what it needs alone.
    if options.action == "init":
        from netmon.cli.influx_init import init  # noqa: PLC0415

        return init(options, settings)
    from netmon.cli.influx_feed import run_backfill, show_status  # noqa: PLC0415

    actions = {"status": show_status, "backfill": run_backfill}
    return actions[options.action](options, settings)
