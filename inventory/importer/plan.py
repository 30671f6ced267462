"""What an import would change, field by field. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from inventory.importer.columns import Field
from inventory.importer.judge import Values


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one site.

    Attributes:
        before, after: Canonical text, None where there is no value.
    """

    site: str
    field: Field
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The way from the register to the file.

    Attributes:
        version: The register the plan was made against.
        added: What is new, keyed by site code.
        changed: In the order of the file.
        missing: Sites of the register that the file does not hold; they stay.
    """

    version: int
    added: Mapping[str, Values]
    changed: tuple[Change, ...]
    missing: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Whether applying it would change nothing."""
        return not self.added and not self.changed


def make_plan(
    rows: Mapping[str, Values],
    current: Mapping[str, Values],
    named: frozenset[str],
    version: int,
) -> Plan:
    """Return what changes when `rows` come into a register that holds `current`.

    Args:
        rows: What the file holds, keyed by site code.
        current: What the register holds, every field, keyed by site code.
        named: Codes of rows that were rejected: the file names them, so they are not
            missing.
        version: Of the register that `current` was read from.
    """
    return Plan(
        version=version,
        added={code: row for code, row in rows.items() if code not in current},
        changed=tuple(_changes(rows, current)),
        missing=tuple(
            code for code in current if code not in rows and code not in named
        ),
    )


def _changes(
    rows: Mapping[str, Values], current: Mapping[str, Values]
) -> Iterator[Change]:
    for code, row in rows.items():
        stored = current.get(code)
        if stored is None:
            continue
        for field in Field:
            if field is Field.NUMBER or field not in row:
                continue  # the running number is issued anew with every hand-over
            if row[field] != stored[field]:
                yield Change(code, field, stored[field], row[field])
