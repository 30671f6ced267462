"""Each rule for dashboards finds what breaks it, and nothing in what is committed."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from dashboards import committed
from dashboards.alerting import RULES
from dashboards.dashboard_rules import dashboard_faults, variables_of
from dashboards.query_rules import known_names, query_faults
from netmon.core.schema import INFLUX_MEASUREMENTS, MEASUREMENTS, ROWS_ONLY
from netmon.store.rollup import rollup_schema

DASHBOARDS = committed.read_dashboards()
OTHERS = {each["uid"]: variables_of(each) for each in DASHBOARDS.values()}
KNOWN = known_names()
SITE = 'WHERE $timeFilter AND "site" =~ /^${site:regex}$/'
Json = dict[str, Any]


def faults(dashboard: Json) -> str:
    return "\n".join(dashboard_faults(dashboard, OTHERS, KNOWN))


def test_what_is_committed_breaks_no_rule() -> None:
    found = committed.faults(DASHBOARDS, committed.read_provisioning())

    assert list(found) == []


def _panel(dashboard: Json, kind: str = "") -> Json:
    panels: list[Json] = dashboard["panels"]
    return next(each for each in panels if kind in ("", each["type"]))


def _variable(dashboard: Json, name: str) -> Json:
    variables: list[Json] = dashboard["templating"]["list"]
    return next(each for each in variables if each["name"] == name)


def _set(
    part: Callable[[Json], Json], key: str, value: object
) -> Callable[[Json], None]:
    def change(dashboard: Json) -> None:
        part(dashboard)[key] = value

    return change


def _defaults(dashboard: Json) -> Json:
    made: Json = _panel(dashboard)["fieldConfig"]["defaults"]
    return made


def _whole(dashboard: Json) -> Json:
    return dashboard


def _first_link(dashboard: Json) -> Json:
    made: Json = dashboard["links"][0]
    return made


def _ask(text: str) -> Callable[[Json], None]:
    return _set(lambda each: _panel(each)["targets"][0], "query", text)


BROKEN: list[tuple[str, Callable[[Json], None]]] = [
    ("can be edited", _set(_whole, "editable", True)),
    ("time zone", _set(_whole, "timezone", "browser")),
    ("no description", _set(_whole, "description", "")),
    ("not Classic JSON", _set(_whole, "spec", {})),
    ("has no title", _set(_panel, "title", "")),
    ("has no description", _set(_panel, "description", "")),
    ("asks nothing", _set(_panel, "targets", [])),
    ("not a variable's", _set(_panel, "datasource", {"uid": "netmon-influx"})),
    ("not unique", _set(_panel, "id", 2)),
    ("lies on panel", lambda each: _panel(each, "table")["gridPos"].update(y=0, x=0)),
    ("unit 'mystery'", _set(_defaults, "unit", "mystery")),
    ("no text for when", _set(_defaults, "noValue", "")),
    ("no thresholds", _set(_defaults, "thresholds", {})),
    (
        "newest value",
        lambda each: _panel(each)["options"]["reduceOptions"].update(calcs=["mean"]),
    ),
    (
        "tiles of the internet",
        lambda each: _panel(each, "geomap")["options"].pop("basemap"),
    ),
    (
        "tiles of the internet",
        lambda each: _panel(each, "geomap")["options"].update(
            basemap={"type": "xyz", "config": {"url": "https://tile.example/{z}"}}
        ),
    ),
    ("not read again", _set(lambda each: _variable(each, "site"), "refresh", 1)),
    (
        "more than 150 sites",
        _set(lambda each: _variable(each, "site"), "query", "SHOW TAG VALUES"),
    ),
    (
        "no data source of ours",
        _set(lambda each: _variable(each, "raw")["current"], "value", "other"),
    ),
    ("no such dashboard", _set(_first_link, "url", "/d/netmon-gone-en")),
    ("no variable town", _set(_first_link, "url", "/d/netmon-site-en?var-town=1")),
    ("neither to a dashboard", _set(_first_link, "url", "https://example.com/")),
    ("neither to a dashboard", _set(_first_link, "url", "${netmon}/gone")),
    ("no $timeFilter", _ask('SELECT last("up_count") AS "x" FROM "fleet"')),
    (
        "not in the database",
        _ask(f'SELECT sum("in_bytes_sum") AS "x" FROM "site_1h" {SITE}'),
    ),
    (
        "no variable town",
        _ask('SELECT last("lat") AS "x" FROM "site_last" WHERE $timeFilter AND '
             '"province" =~ /^${town:regex}$/'),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("told", "change"), BROKEN)
def test_a_dashboard_that_breaks_a_rule_is_found(
    told: str, change: Callable[[Json], None]
) -> None:
    dashboard = copy.deepcopy(DASHBOARDS["en/province.json"])
    assert told not in faults(dashboard)
    change(dashboard)

    assert told in faults(dashboard)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (f'SELECT "rtt_avg_s" FROM "ping" {SITE} SLIMIT 5', "SLIMIT"),
        (f'SELECT "rtt_avg_s" FROM "ping" {SITE}; DROP DATABASE x', "one statement"),
        (f'SELECT * INTO "x" FROM "ping" {SITE}', "INTO"),
        ("SHOW SERIES", "SHOW SERIES"),
        ('from(bucket: "netmon") |> range(start: -1h)', "dialect"),
        (f'SELECT "rtt_avg_s" FROM "autogen"."ping" {SITE}', "retention policy"),
        (
            'SELECT "rtt_avg_s" FROM "ping" WHERE $timeFilter AND "site" = \'$site\'',
            "variable stands elsewhere",
        ),
        (
            'SELECT "rtt_avg_s" FROM "ping" WHERE $timeFilter AND "site" =~ /^$site$/',
            "variable stands elsewhere",
        ),
        (
            'SELECT mean("rtt_avg_s") AS "x" FROM "ping" WHERE $timeFilter '
            'GROUP BY "site"',
            "reads every site",
        ),
        (f'SELECT "rtt_avgs" FROM "ping" {SITE}', "no tag or field 'rtt_avgs'"),
        (f'SELECT "rtt_avg_s" FROM "pings" {SITE}', "no measurement is called"),
        (
            f'SELECT "rtt_avg_s" FROM "ping" {SITE} AND "contract" = \'x\'',
            "no tag or field 'contract'",
        ),
        (
            f'SELECT last("v") FROM (SELECT "rtt_avg_s" AS "v" FROM "ping" {SITE})',
            "no $timeFilter",
        ),
    ],
)
def test_a_query_that_breaks_a_rule_is_found(text: str, told: str) -> None:
    assert told in "\n".join(query_faults(text, KNOWN))


@pytest.mark.parametrize("path", sorted(DASHBOARDS))
def test_a_renamed_measurement_is_found_in_every_dashboard(path: str) -> None:
    renamed = {f"{name}s": each for name, each in INFLUX_MEASUREMENTS.items()}

    found = list(dashboard_faults(DASHBOARDS[path], OTHERS, known_names(renamed)))

    assert any("no measurement is called" in each for each in found)


def test_every_renamed_field_in_use_is_found() -> None:
    texts = json.dumps(DASHBOARDS, ensure_ascii=False)
    used = [
        (measurement, name)
        for measurement, each in INFLUX_MEASUREMENTS.items()
        for name in each.fields
        if f'\\"{name}\\"' in texts
    ]
    assert len(used) > 25
    for measurement, name in used:
        old = INFLUX_MEASUREMENTS[measurement]
        fields = {f"{k}_x" if k == name else k: v for k, v in old.fields.items()}
        changed = replace(old, fields=MappingProxyType(fields))
        known = known_names({**INFLUX_MEASUREMENTS, measurement: changed})
        asks = f'SELECT "{name}" FROM "{measurement}" {SITE}'
        assert "no tag or field" in "\n".join(query_faults(asks, known))


def test_the_names_of_roll_ups_are_those_the_log_makes() -> None:
    for name, measurement in MEASUREMENTS.items():
        if name in ROWS_ONLY:
            continue
        made = {*rollup_schema(measurement).names} - {"at", "rows_count"}
        assert made <= KNOWN["site_1h"], name


def test_alert_rules_are_about_provinces_and_the_fleet_alone() -> None:
    for rule in RULES:
        assert 'FROM "fleet"' in rule.query or 'FROM "poller"' in rule.query
        assert list(query_faults(rule.query, KNOWN)) == []
    silent = {rule.uid for rule in RULES if rule.no_data == "Alerting"}
    assert silent == {"netmon-pipeline-lag", "netmon-poller-stale"}


def test_an_alert_rule_points_at_a_panel_that_shows_the_same_measurement() -> None:
    for rule in committed.rules_of(committed.other_files()):
        told = rule["annotations"]
        [page] = [
            each
            for each in DASHBOARDS.values()
            if each["uid"] == told["__dashboardUid__"]
        ]
        [panel] = [
            each for each in page["panels"] if str(each["id"]) == told["__panelId__"]
        ]
        source = "poller" if "poller" in rule["uid"] else "fleet"
        assert all(f'FROM "{source}"' in each["query"] for each in panel["targets"])


def test_secrets_come_from_the_environment() -> None:
    files = committed.other_files()
    sources = committed.from_yaml(files["datasources/netmon.yaml"])["datasources"]
    [point] = committed.from_yaml(files["alerting/contactpoints.yaml"])["contactPoints"]

    secrets = [each["secureJsonData"]["basicAuthPassword"] for each in sources]
    secrets.append(point["receivers"][0]["settings"]["authorization_credentials"])
    assert all(each.startswith("${GRAFANA_") for each in secrets)
    assert [each["uid"] for each in sources] == [
        "netmon-influx",
        "netmon-influx-1h",
        "netmon-influx-1d",
    ]
