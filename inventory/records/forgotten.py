"""How much personal data was blanked, or is due to be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Forgotten:
    """What was blanked, or is due to be.

    Attributes:
        records: Records by kind.
        lines_count: Lines of their history.
        sites_count: Sites that left the register, with caretaker or telephone.
        imports_count: Former values of sites in the history of imports.
    """

    records: dict[str, int] = field(default_factory=dict)
    lines_count: int = 0
    sites_count: int = 0
    imports_count: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was due."""
        return not any(self.to_json().values())

    def to_json(self) -> dict[str, Any]:
        """Return the counts, for the audit."""
        return {
            "records": {name: count for name, count in self.records.items() if count},
            "history_lines": self.lines_count,
            "sites": self.sites_count,
            "import_lines": self.imports_count,
        }

    def add(self, other: Forgotten) -> None:
        """Count what `other` counts, too."""
        for name, count in other.records.items():
            self.records[name] = self.records.get(name, 0) + count
        self.lines_count += other.lines_count
        self.sites_count += other.sites_count
        self.imports_count += other.imports_count
