"""Measurements, tags and fields, declared once; store, API, dashboards read this.

A sample holds site and device; what else a tag says of a site (province, contract) is
the register's to tell and is joined where it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class Kind(StrEnum):
    """What a field holds.

    FLOAT keeps seven digits (IEEE 754 single), enough for anything measured and half
    the disk; DOUBLE sixteen, for what counts on for years. TEXT is only told to
    InfluxDB; the sample log holds numbers.
    """

    FLOAT = "float"
    DOUBLE = "double"
    INT = "int"
    BOOL = "bool"
    TEXT = "text"


class Total(StrEnum):
    """What makes one number of many in a longer step."""

    MEAN = "mean"
    SUM = "sum"
    MAX = "max"
    MIN = "min"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Field:
    """One number of a measurement.

    Attributes:
        name: With its unit at the end.
        unit: As a chart labels it.
        total: How it is made coarser where nobody asks for another way.
        meaning: One plain sentence.
    """

    name: str
    kind: Kind
    unit: str
    total: Total
    meaning: str


@dataclass(frozen=True, slots=True)
class Measurement:
    """What is measured together.

    Attributes:
        tags: Names; values are short texts.
        fields: By name, in the order of the columns.
        period_s: How often a row is expected, seconds; 0 where none is.
    """

    name: str
    tags: tuple[str, ...]
    fields: Mapping[str, Field]
    period_s: float
    meaning: str


@dataclass(frozen=True, slots=True)
class Sample:
    """One row.

    Attributes:
        measurement: Its name.
        at: UTC; when it was measured, not when it was written.
        tags: In the order of the measurement's tags.
        values: In the order of its fields; None where nothing was measured.
    """

    measurement: str
    at: datetime
    tags: tuple[str, ...]
    values: tuple[float | int | bool | None, ...]


_F, _I, _B, _T = Kind.FLOAT, Kind.INT, Kind.BOOL, Kind.TEXT
_D = Kind.DOUBLE
_MEAN, _SUM, _MAX, _MIN = Total.MEAN, Total.SUM, Total.MAX, Total.MIN
_LAST = Total.LAST
_DEVICE_TAGS = ("site", "device")
SITE_TAGS = ("province", "region", "site_type", "contract")
"""Tags the register adds to a row of a site."""


def _of(
    name: str,
    tags: tuple[str, ...],
    period_s: float,
    meaning: str,
    *fields: Field,
) -> Measurement:
    by_name = MappingProxyType({each.name: each for each in fields})
    return Measurement(name, tags, by_name, period_s, meaning)


PING = _of(
    "ping",
    _DEVICE_TAGS,
    30.0,
    "One burst of echo requests to a device.",
    Field("sent_count", _I, "", _SUM, "Echo requests sent."),
    Field("received_count", _I, "", _SUM, "Echo replies that came in time."),
    Field("rtt_min_s", _F, "s", _MIN, "Shortest round trip."),
    Field("rtt_avg_s", _F, "s", _MEAN, "Mean round trip."),
    Field("rtt_max_s", _F, "s", _MAX, "Longest round trip."),
    Field("jitter_s", _F, "s", _MEAN, "Mean difference of neighbouring round trips."),
    Field("loss_ratio", _F, "ratio", _MEAN, "Share of requests without a reply."),
)

INTERFACE = _of(
    "interface",
    _DEVICE_TAGS,
    60.0,
    "The port of the line, between two readings; in is download.",
    Field("span_s", _F, "s", _SUM, "Agent's time between the two readings."),
    Field("in_bps", _F, "bit/s", _MEAN, "Mean download rate; none across a reset."),
    Field("out_bps", _F, "bit/s", _MEAN, "Mean upload rate; none across a reset."),
    Field("in_bytes", _I, "B", _SUM, "Downloaded since the reading before."),
    Field("out_bytes", _I, "B", _SUM, "Uploaded since the reading before."),
    Field("in_errors_count", _I, "", _SUM, "Received frames in error."),
    Field("out_errors_count", _I, "", _SUM, "Frames not sent because of errors."),
    Field("in_discards_count", _I, "", _SUM, "Received frames thrown away."),
    Field("out_discards_count", _I, "", _SUM, "Frames thrown away before sending."),
    Field("speed_bps", _I, "bit/s", _MAX, "Speed of the port, not of the line."),
    Field("is_up", _B, "", _MEAN, "Whether the port is up; as a mean, how long."),
)

DEVICE = _of(
    "device",
    _DEVICE_TAGS,
    60.0,
    "A router, access point or controller itself.",
    Field("uptime_s", Kind.DOUBLE, "s", _MAX, "Since the agent started (sysUpTime)."),
    Field("cpu_ratio", _F, "ratio", _MEAN, "Busy share, mean over cores."),
    Field("memory_ratio", _F, "ratio", _MEAN, "Memory in use, without cache."),
    Field("temperature_celsius", _F, "°C", _MAX, "Hottest sensor that reads."),
    Field("optical_rx_dbm", _F, "dBm", _MIN, "Light received on the line."),
    Field("optical_tx_dbm", _F, "dBm", _MIN, "Light sent on the line."),
    Field("read_s", _F, "s", _MAX, "How long reading the device took."),
    Field("is_partial", _B, "", _MEAN, "Something asked for did not come in time."),
)

WIFI = _of(
    "wifi",
    _DEVICE_TAGS,
    60.0,
    "Free Wi-Fi as a router, access point or controller counts it; one row an access "
    "point, and one for the site under its router's name.",
    Field("clients_count", _I, "", _MAX, "Clients associated now."),
    Field("aps_joined_count", _I, "", _MIN, "Access points in service."),
    Field("aps_count", _I, "", _MAX, "Access points there ought to be."),
)

SITE_STATE = _of(
    "site_state",
    ("site",),
    60.0,
    "What a site was shown as when the slot closed.",
    Field(
        "state_code",
        _I,
        "",
        _MIN,
        "0 maintenance, 1 not observed, 2 down, 3 degraded, 4 up, 5 unmonitored.",
    ),
    Field("link_is_up", _B, "", _MEAN, "Link up or degraded; none while not observed."),
    Field("wifi_is_up", _B, "", _MEAN, "Wi-Fi up or degraded; none if not observed."),
)

POLLER = _of(
    "poller",
    ("poller",),
    10.0,
    "How a poller itself is doing.",
    Field(
        "lateness_max_s", _F, "s", _MAX, "Latest start of a look since the last row."
    ),
    Field("skipped_count", _I, "", _SUM, "Looks skipped because they were too late."),
    Field("rounds_count", _I, "", _MAX, "Rounds under way or waiting."),
    Field("unwritten_count", _I, "", _MAX, "Changes that wait for the journal."),
    Field("receive_drops_count", _I, "", _SUM, "Replies the kernel threw away."),
    Field("cpu_ratio", _F, "ratio", _MEAN, "Share of one core."),
    Field("rss_bytes", _I, "B", _MAX, "Memory of the process."),
)

FLEET = _of(
    "fleet",
    ("province", "site_type", "contract"),
    60.0,
    "Sites together, written when a slot closes.",
    Field("sites_count", _I, "", _MAX, "All sites of the register."),
    Field("up_count", _I, "", _MEAN, "Shown as up."),
    Field("degraded_count", _I, "", _MEAN, "Shown as degraded."),
    Field("down_count", _I, "", _MEAN, "Shown as down."),
    Field("not_observed_count", _I, "", _MEAN, "Shown as not observed."),
    Field("maintenance_count", _I, "", _MEAN, "Shown as in maintenance."),
    Field("unmonitored_count", _I, "", _MEAN, "Not watched."),
    Field("clients_count", _I, "", _MEAN, "Wi-Fi clients associated."),
    Field("in_bps", _F, "bit/s", _MEAN, "Download of all sites."),
    Field("out_bps", _F, "bit/s", _MEAN, "Upload of all sites."),
    Field("rtt_avg_s", _F, "s", _MEAN, "Mean round trip over sites."),
    Field("loss_ratio", _F, "ratio", _MEAN, "Mean loss over sites."),
)

SLA = _of(
    "sla",
    ("site", "contract"),
    3_600.0,
    "A site's month to date, by the contract it was judged by; every row of a run has "
    "the run's moment, and a row at a month's last midnight is of the month that ends.",
    Field("window_s", _I, "s", _MAX, "Service window so far."),
    Field("up_s", _I, "s", _MAX, "Of it, up."),
    Field("down_s", _I, "s", _MAX, "Of it, down."),
    Field("not_observed_s", _I, "s", _MAX, "Of it, nobody looked."),
    Field("excluded_s", _I, "s", _MAX, "Of it, left out by an approved exclusion."),
    Field("budget_s", _I, "s", _MIN, "Down time the target allows in the whole month."),
    Field("availability_ratio", _D, "ratio", _MIN, "Up of up and down."),
    Field("availability_low_ratio", _D, "ratio", _MIN, "Had all unseen been down."),
    Field("availability_high_ratio", _D, "ratio", _MIN, "Had all unseen been up."),
    Field("coverage_ratio", _D, "ratio", _MIN, "Observed of the time that counts."),
    Field("target_ratio", _D, "ratio", _MAX, "Availability asked for."),
    Field(
        "verdict_code",
        _I,
        "",
        _MIN,
        "Were the month over: 0 non-compliant, 1 insufficient, 2 compliant, 3 not in "
        "service.",
    ),
    Field("incidents_count", _I, "", _MAX, "Outages that ended, without blips."),
    Field(
        "mttr_s", _I, "s", _MAX, "Mean time from down to up; none without incidents."
    ),
)

SLA_GROUP = _of(
    "sla_group",
    ("province", "contract"),
    3_600.0,
    "Sites together, month to date, with the same moment as the `sla` rows they are "
    "made of. Ratios are made of these sums, never of ratios.",
    Field("sites_count", _I, "", _MAX, "Sites judged, all verdicts."),
    Field("compliant_count", _I, "", _MAX, "Compliant, were the month over."),
    Field("non_compliant_count", _I, "", _MAX, "Non-compliant, were the month over."),
    Field("insufficient_count", _I, "", _MAX, "Not enough seen to tell."),
    Field("not_in_service_count", _I, "", _MAX, "Not in service this month."),
    Field("spent_count", _I, "", _MAX, "Budget used up: they miss whatever comes."),
    Field("up_s", _I, "s", _MAX, "Up, all sites."),
    Field("down_s", _I, "s", _MAX, "Down, all sites."),
    Field("not_observed_s", _I, "s", _MAX, "Nobody looked, all sites."),
    Field("excluded_s", _I, "s", _MAX, "Left out, all sites."),
    Field("budget_s", _I, "s", _MAX, "Down time the targets allow, all sites."),
    Field("allowed_s", _I, "s", _MAX, "Likewise for the time so far, all sites."),
    Field("left_s", _I, "s", _MAX, "Budget left where there is any, all sites."),
    Field("incidents_count", _I, "", _MAX, "Outages that ended, without blips."),
    Field("repair_s", _I, "s", _MAX, "Their time from down to up."),
)

MEASUREMENTS: Mapping[str, Measurement] = MappingProxyType(
    {
        each.name: each
        for each in (
            PING,
            INTERFACE,
            DEVICE,
            WIFI,
            SITE_STATE,
            POLLER,
            FLEET,
            SLA,
            SLA_GROUP,
        )
    }
)
"""Everything that is stored as it was measured; roll-ups `site_1h` and `site_1d` are
made of these (netmon.store)."""

ROWS_ONLY = frozenset({POLLER.name, FLEET.name, SLA.name, SLA_GROUP.name})
"""What InfluxDB's roll-ups leave out: sums answer for themselves, and the month to date
comes once an hour as it is."""

SITE_LAST = _of(
    "site_last",
    ("site",),
    300.0,
    "A site as it is now: for maps and tables; only the newest row counts.",
    Field("name_th", _T, "", _LAST, "Its name in Thai."),
    Field("name_en", _T, "", _LAST, "Its name in English."),
    Field("lat", Kind.DOUBLE, "°", _LAST, "North of the equator, WGS 84."),
    Field("lon", Kind.DOUBLE, "°", _LAST, "East of Greenwich, WGS 84."),
    Field("state_code", _I, "", _LAST, "See site_state."),
    Field("since_s", _I, "s", _LAST, "Since when, seconds since 1970."),
)

EVENT = _of(
    "event",
    ("site", "service"),
    0.0,
    "One change of state, with the time it counts from.",
    Field("state_before", _T, "", _LAST, "What it was."),
    Field("state_after", _T, "", _LAST, "What it became."),
    Field("reason", _T, "", _LAST, "Why, one word."),
    Field("text_th", _T, "", _LAST, "The same in a Thai sentence."),
    Field("text_en", _T, "", _LAST, "The same in an English sentence."),
)

INFLUX_MEASUREMENTS: Mapping[str, Measurement] = MappingProxyType(
    {**MEASUREMENTS, SITE_LAST.name: SITE_LAST, EVENT.name: EVENT}
)
"""What InfluxDB holds in its first database; `site_1h` and `site_1d` have databases of
their own, since how long a row is kept is a matter of its database."""

PLACE_TAGS = ("province", "region")
"""Tags InfluxDB rows of a site carry beside their own. A row written again must have
the same tags or it is there twice, so these are what a register hardly ever changes;
site type and contract stand in `site_last`, `fleet`, `site_1h` and `site_1d`."""

ROLE_TAG = "role"
"""Of a device's row in InfluxDB: router, access_point or controller."""
