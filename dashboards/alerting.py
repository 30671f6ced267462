"""Alert rules of Grafana, at province and fleet level only, and where they are told.

What happens to one site is judged by netmon itself, with confirmation, causes and
planned work. Grafana watches what netmon cannot: that data still arrives, and sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboards.names import FOLDERS, RAW, TYPE, to_uid
from dashboards.yaml_text import to_yaml

RECEIVER = "netmon"
_EXPRESSION = {"type": "__expr__", "uid": "__expr__"}
"""What Grafana computes itself."""
SHARE_PANEL = 9
"""Of the wall: shares by state."""
NEWEST_PANEL, POLLERS_PANEL = 1, 3
"""Of the poller dashboard."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the newest value of every series of a query against a limit.

    Attributes:
        uid: Fixed; netmon tells incidents apart by it and the labels.
        range_s: How far back the query looks.
        sign: `gt` or `lt`.
        hold: How long it must be so.
        no_data: What no row at all means: `Alerting` or `OK`.
        panel: Page and id of the panel that shows the same.
    """

    uid: str
    title: str
    query: str
    range_s: int
    sign: str
    limit: float
    hold: str
    severity: str
    no_data: str
    panel: tuple[str, int]
    text_th: str
    text_en: str


RULES = (
    Rule(
        "netmon-fleet-down",
        "Share of all sites down",
        'SELECT sum("down_count") / sum("sites_count") AS "share" FROM "fleet" '
        "WHERE $timeFilter GROUP BY time(1m) fill(none)",
        600,
        "gt",
        0.05,
        "3m",
        "critical",
        "OK",
        ("wall", SHARE_PANEL),
        "ศูนย์ทั้งประเทศล่มเกิน 5%",
        "More than 5 % of all sites are down.",
    ),
    Rule(
        "netmon-province-down",
        "Share of a province's sites down",
        'SELECT sum("down_count") / sum("sites_count") AS "share" FROM "fleet" '
        'WHERE $timeFilter GROUP BY time(1m), "province" fill(none)',
        600,
        "gt",
        0.2,
        "5m",
        "critical",
        "OK",
        ("wall", SHARE_PANEL),
        "จังหวัด {{ $labels.province }}: ศูนย์ล่มเกิน 20%",
        "Province {{ $labels.province }}: more than 20 % of its sites are down.",
    ),
    Rule(
        "netmon-fleet-unseen",
        "Share of all sites not observed",
        'SELECT sum("not_observed_count") / sum("sites_count") AS "share" FROM "fleet" '
        "WHERE $timeFilter GROUP BY time(1m) fill(none)",
        600,
        "gt",
        0.2,
        "5m",
        "warning",
        "OK",
        ("wall", SHARE_PANEL),
        "มองไม่เห็นศูนย์เกิน 20%",
        "More than 20 % of all sites are not observed.",
    ),
    Rule(
        "netmon-pipeline-lag",
        "No new data for ten minutes",
        'SELECT count("sites_count") AS "rows" FROM "fleet" WHERE $timeFilter',
        600,
        "lt",
        1,
        "0s",
        "critical",
        "Alerting",
        ("health", NEWEST_PANEL),
        "ไม่มีข้อมูลใหม่มาถึง InfluxDB เกิน 10 นาที",
        "The newest row in InfluxDB is older than ten minutes.",
    ),
    Rule(
        "netmon-poller-stale",
        "A poller is silent",
        'SELECT count("rounds_count") AS "rows" FROM "poller" '
        'WHERE $timeFilter GROUP BY time(5m), "poller" fill(0)',
        21_600,
        "lt",
        1,
        "3m",
        "critical",
        "Alerting",
        ("health", POLLERS_PANEL),
        "ตัวเฝ้าระวัง {{ $labels.poller }} เงียบหาย",
        "Poller {{ $labels.poller }} tells nothing of itself.",
    ),
)


def alerting_files() -> dict[str, str]:
    """Return the files by path under provisioning/."""
    return {
        "alerting/rules.yaml": to_yaml(_RULES_HEAD, _rules()),
        "alerting/contactpoints.yaml": to_yaml(_POINTS_HEAD, _contact_points()),
        "alerting/policies.yaml": to_yaml(_POLICIES_HEAD, _policies()),
    }


_RULES_HEAD = """Alert rules of netmon; made by `netmon dashboards build`.
None is about a single site: those are netmon's own incidents."""


def _rules() -> dict[str, object]:
    group = {
        "orgId": 1,
        "name": "netmon",
        "folder": FOLDERS["en"],
        "interval": "1m",
        "rules": [_rule(each) for each in RULES],
    }
    return {"apiVersion": 1, "groups": [group]}


def _rule(rule: Rule) -> dict[str, object]:
    page, number = rule.panel
    query = {
        "refId": "A",
        "datasource": {"type": TYPE, "uid": RAW.uid},
        "rawQuery": True,
        "query": rule.query,
        "resultFormat": "time_series",
    }
    newest: dict[str, object] = {
        "refId": "B",
        "datasource": _EXPRESSION,
        "type": "reduce",
        "expression": "A",
        "reducer": "last",
    }
    limit = {"evaluator": {"type": rule.sign, "params": [rule.limit]}}
    judged: dict[str, object] = {
        "refId": "C",
        "datasource": _EXPRESSION,
        "type": "threshold",
        "expression": "B",
        "conditions": [limit],
    }
    return {
        "uid": rule.uid,
        "title": rule.title,
        "condition": "C",
        "for": rule.hold,
        "noDataState": rule.no_data,
        "execErrState": "Error",
        "labels": {"severity": rule.severity, "netmon_rule": rule.uid},
        "annotations": {
            "summary": rule.text_en,
            "summary_th": rule.text_th,
            "__dashboardUid__": to_uid(page, "en"),
            "__panelId__": str(number),
        },
        "data": [
            _data(query, RAW.uid, rule.range_s),
            _data(newest, _EXPRESSION["uid"], 0),
            _data(judged, _EXPRESSION["uid"], 0),
        ],
    }


def _data(model: Mapping[str, object], uid: str, range_s: int) -> dict[str, object]:
    return {
        "refId": model["refId"],
        "relativeTimeRange": {"from": range_s, "to": 0},
        "datasourceUid": uid,
        "model": model,
    }


_POINTS_HEAD = """Tells netmon of alerts; made by `netmon dashboards build`.
The token comes from the environment; the address holds no secret."""


def _contact_points() -> dict[str, object]:
    settings = {
        "url": "${GRAFANA_HOOK_URL}",
        "httpMethod": "POST",
        "authorization_scheme": "Bearer",
        "authorization_credentials": "${GRAFANA_HOOK_TOKEN}",
        "maxAlerts": 0,
    }
    receiver = {
        "uid": "netmon-hook",
        "type": "webhook",
        "disableResolveMessage": False,
        "settings": settings,
    }
    point = {"orgId": 1, "name": RECEIVER, "receivers": [receiver]}
    return {"apiVersion": 1, "contactPoints": [point]}


_POLICIES_HEAD = """Where alerts go; made by `netmon dashboards build`.
Grafana has one tree of policies an organisation: this file replaces it whole. In a
Grafana that has others, leave it out and add a route for the label netmon_rule."""


def _policies() -> dict[str, object]:
    root = {
        "orgId": 1,
        "receiver": RECEIVER,
        "group_by": ["alertname", "province"],
        "group_wait": "30s",
        "group_interval": "5m",
        "repeat_interval": "4h",
    }
    return {"apiVersion": 1, "policies": [root]}
