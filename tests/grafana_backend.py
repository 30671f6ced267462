"""What Grafana does with a query before InfluxDB sees it.

A double made from Grafana's source and documents, no Grafana: macros as its InfluxDB
backend puts them in ($timeFilter, $__interval), variables as its browser part does for
`${name:regex}`, and panel time ranges. It proves queries, not rendering.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

DEFAULT_POINTS = 1_000
"""Most points of a panel that sets no other number: about its width."""
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_ROUND_S = (1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200)
_LONG_S = (10_800, 21_600, 43_200, 86_400, 604_800)
ALL = "$__all"
"""What a variable holds where all is chosen and there is an allValue."""
Values = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Question:
    """One query of a dashboard or rule.

    Attributes:
        where: Dashboard, panel and letter, for people.
        source: uid of the data source.
        within: Of a panel with its own time range.
        shape: `table` or `time_series`; empty for a variable.
    """

    where: str
    source: str
    text: str
    shape: str = ""
    within: str | None = None
    range_s: float = 0.0
    points: int = DEFAULT_POINTS
    min_step: str = "1s"


def seconds(text: str) -> int:
    """Return the seconds of `15m` or `now-24h`."""
    found = re.fullmatch(r"(?:now-)?(\d+)([smhd])", text)
    assert found, text
    return int(found[1]) * _UNITS[found[2]]


def questions(dashboard: Mapping[str, Any]) -> Iterator[Question]:
    """Return every query of a dashboard: panels, variables, annotations."""
    title, range_s = dashboard["uid"], seconds(dashboard["time"]["from"])
    sources = {
        f"${{{each['name']}}}": each["current"]["value"]
        for each in dashboard["templating"]["list"]
        if each["type"] == "datasource"
    }
    for each in dashboard["templating"]["list"]:
        if each["type"] == "query":
            where = f"{title} variable {each['name']}"
            source = sources[each["datasource"]["uid"]]
            yield Question(where, source, each["query"], range_s=range_s)
    for each in dashboard.get("annotations", {}).get("list", ()):
        target = each["target"]
        where = f"{title} annotation {each['name']}"
        source = sources[target["datasource"]["uid"]]
        yield Question(where, source, target["query"], "table", range_s=range_s)
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            own = panel.get("timeFrom")
            yield Question(
                f"{title} panel {panel['id']} {panel['title']} {target['refId']}",
                sources[target["datasource"]["uid"]],
                target["query"],
                target["resultFormat"],
                own,
                seconds(own) if own else range_s,
                panel.get("maxDataPoints", DEFAULT_POINTS),
                panel.get("interval", "1s"),
            )


def committed() -> dict[str, dict[str, Any]]:
    """Return the committed dashboards by path."""
    folder = Path(__file__).parents[1] / "dashboards" / "generated"
    return {
        str(path.relative_to(folder)): json.loads(path.read_text("utf-8"))
        for path in sorted(folder.rglob("*.json"))
    }


def substitute(
    question: Question, now: datetime, values: Values, range_s: float | None = None
) -> str:
    """Return the query as InfluxDB gets it."""
    length_s = range_s if range_s and not question.within else question.range_s
    begin = now - timedelta(seconds=length_s)
    step = f"{_step_s(length_s, question.points, question.min_step)}s"
    put = {
        "$timeFilter": f"time >= {_ms(begin)}ms and time <= {_ms(now)}ms",
        "$__interval": step,
        **{f"${{{name}:regex}}": _regex(value) for name, value in values.items()},
    }
    names = "|".join(map(re.escape, put))
    text = re.sub(names, lambda found: put[found[0]], question.text)
    left = re.sub(names, "", question.text).replace("$/", "")
    assert "$" not in left, f"{question.where}: not all was put in: {left}"
    return text


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _step_s(range_s: float, points: int, least: str) -> int:
    exact = max(range_s / points, seconds(least))
    return next((each for each in (*_ROUND_S, *_LONG_S) if each >= exact), _LONG_S[-1])


def _regex(value: str | Sequence[str]) -> str:
    """Return `${name:regex}`: escaped, several joined; for ALL what allValue says."""
    if value == ALL:
        return ".*"
    if isinstance(value, str):
        return re.sub(r"[\\^$*+?.()|\[\]{}/]", r"\\\g<0>", value)
    return f"({'|'.join(_regex(each) for each in value)})"
