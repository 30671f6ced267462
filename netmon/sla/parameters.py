"""Every parameter a month is judged by, and which of them contradict each other."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    model_validator,
)

PPM = 1_000_000
_DAY_WINDOW = re.compile(
    r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)"
)


def _to_decimal(value: object) -> object:
    """Let whole numbers and decimal text be decimals; pydantic says what is wrong."""
    if isinstance(value, bool):
        return str(value)  # true is no 1
    return Decimal(value) if isinstance(value, int) else value


_Decimal = Annotated[Decimal, BeforeValidator(_to_decimal)]
Percent = Annotated[_Decimal, Field(ge=0, le=100, decimal_places=4)]
_Factor = Annotated[_Decimal, Field(gt=0, le=1, decimal_places=6)]
_Count = Annotated[StrictInt, Field(ge=1, le=1_000_000)]
_DayOfMonth = Annotated[StrictInt, Field(ge=1, le=28)]
_DayWindow = Annotated[str, Field(pattern=_DAY_WINDOW.pattern)]

STATEMENT_WIDE = frozenset(
    {
        *("timezone", "fiscal_year_start", "calendar_display"),
        *("percentile_method", "display_rounding", "display_decimals", "compare"),
        *("fee_is_for", "freeze_day", "objection_day", "final_day"),
        "raw_retention_years",
    }
)
"""What holds for a statement as a whole: no contract has its own."""


class Rules(BaseModel):
    """The parameters of docs/sla.md, in the order of its table.

    Those with a single allowed value are there to be read: they say what the product
    does, and a file that asks for something else is refused.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    timezone: Literal["Asia/Bangkok"]
    fiscal_year_start: Literal[10]
    calendar_display: Literal["BE"]
    probe_timeout_ms: Literal[1000]
    down_requires: Literal["all_methods"]
    min_agreeing_pollers: Literal[1]
    backdate: Literal[True]
    canaries_per_isp: Literal[3]
    blip_max_s: Annotated[StrictInt, Field(ge=0, le=3_600)]
    service_start: Literal["commissioned_at"]
    service_hours: Literal["24x7", "register"]
    min_service_days: Annotated[StrictInt, Field(ge=0, le=28)]
    unknown_policy: Literal["bounds"]
    min_coverage_pct: Percent
    availability_target_pct: Annotated[Percent, Field(gt=0)]
    mttr_target_h: Annotated[StrictInt, Field(ge=1, le=8_784)]
    ttr_clock_start: Literal["ticket_sent", "outage_start"]
    exclusion_requires_approval: Literal[True]
    fm_notice_days: Annotated[StrictInt, Field(ge=0, le=366)]
    maint_notice_h: Annotated[StrictInt, Field(ge=0, le=8_784)]
    maint_cap_h_month: Annotated[StrictInt, Field(ge=0, le=744)]
    maint_window: _DayWindow
    required_down_mbps: _Count
    required_up_mbps: _Count
    speed_factor_ip: _Factor
    speed_factor_tcp: _Factor
    speed_share_required_pct: Percent
    tests_per_site_month: _Count
    min_days: Annotated[StrictInt, Field(ge=1, le=28)]
    min_peak_tests: Annotated[StrictInt, Field(ge=0)]
    peak_window: _DayWindow
    confirm_tests: _Count
    confirm_days: Annotated[StrictInt, Field(ge=1, le=28)]
    confirm_window_d: Annotated[StrictInt, Field(ge=1, le=31)]
    test_duration_s: Annotated[StrictInt, Field(ge=1, le=60)]
    subinterval_ms: _Count
    max_concurrent_tests: _Count
    per_isp_share_pct: Percent
    cross_traffic_mode: Literal["credit"]
    max_cpu_pct_valid_test: Percent
    latency_limit_ms: _Count
    latency_share_pct: Percent
    lost_counts_as_fail: StrictBool
    test_server_location: Literal["neutral_ix"]
    min_test_servers: _Count
    snmp_step_s: _Count
    suspect_step_s: _Count
    provision_read_h: _Count
    provision_reads_to_breach: _Count
    percentile_method: Literal["nearest_rank"]
    display_rounding: Literal["down"]
    display_decimals: Literal[3]
    compare: Literal["exact"]
    fee_is_for: Literal["site", "contract"]
    penalty_mode: Literal["larger_of", "both"]
    part_hour: Literal["ceil"]
    penalty_cap_pct: Percent
    penalty_alert_pct: Annotated[tuple[Percent, ...], Field(max_length=9)]
    satang_rounding: Literal["half_up", "down"]
    freeze_day: _DayOfMonth
    objection_day: _DayOfMonth
    final_day: _DayOfMonth
    raw_retention_years: _Count

    @property
    def target_ppm(self) -> int:
        """Availability asked for, millionths."""
        return to_ppm(self.availability_target_pct)

    @property
    def min_coverage_ppm(self) -> int:
        """Coverage below which a doubtful month stays undecided, millionths."""
        return to_ppm(self.min_coverage_pct)

    @model_validator(mode="after")
    def _check(self) -> Self:
        for smaller, larger in _NOT_ABOVE:
            self._require(smaller, "at most", larger)
        for earlier, later in _BEFORE:
            self._require(earlier, "less than", later)
        if self.subinterval_ms > self.test_duration_s * 1_000:
            text = "subinterval_ms is longer than test_duration_s"
            raise ValueError(text)
        for name in ("maint_window", "peak_window"):
            first, last = to_minutes(getattr(self, name))
            if first >= last:
                text = f"{name}: expected a window within one day, got {first}-{last}"
                raise ValueError(text)
        if list(self.penalty_alert_pct) != sorted(set(self.penalty_alert_pct)):
            text = "penalty_alert_pct: expected each share once, in ascending order"
            raise ValueError(text)
        return self

    def _require(self, one: str, how: str, other: str) -> None:
        left, right = getattr(self, one), getattr(self, other)
        if left > right or (how == "less than" and left == right):
            expected = f"expected {one} {how} {other}"
            text = f"{one} = {left} contradicts {other} = {right}: {expected}"
            raise ValueError(text)


_NOT_ABOVE = (
    ("min_days", "tests_per_site_month"),
    ("min_peak_tests", "tests_per_site_month"),
    ("confirm_days", "confirm_tests"),
    ("confirm_days", "confirm_window_d"),
    ("speed_factor_tcp", "speed_factor_ip"),
    ("suspect_step_s", "snmp_step_s"),
)
_BEFORE = (("freeze_day", "objection_day"), ("objection_day", "final_day"))


def to_ppm(percent: Decimal) -> int:
    """Return a percentage of at most four decimals in millionths, exactly."""
    return int(percent * (PPM // 100))


def to_minutes(window: str) -> tuple[int, int]:
    """Return a window of the day, as `00:00-05:00`, in minutes after midnight."""
    first, last = (each.split(":") for each in window.split("-"))
    return int(first[0]) * 60 + int(first[1]), int(last[0]) * 60 + int(last[1])
