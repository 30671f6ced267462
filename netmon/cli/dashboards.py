"""`netmon dashboards`: Grafana's dashboards as they are installed with netmon."""

from __future__ import annotations

from argparse import Namespace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards import committed
from dashboards.push import PushFailed, push
from inventory.provinces import load_provinces
from netmon.cli.answers import say
from netmon.cli.exit_codes import ExitCode
from netmon.core.errors import CapabilityMissing, ConfigError

if TYPE_CHECKING:
    from netmon.core.settings import Settings


def dashboards(options: Namespace, _settings: Settings) -> int:
    """Run one action."""
    actions = {"build": _build, "check": _check, "copy": _copy, "push": _push}
    return actions[options.action](options)


def province_names() -> dict[str, dict[Any, str]]:
    """Return the provinces' names by language, keyed by code."""
    return {
        code: {"th": each.name_th, "en": each.name_en}
        for code, each in load_provinces().items()
    }


def _build(_options: Namespace) -> int:
    _require("grafana_foundation_sdk", "dev")
    from dashboards.build import build_all  # noqa: PLC0415

    files = {
        committed.GENERATED / path: text
        for path, text in build_all(province_names()).items()
    }
    for path, text in committed.other_files().items():
        files[committed.PROVISIONING / path] = text
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    say(f"{len(files)} files written under {committed.ROOT}")
    return ExitCode.DONE


def _check(options: Namespace) -> int:
    made, files = committed.GENERATED, committed.PROVISIONING
    if options.directory:
        made, files = (options.directory / each for each in committed.COPIED)
    found = list(committed.faults(_read(made), committed.read_provisioning(files)))
    if found:
        raise ConfigError(*found)
    say("dashboards and provisioning files are as they should be")
    return ExitCode.DONE


def _copy(options: Namespace) -> int:
    count = committed.copy(options.directory, options.netmon_url)
    say(f"{count} files written under {options.directory}")
    return ExitCode.DONE


def _push(options: Namespace) -> int:
    _require("grafana_client", "push")
    from grafana_client.api import GrafanaApi  # noqa: PLC0415

    made = _read(committed.GENERATED)
    if options.netmon_url:
        made = {
            path: committed.with_netmon_url(each, options.netmon_url)
            for path, each in made.items()
        }
    token = options.token_file.read_text("utf-8").strip()
    api = GrafanaApi.from_url(f"{options.url}/", credential=token)
    would = "would " if options.dry_run else ""
    try:
        for step in push(api, made, dry_run=options.dry_run):
            print(step.what, "same" if step.change == "same" else would + step.change)
    except PushFailed as error:
        raise CapabilityMissing(str(error)) from error
    return ExitCode.DONE


def _read(folder: Path) -> dict[str, dict[str, Any]]:
    try:
        return committed.read_dashboards(folder)
    except ValueError as error:
        raise ConfigError(str(error)) from None


def _require(module: str, extra: str) -> None:
    if find_spec(module) is None:
        message = f"this needs {module}: pip install 'netmon[{extra}]'"
        raise CapabilityMissing(message)
