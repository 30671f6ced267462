"""A request for an exclusion as somebody fills it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from netmon.core.intervals import Interval
    from netmon.sla.claims.site_places import SitesWish
    from netmon.sla.facts import ExclusionType

MOST_SITES = 4_000
"""Codes in one body of 64 KiB; more sites are named by their contract or province."""


@dataclass(frozen=True, slots=True)
class ExclusionForm:
    """A request before its sites are looked up."""

    kind: ExclusionType
    span: Interval
    reason: str
    sites: SitesWish
