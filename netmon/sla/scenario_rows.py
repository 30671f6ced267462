"""Rows of a scenario, and the facts they come to."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from netmon.core.intervals import Interval
from netmon.core.model import Service, SiteCode, SiteState
from netmon.sla.facts import (
    Down,
    Exclusion,
    ExclusionStatus,
    ExclusionType,
    MonthFacts,
    SiteFacts,
    Ticket,
)
from netmon.sla.scenario_cells import (
    Row,
    Unreadable,
    expect,
    read_amount,
    read_code,
    read_hours,
    read_optional_time,
    read_row,
    read_time,
    read_word,
    require_order,
)

if TYPE_CHECKING:
    from netmon.core.months import Month

HIGHEST_FEE_BAHT = 10_000_000_000
LONGEST_REPAIR_H = 8_784
_SITE = frozenset(
    {
        *("code", "contract", "commissioned_at", "decommissioned_at"),
        *("monthly_fee_baht", "penalty_rate_per_hour"),
        *("availability_target_ratio", "repair_target_h", "service_hours"),
    }
)
_OUTAGE = frozenset({"site", "service", "state", "start", "end", "cut"})
_GAP = frozenset({"site", "poller", "start", "end"})
_EXCLUSION = frozenset({"site", "type", "start", "end", "status"})
_TICKET = frozenset(
    {"site", "outage_started_at", "sent_at", "on_site_at", "restored_at"}
)
_OTHER_NAMES = {
    "planned_maintenance": "maintenance",
    "power": "mains_power",
    "owner": "site_owner",
    "ministry": "ministry_instruction",
}
"""What people also call types of exclusions."""


_SERVICES = {each.value: each for each in Service}
_STATES = {SiteState.DOWN.value: SiteState.DOWN}
_STATUSES = {each.value: each for each in ExclusionStatus}
_TYPES = {each.value: each for each in ExclusionType}


class Rows:
    """Takes the rows of a scenario, sites first; see netmon.sla.scenario."""

    def __init__(self, until: datetime) -> None:
        """See class.

        Args:
            until: Where figures end, and with them a gap without an end.
        """
        self._until = until
        self._sites: dict[str, SiteFacts] = {}
        self._outages: dict[SiteCode, list[Down]] = {}
        self._gaps: dict[SiteCode, list[Interval]] = {}
        self._blind: list[Interval] = []
        self._exclusions: dict[SiteCode, list[Exclusion]] = {}
        self._tickets: dict[SiteCode, list[Ticket]] = {}

    def to_facts(self, month: Month) -> MonthFacts:
        """Return what all rows come to."""
        return MonthFacts(
            month=month,
            until=self._until,
            sites=[self._sites[code] for code in sorted(self._sites)],
            outages=self._outages,
            not_observed=self._gaps,
            blind=self._blind,
            exclusions=self._exclusions,
            tickets=self._tickets,
        )

    def add_site(self, found: object) -> None:
        """Take a row of `sites`.

        Raises:
            Unreadable: As all of these: it is none.
        """
        row = read_row(found, _SITE)
        code = SiteCode(read_code(row, "code"))
        if code in self._sites:
            raise expect("code", "each site once", code)
        self._sites[code] = SiteFacts(
            code=code,
            contract=read_code(row, "contract") if row.get("contract") else None,
            commissioned_at=read_optional_time(row, "commissioned_at"),
            decommissioned_at=read_optional_time(row, "decommissioned_at"),
            monthly_fee_baht=read_amount(row, "monthly_fee_baht", HIGHEST_FEE_BAHT),
            penalty_rate_per_hour=read_amount(row, "penalty_rate_per_hour", 1),
            availability_target_ratio=read_amount(row, "availability_target_ratio", 1),
            repair_target_h=_read_term(row),
            hours=read_hours(row, "service_hours"),
        )

    def add_outage(self, found: object) -> None:
        """Take a row of `journal`; Wi-Fi is checked and left out."""
        row = read_row(found, _OUTAGE)
        site = self._read_site(row)
        read_word(row, "state", _STATES)
        service = read_word(row, "service", _SERVICES)
        start, end = read_time(row, "start"), read_optional_time(row, "end")
        is_cut = row.get("cut", False)
        if not isinstance(is_cut, bool) or (is_cut and end is None):
            raise expect("cut", "true or false, true only with an end", is_cut)
        if end is not None and end <= start:
            require_order(row, "start", "end")
            return
        if service is Service.LINK:
            self._outages.setdefault(site, []).append(Down(start, end, is_cut))

    def add_gap(self, found: object) -> None:
        """Take a row of `not_observed`, of one site or of a poller and so of all."""
        row = read_row(found, _GAP)
        if (row.get("site") is None) == (row.get("poller") is None):
            message = "site, poller: expected one of them"
            raise Unreadable(message)
        start = read_time(row, "start")
        end = read_optional_time(row, "end")
        if end is not None and end <= start:
            require_order(row, "start", "end")
            return
        span = Interval(start, end or max(start, self._until))
        if row.get("poller") is not None:
            read_code(row, "poller")
            self._blind.append(span)
        else:
            self._gaps.setdefault(self._read_site(row), []).append(span)

    def add_exclusion(self, found: object) -> None:
        """Take a row of `exclusions`."""
        row = read_row(found, _EXCLUSION)
        site = self._read_site(row)
        span = Interval(read_time(row, "start"), read_time(row, "end"))
        if span.end <= span.start:
            require_order(row, "start", "end")
            return
        status = read_word(row, "status", _STATUSES)
        exclusion = Exclusion(_read_type(row), span, status)
        self._exclusions.setdefault(site, []).append(exclusion)

    def add_ticket(self, found: object) -> None:
        """Take a row of `tickets`."""
        row = read_row(found, _TICKET)
        ticket = Ticket(
            outage_started_at=read_time(row, "outage_started_at"),
            sent_at=read_optional_time(row, "sent_at"),
            on_site_at=read_optional_time(row, "on_site_at"),
            restored_at=read_optional_time(row, "restored_at"),
        )
        if (
            ticket.sent_at
            and ticket.restored_at
            and ticket.restored_at < ticket.sent_at
        ):
            message = "restored_at: before sent_at"
            raise Unreadable(message)
        self._tickets.setdefault(self._read_site(row), []).append(ticket)

    def _read_site(self, row: Row) -> SiteCode:
        site = row.get("site")
        known = self._sites.get(site) if isinstance(site, str) else None
        if known is None:
            raise expect("site", "a code listed in sites", site)
        return known.code


def _read_type(row: Row) -> ExclusionType:
    """Return the type of an exclusion, also by another of its names."""
    written = row.get("type")
    if isinstance(written, str):
        word = written.strip().lower().replace("-", "_").replace(" ", "_")
        if kind := _TYPES.get(_OTHER_NAMES.get(word, word)):
            return kind
    return read_word(row, "type", _TYPES)


def _read_term(row: Row) -> int | None:
    hours = read_amount(row, "repair_target_h", LONGEST_REPAIR_H)
    if hours is None:
        return None
    if hours != int(hours):
        raise expect("repair_target_h", "whole hours", hours)
    return int(hours)
