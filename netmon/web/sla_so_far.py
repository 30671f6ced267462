"""The month under way in the list of months: sums of what is reckoned every hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmon.sla.statements.to_date import combine

if TYPE_CHECKING:
    from datetime import datetime

    from netmon.core.months import Month
    from netmon.sla.statements.to_date import GroupToDate, ToDate


@dataclass(frozen=True, slots=True)
class SoFar:
    """A month so far, of all sites or of a contract's.

    Attributes:
        until: UTC; up to when it was reckoned.
    """

    until: datetime
    group: GroupToDate

    @property
    def used_s(self) -> int:
        """Down time of the month's budget that is used; no site uses another's."""
        return self.group.budget_s - self.group.left_s


class SoFarBook:
    """Remembers the sums of the newest run, so that a nation is added up once."""

    def __init__(self) -> None:
        self._run: ToDate | None = None
        self._kept: dict[str | None, SoFar] = {}

    def find(
        self, run: ToDate | None, month: Month, contract: str | None
    ) -> SoFar | None:
        """Return a month so far; None of another month than the one under way.

        Args:
            run: The newest; None before the first.
            month: Which.
            contract: Of whose sites; None: of all. One without sites has no figures.
        """
        if run is None or run.month != month:
            return None
        if run is not self._run:
            self._run, self._kept = run, {}
        if contract is not None and contract not in run.contracts:
            return None
        if contract not in self._kept:
            self._kept[contract] = _add_up(run, contract)
        return self._kept[contract]


def _add_up(run: ToDate, contract: str | None) -> SoFar:
    sites = (each for each in run.sites if contract in (None, each.contract))
    return SoFar(run.until, combine(sites))
