"""Puts dashboards into a Grafana that is not provisioned by files; idempotent.

Needs grafana-client (extra `push`). Data sources and alert rules are not pushed: they
hold secrets and policies, and files are their stable way.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dashboards.names import FOLDERS, Language, folder_uid

Change = Literal["create", "update", "same"]
_OWN_TO_GRAFANA = ("id", "version")
"""Keys a Grafana gives a dashboard itself."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is, or would be, done with one dashboard or folder."""

    what: str
    change: Change


class PushFailed(Exception):
    """Grafana refused, or did not answer as one; the text says what was asked."""


def push(
    api: Any, dashboards: Mapping[str, Mapping[str, Any]], *, dry_run: bool
) -> Iterator[Step]:
    """Create or update folders and dashboards; yields a step for each, once done.

    What is the same already is left alone, so a second run changes nothing.

    Args:
        api: A grafana_client.GrafanaApi.
        dashboards: By path, as committed.read_dashboards returns them.
        dry_run: Only say what would be done.

    Raises:
        PushFailed: Grafana refused; what was yielded before is done.
    """
    for language, title in FOLDERS.items():
        yield _push_folder(api, language, title, dry_run=dry_run)
    for path, dashboard in dashboards.items():
        folder = folder_uid("th" if path.startswith("th/") else "en")
        yield _push_dashboard(api, path, dashboard, folder, dry_run=dry_run)


def _push_folder(api: Any, language: Language, title: str, *, dry_run: bool) -> Step:
    uid = folder_uid(language)
    found = _found(api.folder.get_folder, uid)
    if found is not None:
        return Step(f"folder {title}", "same")
    if not dry_run:
        _asked(api.folder.create_folder, title, uid)
    return Step(f"folder {title}", "create")


def _push_dashboard(
    api: Any, path: str, dashboard: Mapping[str, Any], folder: str, *, dry_run: bool
) -> Step:
    found = _found(api.dashboard.get_dashboard, dashboard["uid"])
    change: Change = "create"
    if found is not None:
        is_same = _bare(found["dashboard"]) == _bare(dashboard)
        is_there = found.get("meta", {}).get("folderUid") == folder
        change = "same" if is_same and is_there else "update"
    if change != "same" and not dry_run:
        body = {
            "dashboard": {**dashboard, "id": None},
            "folderUid": folder,
            "overwrite": True,
            "message": "netmon dashboards push",
        }
        _asked(api.dashboard.update_dashboard, body)
    return Step(path, change)


def _bare(dashboard: Mapping[str, Any]) -> object:
    kept = {k: v for k, v in dashboard.items() if k not in _OWN_TO_GRAFANA}
    return json.loads(json.dumps(kept))


def _found(ask: Any, uid: str) -> dict[str, Any] | None:
    from grafana_client.client import GrafanaClientError  # noqa: PLC0415

    try:
        found: dict[str, Any] = _asked(ask, uid)
    except PushFailed as error:
        cause = error.__cause__
        if isinstance(cause, GrafanaClientError) and cause.status_code == 404:
            return None
        raise
    return found


def _asked(ask: Any, *arguments: object) -> Any:
    from grafana_client.client import GrafanaException  # noqa: PLC0415
    from niquests.exceptions import RequestException  # noqa: PLC0415

    try:
        return ask(*arguments)
    except (GrafanaException, RequestException) as error:
        told = getattr(error, "message", None) or str(error)
        message = f"Grafana, {ask.__name__}: {told}"
        raise PushFailed(message) from error
