"""How each contract stands: its terms, its month, and penalties against its value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from netmon.sla.statements.gather_terms import NO_TERMS, Terms

if TYPE_CHECKING:
    from inventory.model import Register
    from netmon.sla.ruleset import RuleSet
    from netmon.sla.statement import Group


@dataclass(frozen=True, slots=True)
class ContractStanding:
    """One contract.

    Attributes:
        sites: Of the register, in whatever service; 0 once it has left it.
        value_baht: Fees from its first day to its last; None where a term lacks. Of a
            contract without sites now, those of its newest statement are counted.
        group: Its sites in the statement asked about; None where it has none there.
        charged_baht: Penalties of the newest versions of all frozen months; None where
            none was computed.
        alert_pct: Shares of its value that the rules warn at and that are reached.
    """

    code: str
    provider: str
    terms: Terms
    sites: int
    value_baht: Decimal | None
    group: Group | None
    charged_baht: Decimal | None
    alert_pct: Sequence[Decimal]

    @property
    def charged_ratio(self) -> Decimal | None:
        """Penalties as a share of its value; None where either is not known."""
        if self.charged_baht is None or not self.value_baht:
            return None
        return self.charged_baht / self.value_baht


def to_standings(
    register: Register,
    terms: Mapping[str, Terms],
    ruleset: RuleSet,
    newest: Sequence[Group],
    frozen: Iterable[Sequence[Group]],
) -> list[ContractStanding]:
    """Return every contract, in order of their codes.

    One that left the register is told of as long as it has terms or was charged.

    Args:
        register: In force.
        terms: By contract.
        ruleset: Says whose the fee is and what is warned at.
        newest: Contracts of the statement whose figures are shown.
        frozen: Contracts of the newest version of every frozen month, newest first.
    """
    every = list(frozen)
    sites: dict[str, int] = defaultdict(int)
    for site in register.sites.values():
        sites[site.contract] += 1
    groups = {each.key: each for each in newest}
    charged, last = _add_up(every), _find_last(every)
    providers = {code: last[code].name_en for code in last} | {
        code: contract.provider for code, contract in register.contracts.items()
    }
    return [
        _to_standing(
            _Found(
                code,
                providers.get(code, code),
                terms.get(code),
                sites[code],
                sites[code] or (last[code].sites if code in last else 0),
            ),
            groups.get(code),
            charged.get(code),
            ruleset,
        )
        for code in sorted({*register.contracts, *terms, *last})
    ]


@dataclass(frozen=True, slots=True)
class _Found:
    code: str
    provider: str
    terms: Terms | None
    sites: int
    paid_sites: int


def _to_standing(
    found: _Found, group: Group | None, charged: Decimal | None, ruleset: RuleSet
) -> ContractStanding:
    terms = found.terms or NO_TERMS
    value = _to_value(terms, found.paid_sites, ruleset)
    warned = ruleset.for_contract(found.code).penalty_alert_pct
    reached = tuple(
        each
        for each in warned
        if value and charged is not None and charged * 100 >= each * value
    )
    return ContractStanding(
        found.code, found.provider, terms, found.sites, value, group, charged, reached
    )


def _to_value(terms: Terms, sites: int, ruleset: RuleSet) -> Decimal | None:
    """Return all its fees: of every site where the fee is a site's."""
    fee, starts, ends = terms.monthly_fee_baht, terms.starts_date, terms.ends_date
    if fee is None or starts is None or ends is None:
        return None
    each = fee * sites if ruleset.rules.fee_is_for == "site" else fee
    return each * count_months(starts, ends)


def count_months(starts: date, ends: date) -> int:
    """Return how many months a contract runs, a begun one counting whole."""
    months = (ends.year - starts.year) * 12 + ends.month - starts.month
    return months + (ends.day >= starts.day)


def _find_last(frozen: Iterable[Sequence[Group]]) -> dict[str, Group]:
    """Return what was said last of each contract; sites without one have no code."""
    last: dict[str, Group] = {}
    for groups in frozen:
        for each in groups:
            if each.key:
                last.setdefault(each.key, each)
    return last


def _add_up(frozen: Iterable[Sequence[Group]]) -> dict[str, Decimal]:
    charged: dict[str, Decimal] = {}
    for groups in frozen:
        for each in groups:
            if each.penalty_baht is not None:
                before = charged.get(each.key, Decimal(0))
                charged[each.key] = before + each.penalty_baht
    return charged
