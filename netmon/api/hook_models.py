"""What Grafana sends of its alerts, parsed into reports; its words stay plain text.

Source: Grafana's documentation, "Configure the webhook notifier for Alerting", JSON
payload. What is not read here may change there.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from netmon.api.models import Shape
from netmon.status.causes import Cause, Finding
from netmon.status.effects import Reported, ReportEnded
from netmon.status.incident import ALERT
from netmon.status.report import Report

MOST_ALERTS = 500
MOST_LABELS_SENT = 200
MOST_LABELS_KEPT = 20
LONGEST_TITLE = 200
LONGEST_SUMMARY = 1_000
LONGEST_LABEL = 200
LONGEST_LINK = 1_000
BELIEVED = timedelta(days=7)
"""A begin or an end longer ago than this, or to come, counts as now: clocks err."""

SAID_BY_GRAFANA = Finding(Cause.ALERT, 1.0, "said_by_grafana")

_Words = Annotated[dict[str, str], Field(max_length=MOST_LABELS_SENT)]


class _Sent(BaseModel):
    """A part of the body; Grafana says more than is read here."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class GrafanaAlert(_Sent):
    """One alert of a notification."""

    status: Literal["firing", "resolved"]
    fingerprint: str = Field(
        pattern=r"^[0-9A-Za-z]{1,64}$", description="Same labels, same fingerprint"
    )
    labels: _Words = Field(default_factory=dict)
    annotations: _Words = Field(default_factory=dict)
    starts_at: AwareDatetime = Field(alias="startsAt")
    ends_at: AwareDatetime = Field(alias="endsAt")
    panel_url: str = Field("", alias="panelURL")
    dashboard_url: str = Field("", alias="dashboardURL")
    generator_url: str = Field("", alias="generatorURL")

    def to_report(self, now: datetime) -> Reported | ReportEnded:
        """Return what it says, as judgement takes it.

        Args:
            now: UTC; when it came.
        """
        key = f"{ALERT}{self.fingerprint}"
        if self.status == "resolved":
            return ReportEnded(key, _believe(self.ends_at, now))
        at = _believe(self.starts_at, now)
        return Reported(key, at, SAID_BY_GRAFANA, self._to_words())

    def _to_words(self) -> Report:
        said = self.annotations
        urls = (self.panel_url, self.dashboard_url, self.generator_url)
        return Report(
            title=_clean(self.labels.get("alertname", ""), LONGEST_TITLE) or "Grafana",
            summary=_clean(
                said.get("summary") or said.get("description", ""), LONGEST_SUMMARY
            ),
            summary_th=_clean(said.get("summary_th", ""), LONGEST_SUMMARY),
            link=next((url for url in urls if _is_link(url)), None),
            labels=_clean_labels(self.labels),
        )


class GrafanaNotice(_Sent):
    """A notification: one group of alerts."""

    alerts: list[GrafanaAlert] = Field(max_length=MOST_ALERTS)
    truncated_count: int = Field(
        0, ge=0, alias="truncatedAlerts", description="Alerts it left out"
    )


class HookAnswer(Shape):
    """What came of a notification; an alert that is known already is in none."""

    opened: int = Field(description="Incidents it opened")
    reopened: int = Field(description="Incidents that go on, ended a moment ago")
    closed: int = Field(description="Incidents it closed")
    refused: int = Field(description="Alerts not taken: too many are open")


def _believe(at: datetime, now: datetime) -> datetime:
    return at if now - BELIEVED <= at <= now else now


def _clean(text: str, most: int) -> str:
    """Return `text` on one line, without what nobody can see, and not too long."""
    seen = "".join(each if each.isprintable() else " " for each in text)
    short = " ".join(seen.split())
    return short if len(short) <= most else f"{short[: most - 1]}…"


def _clean_labels(labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the labels people may read; names with two lines are Grafana's own."""
    shown = {
        _clean(name, LONGEST_LABEL): _clean(value, LONGEST_LABEL)
        for name, value in labels.items()
        if name != "alertname" and not name.startswith("__")
    }
    return tuple(sorted(shown.items())[:MOST_LABELS_KEPT])


def _is_link(url: str) -> bool:
    """Return whether a browser may be sent to `url`: no script, no password."""
    if not url.isprintable() or len(url) > LONGEST_LINK:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return is_web and "@" not in parts.netloc and "\\" not in url
