"""The sums of frozen months for the list of months: read once, as they never change."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING

from netmon.sla.statement import Head, Stage

if TYPE_CHECKING:
    from netmon.sla.desk import MonthRow, SlaDesk
    from netmon.sla.ruleset import RuleSet
    from netmon.sla.statement import Group, Statement
    from netmon.sla.statements.statement_rows import Version

MOST = 120
"""Versions kept: ten years of months; each is some hundred sums."""


class MonthBook:
    """Remembers what frozen versions say of the whole and of each contract."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Group, dict[str, Group]]] = OrderedDict()

    async def find(
        self, desk: SlaDesk, row: MonthRow, contract: str | None
    ) -> Group | None:
        """Return what a month's newest version says; None of a draft.

        Args:
            desk: Where statements are kept.
            row: The month.
            contract: Of whose sites; None: of all.
        """
        if not row.versions:
            return None
        version = row.versions[0]
        if version.result_digest not in self._kept:
            made = await desk.reader.summary(row.month, version.version)
            self._kept[version.result_digest] = _to_sums(made)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        whole, contracts = self._kept[version.result_digest]
        return whole if contract is None else contracts.get(contract)


def _to_sums(statement: Statement) -> tuple[Group, dict[str, Group]]:
    return statement.nation, {each.key: each for each in statement.contracts}


def to_head(row: MonthRow, ruleset: RuleSet, contract: str | None) -> Head:
    """Return the cover of a month's newest version, or of its draft."""
    if row.versions:
        return replace(from_version(row.versions[0]), contract=contract)
    return Head(
        month=row.month,
        stage=Stage.DRAFT,
        version=0,
        contract=contract,
        ruleset_id=ruleset.id,
        ruleset_digest=ruleset.digest,
        data_digest="",
        made_at=row.month.span.end,
    )


def from_version(version: Version) -> Head:
    """Return the cover of a version that is kept."""
    return Head(
        month=version.month,
        stage=version.stage,
        version=version.version,
        contract=None,
        ruleset_id=version.ruleset_id,
        ruleset_digest=version.ruleset_digest,
        data_digest=version.data_digest,
        result_digest=version.result_digest,
        made_at=version.made_at,
        made_by=version.made_by,
        final_at=version.final_at,
        why=version.why,
    )
