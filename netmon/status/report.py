"""What another system says of a fault it found, in its own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Report:
    """The words of another system; nothing in them is believed to be more than text.

    Attributes:
        title: What it calls the fault.
        summary: What it says of it, empty for nothing.
        link: Its own page of the fault, http or https; None without one.
        labels: What it knows the fault by, sorted.
    """

    title: str
    summary: str = ""
    link: str | None = None
    labels: tuple[tuple[str, str], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as it is kept, and shown by the API."""
        return {
            "title": self.title,
            "summary": self.summary,
            "link": self.link,
            "labels": dict(self.labels),
        }


def report_from_json(kept: Mapping[str, Any] | None) -> Report | None:
    """Return the report that was kept, None where there was none."""
    if kept is None:
        return None
    labels = tuple(sorted(kept["labels"].items()))
    return Report(kept["title"], kept["summary"], kept["link"], labels)
