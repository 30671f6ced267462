"""Dashboards and provisioning files as they are installed: read, checked, copied."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from dashboards.alerting import alerting_files
from dashboards.dashboard_rules import dashboard_faults, variables_of
from dashboards.names import LANGUAGES, NETMON, PAGES, TYPE, to_uid
from dashboards.provisioning_files import provisioning_files
from dashboards.query_rules import known_names, query_faults

ROOT = Path(__file__).parent
GENERATED, PROVISIONING = ROOT / "generated", ROOT / "provisioning"
COPIED = ("dashboards", "provisioning")
"""Where `copy` puts the two."""


def read_dashboards(folder: Path = GENERATED) -> dict[str, dict[str, Any]]:
    """Return the dashboards by path under `folder`.

    Raises:
        OSError: A file cannot be read.
        ValueError: A file is no dashboard; the text names it.
    """
    made = {}
    for path in sorted(folder.rglob("*.json")):
        try:
            found = json.loads(path.read_text("utf-8"))
        except ValueError as error:
            message = f"{path}: {error}"
            raise ValueError(message) from None
        is_one = isinstance(found, dict) and {"uid", "panels", "templating"} <= {*found}
        if not is_one:
            message = f"{path}: is no dashboard in Classic JSON"
            raise ValueError(message)
        made[path.relative_to(folder).as_posix()] = found
    return made


def other_files() -> dict[str, str]:
    """Return every provisioning file as it should be, by path under provisioning/."""
    return {**provisioning_files(), **alerting_files()}


def faults(
    dashboards: Mapping[str, Mapping[str, Any]], files: Mapping[str, str]
) -> Iterator[str]:
    """Return what is wrong, one text each with its file.

    Args:
        dashboards: By path, as read_dashboards returns them.
        files: Provisioning files by path, as they are.
    """
    expected = {
        f"{lang}/{key}.json": (key, lang) for lang in LANGUAGES for key in PAGES
    }
    for path in sorted({*expected} ^ {*dashboards}):
        yield f"{path}: {'is missing' if path in expected else 'is not expected'}"
    for path, dashboard in dashboards.items():
        if path in expected and dashboard["uid"] != to_uid(*expected[path]):
            yield f"{path}: uid {dashboard['uid']} is not the fixed one"
        yield from (f"{path}: {each}" for each in _dashboard_faults(path, dashboards))
    yield from _file_faults(files)


def _dashboard_faults(
    path: str, dashboards: Mapping[str, Mapping[str, Any]]
) -> list[str]:
    try:
        others = {each["uid"]: variables_of(each) for each in dashboards.values()}
        return list(dashboard_faults(dashboards[path], others, known_names()))
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
        return [f"is not built as a dashboard: {type(error).__name__} {error}"]


def _file_faults(files: Mapping[str, str]) -> Iterator[str]:
    wanted = other_files()
    for path in sorted({*wanted} | {*files}):
        if path not in files:
            yield f"{path}: is missing"
        elif wanted.get(path) != files[path]:
            yield f"{path}: is not what the code makes; run `netmon dashboards build`"
    known = known_names()
    for rule in rules_of(wanted):
        for query in rule["data"]:
            if query["model"].get("datasource", {}).get("type") == TYPE:
                for fault in query_faults(query["model"]["query"], known):
                    yield f"alerting/rules.yaml: {rule['title']}: {fault}"


def read_provisioning(folder: Path = PROVISIONING) -> dict[str, str]:
    """Return the provisioning files as they are, by path under `folder`."""
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.yaml"))
    }


def rules_of(files: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the alert rules of provisioning files."""
    groups = from_yaml(files["alerting/rules.yaml"])["groups"]
    return [rule for group in groups for rule in group["rules"]]


def from_yaml(text: str) -> dict[str, Any]:
    """Return what stands in one of our provisioning files: comments, then JSON."""
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    made: dict[str, Any] = json.loads("\n".join(lines))
    return made


def with_netmon_url(dashboard: Mapping[str, Any], url: str) -> dict[str, Any]:
    """Return a dashboard whose links to our pages begin with `url`."""
    made: dict[str, Any] = json.loads(json.dumps(dashboard))
    for each in made["templating"]["list"]:
        if each["name"] == NETMON:
            each["query"] = url
    return made


def copy(target: Path, url: str | None) -> int:
    """Write dashboards and provisioning files under `target`; return how many.

    Args:
        target: Made where it is not there; files in it are replaced.
        url: Of our pages, None to leave it.

    Raises:
        OSError: A file cannot be written.
    """
    files = {f"provisioning/{path}": text for path, text in other_files().items()}
    for path, dashboard in read_dashboards().items():
        told = with_netmon_url(dashboard, url) if url else dashboard
        text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
        files[f"dashboards/{path}"] = text + "\n"
    for path, text in files.items():
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return len(files)
