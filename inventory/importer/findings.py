"""What was found in a file: where, what kind, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from inventory.importer.messages import to_messages

SHOWN_LENGTH = 10_000
"""How many characters of a value the report shows."""


class Outcome(StrEnum):
    """What came of a finding."""

    REPAIR = "repair"
    REJECT = "reject-row"
    WARN = "warn"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Attributes:
        row: Record number as a spreadsheet shows it, from 1.
        column: Header of the column; `*` for the whole row or file.
        site: Site code of the row, empty where it has none.
        code: The kind of defect, a key of messages.MESSAGES.
        value: Text as it stands in the file.
        repaired: What is stored instead, for a repair.
        detail: What fills `{detail}` in the message.
    """

    row: int
    column: str
    site: str
    code: str
    outcome: Outcome
    value: str = ""
    repaired: str | None = None
    detail: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as the report shows it."""
        english, thai = to_messages(self.code, self.detail)
        return {
            "row": self.row,
            "column": self.column,
            "site": self.site,
            "code": self.code,
            "outcome": self.outcome.value,
            "value": self.value[:SHOWN_LENGTH],
            "repaired": self.repaired,
            "message_en": english,
            "message_th": thai,
        }
