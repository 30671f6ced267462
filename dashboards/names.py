"""What dashboards and data sources are called, and where links lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Language = Literal["th", "en"]
LANGUAGES: tuple[Language, ...] = ("th", "en")
PAGES = ("wall", "province", "site", "access-points", "sla", "health")
TYPE = "influxdb"
TIME_ZONE = "Asia/Bangkok"
MOST_ROWS = 150
"""Sites a timeline shows at most; more are unreadable, and no province needs them at
once: a contract narrows them."""

NETMON = "netmon"
"""The variable that holds the address of our own pages."""
NETMON_URL = ".."
"""Its value unless told otherwise: Grafana behind the same name, one folder down."""
NETMON_PATHS = ("/", "/site/", "/province/", "/incidents", "/poller")
FOLDERS: Mapping[Language, str] = MappingProxyType(
    {"th": "netmon ภาษาไทย", "en": "netmon English"}
)


@dataclass(frozen=True, slots=True)
class Source:
    """A data source, one for each database.

    Attributes:
        variable: Of a dashboard, by which its panels name the data source.
        suffix: Behind the name of the first database.
        interval: The shortest step that makes sense.
        measurements: What it holds; None for everything not named by another.
    """

    name: str
    uid: str
    variable: str
    suffix: str
    interval: str
    measurements: tuple[str, ...] | None = None


RAW = Source("netmon", "netmon-influx", "raw", "", "60s")
HOURLY = Source("netmon-1h", "netmon-influx-1h", "hourly", "_1h", "1h", ("site_1h",))
DAILY = Source("netmon-1d", "netmon-influx-1d", "daily", "_1d", "1d", ("site_1d",))
SOURCES = (RAW, HOURLY, DAILY)


def to_uid(page: str, language: Language) -> str:
    """Return the uid of a dashboard."""
    return f"netmon-{page}-{language}"


def folder_uid(language: Language) -> str:
    """Return the uid of a language's folder."""
    return f"netmon-{language}"


def source_of(measurement: str) -> Source:
    """Return the data source that holds a measurement."""
    for source in SOURCES:
        if source.measurements and measurement in source.measurements:
            return source
    return RAW
