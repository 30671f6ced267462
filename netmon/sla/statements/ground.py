"""What a statement is made from: the facts, and what else it prints. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from netmon.core.model import SiteCode
    from netmon.sla.facts import MonthFacts
    from netmon.sla.statement import ExclusionLine, PollerGap


class SiteAbout(NamedTuple):
    """Who a site is, as the register had it when the statement was made."""

    name_th: str
    name_en: str
    province: str
    province_th: str
    province_en: str
    region: str
    site_type: str


@dataclass(frozen=True, slots=True)
class Ground:
    """All that a statement needs.

    Attributes:
        facts: What the figures follow from.
        about: Every site of the facts.
        providers: Who a contract is with, by its code.
        exclusions: By id; their `excluded_s` is not reckoned yet.
        poller_gaps: In order.
    """

    facts: MonthFacts
    about: Mapping[SiteCode, SiteAbout]
    providers: Mapping[str, str] = field(default_factory=dict)
    exclusions: Sequence[ExclusionLine] = ()
    poller_gaps: Sequence[PollerGap] = ()
