"""Warnings that a contract's penalties near what procurement rules ask about. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from netmon.sla.shown import to_baht, to_ratio

if TYPE_CHECKING:
    from netmon.sla.statements.contracts import ContractStanding
    from netmon.web.texts import Texts

TERMINATION_PCT = 10
"""Over it the agency has to consider ending the contract (clause 183 of the regulation
on procurement, B.E. 2560)."""


@dataclass(frozen=True, slots=True)
class PenaltyAlert:
    """One contract whose penalties have reached a share the rules warn at.

    Attributes:
        url: Of its statement's newest month, or of its months.
        said: How far it has come.
        step: What may be due.
    """

    contract: str
    url: str
    said: str
    step: str


def to_alerts(
    texts: Texts, standings: Iterable[ContractStanding]
) -> dict[str, PenaltyAlert]:
    """Return the warnings by contract, the gravest first."""
    warned = [each for each in standings if each.alert_pct]
    warned.sort(key=lambda each: (-(each.charged_ratio or 0), each.code))
    return {each.code: _to_alert(texts, each) for each in warned}


def _to_alert(texts: Texts, found: ContractStanding) -> PenaltyAlert:
    ratio, reached = found.charged_ratio or Decimal(0), max(found.alert_pct)
    is_over = ratio * 100 > TERMINATION_PCT
    return PenaltyAlert(
        contract=found.code,
        url=f"/sla?{urlencode({'contract': found.code})}",
        said=texts(
            "sla_alert.said",
            percent=to_ratio(ratio),
            reached=f"{reached.normalize():f}%",
            charged=to_baht(found.charged_baht),
            value=to_baht(found.value_baht),
        ),
        step=texts("sla_alert.over" if is_over else "sla_alert.near"),
    )
