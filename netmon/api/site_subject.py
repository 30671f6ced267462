"""What a right over a site must cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.access.policy import Subject
from netmon.core.model import SiteCode

if TYPE_CHECKING:
    from netmon.api.desk import Desk


def site_subject(desk: Desk, code: str) -> Subject:
    """Return what a right over a site must cover; the register may not know it."""
    facts = desk.fleet.get(code)
    if facts is None:
        return Subject(site=code)
    return Subject(facts.site.province, facts.site.contract, SiteCode(code))
