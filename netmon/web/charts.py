"""Which charts a page has, and where their numbers come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from inventory.model import Contract, Site
    from netmon.core.model import DeviceId
    from netmon.web.texts import Texts

RANGES_H = (6, 24, 168, 720)
"""Lengths a reader may choose: 6 and 24 hours, 7 and 30 days."""
USUAL_H = 24
_API = "/api/v1"
_MEGA = 1e-6


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart.

    Attributes:
        name: Key of its title among the texts.
        unit: Key of the unit it is drawn in among the texts.
        factor: From the unit of the fields to the one drawn.
        top: What the axis reaches at least, in the unit drawn.
        is_band: First and last field bound a band, the one between is its line.
    """

    name: str
    measurement: str
    fields: tuple[str, ...]
    unit: str
    factor: float = 1.0
    top: float = 1.0
    is_band: bool = False


SITE_CHARTS = (
    Chart(
        "rtt",
        "ping",
        ("rtt_min_s", "rtt_avg_s", "rtt_max_s"),
        "ms",
        1000,
        20,
        is_band=True,
    ),
    Chart("loss", "ping", ("loss_ratio",), "percent", 100, 10),
    Chart("traffic", "interface", ("in_bps", "out_bps"), "mbps", _MEGA, 10),
    Chart(
        "errors",
        "interface",
        (
            "in_errors_count",
            "out_errors_count",
            "in_discards_count",
            "out_discards_count",
        ),
        "frames",
        top=10,
    ),
    Chart("load", "device", ("cpu_ratio", "memory_ratio"), "percent", 100, 100),
    Chart("temperature", "device", ("temperature_celsius",), "celsius", top=60),
    Chart("clients", "wifi", ("clients_count",), "clients", top=10),
)
PROVINCE_CHARTS = (
    Chart("down", "fleet", ("down_count", "not_observed_count"), "sites", top=5),
    Chart("clients", "fleet", ("clients_count",), "clients", top=10),
    Chart("traffic", "fleet", ("in_bps", "out_bps"), "mbps", _MEGA, 10),
)


def to_site_charts(
    texts: Texts, site: Site, device: DeviceId, contract: Contract | None
) -> list[dict[str, Any]]:
    """Return the charts of a site's line and router, as the template draws them."""
    limits: list[tuple[str, float]] = []
    if contract is not None:
        limits = [
            (texts("series.promised_down"), contract.min_down_bps * _MEGA),
            (texts("series.promised_up"), contract.min_up_bps * _MEGA),
        ]
    path = f"{_API}/sites/{quote(site.code, safe='')}/series"
    return [
        _to_view(
            texts,
            SITE_CHARTS,
            each,
            path,
            {"measurement": each.measurement, "device": device},
            limits if each.name == "traffic" else (),
        )
        for each in SITE_CHARTS
    ]


def to_province_charts(texts: Texts, province: str) -> list[dict[str, Any]]:
    """Return the charts of the sites of a province together."""
    path, wish = f"{_API}/fleet/series", {"province": province}
    return [
        _to_view(texts, PROVINCE_CHARTS, each, path, wish) for each in PROVINCE_CHARTS
    ]


def _to_view(
    texts: Texts,
    charts: Sequence[Chart],
    chart: Chart,
    path: str,
    wish: Mapping[str, str],
    limits: Sequence[tuple[str, float]] = (),
) -> dict[str, Any]:
    """Return what the template needs; charts of one measurement share one answer."""
    shared = [
        name
        for each in charts
        if each.measurement == chart.measurement
        for name in each.fields
    ]
    return {
        "name": chart.name,
        "title": texts(f"chart.{chart.name}"),
        "unit": texts(f"unit.{chart.unit}"),
        "source": _address(path, wish, shared),
        "csv": _address(path, wish, chart.fields) + "&format=csv",
        "factor": f"{chart.factor:g}",
        "top": f"{chart.top:g}",
        "is_band": chart.is_band,
        "lines": [(name, texts(f"line.{name}")) for name in chart.fields],
        "limits": [(label, f"{value:g}") for label, value in limits],
    }


def _address(path: str, wish: Mapping[str, str], fields: Sequence[str]) -> str:
    words = [*wish.items(), *(("field", name) for name in fields)]
    return f"{path}?{urlencode(words)}"
