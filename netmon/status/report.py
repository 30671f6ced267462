"""What another system says of a fault it found, in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Report:
    """The words of another system; nothing in them is believed to be more than text.

    Attributes:
        title: What it calls the fault; the same wherever it happens.
        summary, summary_th: What it says of this one, empty for nothing.
        link: Its own page of the fault, http or https; None without one.
        labels: What it knows the fault by, sorted.
    """

    title: str
    summary: str = ""
    summary_th: str = ""
    link: str | None = None
    labels: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as it is kept, and shown by the API."""
        return {
            "title": self.title,
            "summary": self.summary,
            "summary_th": self.summary_th,
            "link": self.link,
            "labels": dict(self.labels),
        }


def report_from_json(kept: Mapping[str, Any] | None) -> Report | None:
    """Return the report that was kept, None where there was none."""
    if kept is None:
        return None
    labels = tuple(sorted(kept["labels"].items()))
    summaries = kept["summary"], kept["summary_th"]
    return Report(kept["title"], *summaries, kept["link"], labels)
