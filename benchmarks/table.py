"""What a benchmark reports: figures with their limits, as a Markdown table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib import import_module


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    Attributes:
        limit: What it must not exceed, None for a figure of a peer or for context.
    """

    what: str
    value: float
    unit: str
    limit: float | None = None

    @property
    def is_met(self) -> bool:
        """Whether the figure keeps its limit."""
        return self.limit is None or self.value <= self.limit

    def row(self) -> str:
        """Return the figure as a table row."""
        limit = "" if self.limit is None else f"<= {self.limit:g}"
        verdict = "" if self.limit is None else ("met" if self.is_met else "**missed**")
        return f"| {self.what} | {self.value:.4g} {self.unit} | {limit} | {verdict} |"


@dataclass(slots=True)
class Report:
    """The figures of one benchmark.

    Attributes:
        notes: What a reader must know to believe the figures.
    """

    title: str
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(
        self, what: str, value: float, unit: str, limit: float | None = None
    ) -> None:
        """Add a figure and print it at once."""
        figure = Figure(what, value, unit, limit)
        self.figures.append(figure)
        print(f"  {figure.row()}", flush=True)

    def markdown(self) -> str:
        """Return the report as Markdown."""
        lines = [f"## {self.title}", "", "| figure | measured | limit | |"]
        lines += ["|---|---|---|---|", *(figure.row() for figure in self.figures), ""]
        lines += [f"- {note}" for note in self.notes]
        return "\n".join(lines) + "\n"


def run_one(name: str) -> Report:
    """Run the benchmark `name` in this process."""
    report: Report = import_module(f"benchmarks.{name}").run()
    return report


def percentile(values: Iterable[float], share: float) -> float:
    """Return the nearest-rank percentile of `values`, share 0-1."""
    ordered: Sequence[float] = sorted(values)
    rank = max(1, -(-int(share * 1000) * len(ordered) // 1000))
    return ordered[rank - 1]
