"""What a dashboard must keep to: rules of dashboard-linter that fit, and our own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dashboards.names import MOST_ROWS, NETMON, NETMON_PATHS, SOURCES, TIME_ZONE, TYPE
from dashboards.query_rules import Names, measurements_in, query_faults, variables_in

UNITS = frozenset(
    "none short percentunit s bps bytes celsius dateTimeFromNow".split()  # noqa: SIM905
)
"""Of Grafana's value formats, those we use; another is added here on purpose."""
_TILES = re.compile(r"https?://|xyz|carto|osm-standard|esri")
Json = Mapping[str, Any]


def dashboard_faults(
    dashboard: Json, others: Mapping[str, frozenset[str]], known: Names
) -> Iterator[str]:
    """Return what is wrong with a dashboard, one text each.

    Args:
        dashboard: Classic JSON.
        others: Names of the variables of all dashboards, by uid.
        known: What InfluxDB holds.
    """
    yield from _settings_faults(dashboard)
    variables = variables_of(dashboard)
    yield from _variable_faults(dashboard, known)
    for url in _urls(dashboard):
        yield from (f"link {url}: {fault}" for fault in _link_faults(url, others))
    for target in _targets(dashboard.get("annotations", {}).get("list", ())):
        yield from _target_faults("annotation", target, variables, known)
    numbers = [panel.get("id") for panel in dashboard["panels"]]
    if len(set(numbers)) != len(numbers) or None in numbers:
        yield "panel ids are missing or not unique"
    yield from _overlaps(dashboard["panels"])
    for panel in dashboard["panels"]:
        where = f"panel {panel.get('id')}"
        yield from (f"{where}: {fault}" for fault in _panel_faults(panel))
        for target in panel.get("targets", ()):
            yield from _target_faults(where, target, variables, known)


def variables_of(dashboard: Json) -> frozenset[str]:
    """Return the names of a dashboard's variables."""
    return frozenset(each["name"] for each in dashboard["templating"]["list"])


def _settings_faults(dashboard: Json) -> Iterator[str]:
    if "spec" in dashboard or "apiVersion" in dashboard:
        yield "is not Classic JSON, which alone can be provisioned by file"
    if dashboard.get("editable") is not False:
        yield "can be edited; the next provisioning would take the edit back"
    if dashboard.get("timezone") != TIME_ZONE:
        yield f"its time zone is not {TIME_ZONE}"
    for key in ("title", "description", "uid", "tags"):
        if not dashboard.get(key):
            yield f"has no {key}"


def _variable_faults(dashboard: Json, known: Names) -> Iterator[str]:
    every = dashboard["templating"]["list"]
    fixed = {source.name: source.uid for source in SOURCES}
    for each in every:
        where, current = f"variable {each['name']}", each.get("current", {})
        if each["type"] == "datasource":
            named = fixed.get(current.get("text"))
            if each.get("query") != TYPE or current.get("value") != named or not named:
                yield f"{where}: is no data source of ours with its fixed uid"
        if each["type"] == "query":
            if each.get("refresh") != 2:
                yield f"{where}: is not read again when the time range changes"
            target = {**each, "query": each["query"]}
            yield from _target_faults(where, target, variables_of(dashboard), known)
        if each.get("multi") and f"LIMIT {MOST_ROWS}" not in each["query"]:
            yield f"{where}: may choose more than {MOST_ROWS} sites"
    if not any(each["type"] == "datasource" for each in every):
        yield "its data source is no variable"


def _panel_faults(panel: Json) -> Iterator[str]:
    for key in ("title", "description"):
        if not panel.get(key):
            yield f"has no {key}"
    defaults = panel.get("fieldConfig", {}).get("defaults", {})
    if defaults.get("unit") not in UNITS:
        yield f"unit {defaults.get('unit')!r} is not one of ours"
    if not defaults.get("noValue"):
        yield "has no text for when there is no data"
    if not defaults.get("thresholds", {}).get("steps"):
        yield "has no thresholds"
    if not panel.get("targets"):
        yield "asks nothing"
    if "$" not in panel.get("datasource", {}).get("uid", ""):
        yield "its data source is not a variable's"
    yield from _option_faults(panel)


def _option_faults(panel: Json) -> Iterator[str]:
    options = panel.get("options", {})
    if panel["type"] == "stat" and options["reduceOptions"]["calcs"] != ["lastNotNull"]:
        yield "does not show the newest value"
    layers = [options.get("basemap", {}), *options.get("layers", ())]
    if panel["type"] == "geomap" and any(map(_needs_internet, layers)):
        yield "its map needs tiles of the internet"


def _needs_internet(layer: Json) -> bool:
    # A map without a base layer of its own takes Grafana's default, which is tiles.
    kind = layer.get("type", "default")
    return kind == "default" or bool(_TILES.search(f"{kind} {layer.get('config')}"))


def _target_faults(
    where: str, target: Json, variables: frozenset[str], known: Names
) -> Iterator[str]:
    text, uid = target["query"], target["datasource"]["uid"]
    for fault in query_faults(text, known):
        yield f"{where}: {fault}"
    for name in sorted(variables_in(text) - variables):
        yield f"{where}: there is no variable {name}"
    if uid.strip("${}") not in variables:
        yield f"{where}: its data source {uid} is no variable of the dashboard"
    for measurement in measurements_in(text):
        if uid != f"${{{_variable_of(measurement)}}}":
            yield f"{where}: {measurement} is not in the database of {uid}"


def _variable_of(measurement: str) -> str:
    for source in SOURCES:
        if measurement in (source.measurements or ()):
            return source.variable
    return SOURCES[0].variable


def _targets(annotations: Sequence[Json]) -> list[Json]:
    return [each["target"] for each in annotations if "target" in each]


def _urls(part: object) -> Iterator[str]:
    if isinstance(part, Mapping):
        if isinstance(part.get("url"), str):
            yield part["url"]
        for each in part.values():
            yield from _urls(each)
    elif isinstance(part, list):
        for each in part:
            yield from _urls(each)


def _link_faults(url: str, others: Mapping[str, frozenset[str]]) -> Iterator[str]:
    found = re.fullmatch(r"/d/([\w-]+)(?:\?(.*))?", url)
    if found is None:
        path = re.sub(r"\$\{[^}]*\}", "", url.removeprefix(f"${{{NETMON}}}"))
        if not url.startswith(f"${{{NETMON}}}/") or path not in NETMON_PATHS:
            yield "leads neither to a dashboard nor to a page of ours"
        return
    if found[1] not in others:
        yield "there is no such dashboard"
        return
    given = re.findall(r"var-(\w+)=|\$\{(\w+):queryparam\}", found[2] or "")
    for name in {first or second for first, second in given} - others[found[1]]:
        yield f"that dashboard has no variable {name}"


def _overlaps(panels: Sequence[Json]) -> Iterator[str]:
    taken: dict[tuple[int, int], int] = {}
    for panel in panels:
        at = panel["gridPos"]
        if at["x"] + at["w"] > 24:
            yield f"panel {panel['id']}: wider than the page"
        for x in range(at["x"], at["x"] + at["w"]):
            for y in range(at["y"], at["y"] + at["h"]):
                if taken.setdefault((x, y), panel["id"]) != panel["id"]:
                    yield f"panel {panel['id']}: lies on panel {taken[x, y]}"
                    return
