"""The options of `netmon dashboards`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    # The type add_subparsers returns has no public name (CPython gh-85008).
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def add_dashboards(commands: Commands) -> None:
    """Add `netmon dashboards`."""
    command = commands.add_parser(
        "dashboards", help="build, check, copy or push the Grafana dashboards"
    )
    actions = command.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("build", help="make them anew from their code")
    checking = actions.add_parser("check", help="check what is installed")
    checking.add_argument(
        "directory",
        type=Path,
        nargs="?",
        metavar="DIR",
        help="what `copy` wrote there instead",
    )
    copying = actions.add_parser("copy", help="write files for Grafana to provision")
    copying.add_argument("directory", type=Path, metavar="DIR")
    _add_netmon_url(copying)
    pushing = actions.add_parser("push", help="put them into a running Grafana")
    pushing.add_argument("url", type=_http_url, metavar="URL", help="of Grafana")
    pushing.add_argument(
        "--token-file",
        type=Path,
        required=True,
        metavar="FILE",
        help="holds a service account's token",
    )
    pushing.add_argument(
        "--dry-run", action="store_true", help="only say what would be done"
    )
    _add_netmon_url(pushing)


def _add_netmon_url(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--netmon-url",
        type=_http_url,
        metavar="URL",
        help="where links to netmon's own pages lead",
    )


def _http_url(text: str) -> str:
    parts = urlsplit(text)
    is_plain = not (parts.username or parts.query or parts.fragment)
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_plain:
        message = f"expected http://HOST or https://HOST, no user in it: {text!r}"
        raise argparse.ArgumentTypeError(message)
    return text.rstrip("/")
