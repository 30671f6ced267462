"""Panels with all a panel must have: words, unit, thresholds, a text for nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from grafana_foundation_sdk.builders import common as build_common
from grafana_foundation_sdk.builders import dashboard as build
from grafana_foundation_sdk.builders import (
    geomap,
    stat,
    statetimeline,
    statushistory,
    table,
    timeseries,
)
from grafana_foundation_sdk.models import common, dashboard

from dashboards.influx_query import Ask
from dashboards.names import TYPE
from dashboards.page import Page

Steps = Sequence[tuple[float | None, str]]
Override = tuple[str, Mapping[str, object]]
"""A column or series, and what is different about it."""
PLAIN: Steps = ((None, "text"),)
NOW = "15m"
"""How far back a tile looks for the newest rows: three of the rarest slots."""
GAP_MS = 600_000
"""A longer silence is a gap in a line, not a straight piece of it."""

Any_ = TypeVar(
    "Any_",
    stat.Panel,
    table.Panel,
    timeseries.Panel,
    statetimeline.Panel,
    statushistory.Panel,
    geomap.Panel,
)


@dataclass(frozen=True, slots=True)
class Look:
    """What every panel says of itself.

    Attributes:
        number: Its id in the dashboard, for links and alert rules.
        size: Width in 24ths of the page, and height in rows of 30 pixels.
        steps: Where colours begin; the first has no beginning.
        within: Its own time range, as `15m`; None for that of the dashboard.
    """

    number: int
    title: str
    text: str
    unit: str
    size: tuple[int, int]
    steps: Steps = PLAIN
    within: str | None = None


def dress(panel: Any_, page: Page, look: Look, *asks: Ask) -> Any_:
    """Give a panel its words, colours and queries; return it."""
    width, height = look.size
    steps = [dashboard.Threshold(value, color) for value, color in look.steps]
    source = f"${{{asks[0].source.variable}}}"
    panel.id(look.number).title(look.title).description(look.text)
    panel.unit(look.unit).height(height).span(width)
    panel.thresholds(
        build.ThresholdsConfig().mode(dashboard.ThresholdsMode.ABSOLUTE).steps(steps)
    )
    panel.no_value(page.say("ไม่มีข้อมูลในช่วงนี้", "no data in this time"))
    panel.datasource(common.DataSourceRef(type_val=TYPE, uid=source))
    panel.interval(asks[0].source.interval)
    if look.within:
        panel.time_from(look.within).hide_time_override(True)
    for ask in asks:
        panel.with_target(ask)
    return panel


def change(panel: Any_, *overrides: Override) -> Any_:
    """Say what is different about some columns or series; return the panel."""
    for name, properties in overrides:
        made = [dashboard.DynamicConfigValue(key, v) for key, v in properties.items()]
        panel.override_by_name(name, made)
    return panel


def tile(page: Page, look: Look, ask: Ask, field: str = "") -> stat.Panel:
    """Return one big figure, its background coloured.

    `field` is a column that is no number, or the time; empty for every number.
    """
    panel = dress(stat.Panel(), page, look, ask)
    return (
        panel.reduce_options(
            build_common.ReduceDataOptions().calcs(["lastNotNull"]).fields(field)
        )
        .color_mode(
            common.BigValueColorMode.NONE
            if look.steps is PLAIN
            else common.BigValueColorMode.BACKGROUND
        )
        .graph_mode(common.BigValueGraphMode.NONE)
    )


def lines(page: Page, look: Look, *asks: Ask) -> timeseries.Panel:
    """Return lines over time; a long silence is a gap."""
    panel = dress(timeseries.Panel(), page, look, *asks)
    return (
        panel.span_nulls(GAP_MS)
        .show_points(common.VisibilityMode.NEVER)
        .line_width(1)
        .fill_opacity(10)
        .tooltip(
            build_common.VizTooltipOptions()
            .mode(common.TooltipDisplayMode.MULTI)
            .sort(common.SortOrder.DESCENDING)
        )
        .legend(
            build_common.VizLegendOptions()
            .show_legend(True)
            .display_mode(common.LegendDisplayMode.TABLE)
            .placement(common.LegendPlacement.BOTTOM)
            .calcs(["lastNotNull", "max"])
        )
    )


def rows(
    page: Page,
    look: Look,
    *asks: Ask,
    sort: str,
    most: int = 0,
    share: tuple[str, str] | None = None,
) -> table.Panel:
    """Return a table, sorted by a column; `-` in front puts the greatest first.

    No more than `most` rows are kept, all where it is 0. Answers to several queries
    become columns of one table, by the time and tags they share; `share` names two of
    them of which the first is a part of the second, for a column `down_ratio`.
    """
    panel = dress(table.Panel(), page, look, *asks)
    if len(asks) > 1:
        panel.with_transformation(dashboard.DataTransformerConfig("merge", options={}))
    if share:
        part, whole = share
        binary = {"left": part, "operator": "/", "right": whole}
        made = {"mode": "binary", "alias": "down_ratio", "binary": binary}
        panel.with_transformation(
            dashboard.DataTransformerConfig("calculateField", options=made)
        )
    column, is_down = sort.removeprefix("-"), sort.startswith("-")
    by = {"fields": {}, "sort": [{"field": column, "desc": is_down}]}
    panel.with_transformation(dashboard.DataTransformerConfig("sortBy", options=by))
    if most:
        kept = {"limitField": most}
        panel.with_transformation(
            dashboard.DataTransformerConfig("limit", options=kept)
        )
    return change(panel, ("Time", {"custom.hidden": True}))


def link(title: str, url: str, *, new_tab: bool = False) -> dict[str, object]:
    """Return a data link."""
    return {"title": title, "url": url, "targetBlank": new_tab}


def state_mappings(page: Page) -> list[dashboard.ValueMapping]:
    """Return words and colours of `state_code`, see netmon.core.schema."""
    named = {
        "0": (page.say("บำรุงรักษา", "maintenance"), "blue"),
        "1": (page.say("ไม่ได้สังเกต", "not observed"), "purple"),
        "2": (page.say("ล่ม", "down"), "red"),
        "3": (page.say("ด้อยคุณภาพ", "degraded"), "orange"),
        "4": (page.say("ปกติ", "up"), "green"),
        "5": (page.say("ไม่ได้เฝ้าระวัง", "unmonitored"), "text"),
    }
    return [word_mapping(named)]


def up_mappings(page: Page) -> list[dashboard.ValueMapping]:
    """Return words and colours of a truth."""
    up, down = page.say("ปกติ", "up"), page.say("ล่ม", "down")
    return [word_mapping({"true": (up, "green"), "false": (down, "red")})]


def province_mappings(page: Page) -> list[dashboard.ValueMapping]:
    """Return the names of provinces for their codes."""
    return [word_mapping({code: (name, None) for code, name in page.provinces.items()})]


def word_mapping(named: Mapping[str, tuple[str, str | None]]) -> dashboard.ValueMapping:
    """Return words and colours of values; a colour of None is left alone."""
    return dashboard.ValueMap(
        options={
            value: dashboard.ValueMappingResult(text=text, color=color, index=number)
            for number, (value, (text, color)) in enumerate(named.items())
        }
    )
