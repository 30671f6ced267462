"""One row on its way from text to what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from inventory.importer.findings import Finding, Outcome
from inventory.importer.geography import Geography

Values = Mapping[str, str | None]
"""Canonical text or None, keyed by column; a column the file lacks is no key."""


@dataclass(frozen=True, slots=True)
class Context:
    """What every row is held against.

    Attributes:
        today: In Thailand; a later opening day lies in the future.
        minimum_mbps: Down and up, keyed by contract; the programme's where unknown.
        may_have_lost: Whether the file's encoding cannot hold every character.
    """

    geography: Geography
    today: date
    minimum_mbps: Mapping[str, tuple[float, float]]
    may_have_lost: bool = False


@dataclass(slots=True)
class Draft:
    """A row that is being judged.

    Attributes:
        row: Record number from 1.
        key: The column that holds the code.
        raw: Text as it stands in the file, keyed by column.
        merged: Text of the first cell of the merged range that a cell lies in.
        titles: The header's cells, keyed by column.
        values: What would be stored, canonical text or None, keyed by column.
        findings: What was found so far, in the order of the checks.
    """

    row: int
    key: str
    raw: Mapping[str, str]
    merged: Mapping[str, str]
    titles: Mapping[str, str] = field(default_factory=dict)
    values: dict[str, str | None] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def site(self) -> str:
        """The code of the site or record, empty where there is none."""
        return self.values.get(self.key) or ""

    @property
    def is_rejected(self) -> bool:
        """Whether anything found forbids to store the row."""
        return any(one.outcome is Outcome.REJECT for one in self.findings)

    def repair(self, column: str, code: str, repaired: str, detail: str = "") -> None:
        """Put `repaired` in the place of what stands in `column`."""
        self._add(column, code, Outcome.REPAIR, repaired, detail)
        self.values[column] = repaired

    def warn(self, column: str, code: str, detail: str = "") -> None:
        """Note something odd in `column`."""
        self._add(column, code, Outcome.WARN, None, detail)

    def reject(self, column: str, code: str, detail: str = "") -> None:
        """Note why the row cannot be stored."""
        self._add(column, code, Outcome.REJECT, None, detail)

    def _add(
        self,
        column: str,
        code: str,
        outcome: Outcome,
        repaired: str | None,
        detail: str,
    ) -> None:
        value = self.raw.get(column, "")
        self.findings.append(
            Finding(self.row, column, self.site, code, outcome, value, repaired, detail)
        )
