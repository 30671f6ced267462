"""Reads the facts of a month: register, terms, journals, exclusions and tickets.

Everything within one transaction, so that all of it is of one moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from inventory.left_sites import read_left
from inventory.repository import read_register
from netmon.core.intervals import Interval, clip, subtract
from netmon.core.model import Service
from netmon.core.months import midnight
from netmon.sla.claims.exclusions import read_exclusions, to_facts
from netmon.sla.claims.tickets import read_tickets
from netmon.sla.facts import Down, ExclusionStatus, MonthFacts, SiteFacts, Ticket
from netmon.sla.statement import ExclusionLine
from netmon.sla.statements.gather_earlier import read_earlier
from netmon.sla.statements.gather_gaps import FRESH_S, read_gaps
from netmon.sla.statements.gather_terms import NO_TERMS, Terms, read_terms, share_fees
from netmon.sla.statements.ground import Ground, SiteAbout
from netmon.status.lookback import Wanted, find_looked, find_observed, read_journals
from netmon.status.whole_outages import read_whole_outages

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from inventory.model import Register, Site
    from netmon.core.model import SiteCode
    from netmon.core.months import Month
    from netmon.sla.claims.exclusions import ExclusionRequest
    from netmon.sla.ruleset import RuleSet
    from netmon.status.lookback import Journals
    from netmon.status.whole_outages import WholeOutage

_Said = TypeVar("_Said")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be gathered.

    Attributes:
        until: UTC, whole seconds; the month's end, or now for a month to date.
        sites: None for all.
        register: In force; None: it is read from the database.
    """

    month: Month
    until: datetime
    ruleset: RuleSet
    sites: Collection[SiteCode] | None = None
    register: Register | None = None

    @property
    def span(self) -> Interval:
        """From the month's begin until `until`."""
        return Interval(self.month.span.start, self.until)


@dataclass(frozen=True, slots=True)
class _Served:
    """A site and when it left, None where it is in the register."""

    site: Site
    left_at: datetime | None

    def is_in_service(self, span: Interval) -> bool:
        begun = self.site.in_service_from
        return begun is not None and midnight(begun) < span.end


async def gather(connection: AsyncConnection, asked: Asked) -> Ground:
    """Return what a month is judged from, as the database has it.

    Args:
        connection: In a transaction.
        asked: See Asked; its `until` lies after the month's begin.
    """
    register = asked.register or await read_register(connection)
    terms = await read_terms(connection)
    if asked.ruleset.rules.fee_is_for == "contract":
        every = await _read_served(connection, replace(asked, sites=None), register)
        serving = [each for each in every if each.is_in_service(asked.span)]
        terms = share_fees(terms, [each.site.contract for each in serving])
    served = await _read_served(connection, asked, register)
    requests = await read_exclusions(connection, asked.span)
    codes = {each.site.code for each in served}
    facts = await _read_facts(connection, asked, served, terms, requests)
    return Ground(
        facts,
        {each.site.code: _to_about(each.site, register) for each in served},
        {code: each.provider for code, each in register.contracts.items()},
        [line for each in requests if (line := _to_line(each, codes)).sites],
        await read_gaps(connection, asked.span),
    )


async def _read_served(
    connection: AsyncConnection, asked: Asked, register: Register
) -> list[_Served]:
    """Return the sites of a month, sorted by code; those that left in it too."""
    here, wanted = register.sites, asked.sites
    codes = here if wanted is None else [code for code in wanted if code in here]
    served = [_Served(here[code], None) for code in codes]
    served += [
        _Served(each.site, each.left_at.replace(microsecond=0))
        for each in await read_left(connection, asked.span.start)
        if each.site.code not in here and (wanted is None or each.site.code in wanted)
    ]
    return sorted(served, key=lambda each: each.site.code)


async def _read_facts(
    connection: AsyncConnection,
    asked: Asked,
    served: Sequence[_Served],
    terms: Mapping[str, Terms],
    requests: Sequence[ExclusionRequest],
) -> MonthFacts:
    codes = [each.site.code for each in served]
    only = None if asked.sites is None else codes
    wanted = Wanted(Service.LINK, only, asked.span, FRESH_S, has_outages=False)
    outages = await read_whole_outages(connection, wanted)
    tickets = await _read_tickets(connection, wanted, outages)
    exclusions = to_facts(requests)
    blind, unseen = _find_unseen(await read_journals(connection, wanted), codes)
    contracts = {each.site.code: each.site.contract for each in served}
    begun = _find_begun(asked, contracts, outages, tickets)
    earlier = await read_earlier(connection, wanted, begun)
    return MonthFacts(
        asked.month,
        asked.until,
        [_to_site(each, terms.get(each.site.contract, NO_TERMS)) for each in served],
        {
            code: [Down(each.start, each.end, each.is_cut) for each in outages[code]]
            for code in codes
            if code in outages
        },
        _join(unseen, earlier.not_observed, codes),
        blind,
        _join(exclusions, earlier.exclusions, codes),
        {code: tickets[code] for code in codes if code in tickets},
    )


def _find_begun(
    asked: Asked,
    contracts: Mapping[SiteCode, str],
    outages: Mapping[SiteCode, Sequence[WholeOutage]],
    tickets: Mapping[SiteCode, Sequence[Ticket]],
) -> dict[SiteCode, datetime]:
    """Return when a contract's clock began, of the sites where it was before."""
    found = {}
    for code, contract in contracts.items():
        clock = asked.ruleset.for_contract(contract).ttr_clock_start
        begun = [each.sent_at for each in tickets.get(code, ()) if each.sent_at]
        if clock == "outage_start":
            begun = [each.start for each in outages.get(code, ())]
        if begun and min(begun) < asked.span.start:
            found[code] = min(begun)
    return found


def _join(
    first: Mapping[SiteCode, Sequence[_Said]],
    second: Mapping[SiteCode, Sequence[_Said]],
    codes: Iterable[SiteCode],
) -> dict[SiteCode, list[_Said]]:
    said = {code: [*second.get(code, ()), *first.get(code, ())] for code in codes}
    return {code: each for code, each in said.items() if each}


async def _read_tickets(
    connection: AsyncConnection,
    wanted: Wanted,
    outages: Mapping[SiteCode, Sequence[WholeOutage]],
) -> dict[SiteCode, list[Ticket]]:
    """Return the tickets of outages, also of those before the span they hang on."""
    first = min((each[0].start for each in outages.values()), default=None)
    if first is None:
        return {}
    reach = Interval(min(first, wanted.span.start), wanted.span.end)
    found = {}
    for code, tickets in (await read_tickets(connection, reach, wanted.sites)).items():
        starts = {each.start for each in outages.get(code, ())}
        if mine := [each for each in tickets if each.outage_started_at in starts]:
            found[code] = mine
    return found


def _find_unseen(
    journals: Journals, codes: Sequence[SiteCode]
) -> tuple[list[Interval], dict[SiteCode, list[Interval]]]:
    """Return when nobody looked at any site, and when nobody looked at each alone."""
    looked = clip(find_looked(journals), journals.span)
    alone = {}
    for code, seen in find_observed(journals, codes):
        if unseen := subtract(looked, seen):
            alone[code] = unseen
    return subtract([journals.span], looked), alone


def _to_site(served: _Served, terms: Terms) -> SiteFacts:
    site, begun = served.site, served.site.in_service_from
    return SiteFacts(
        site.code,
        site.contract,
        None if begun is None else midnight(begun),
        served.left_at,
        terms.monthly_fee_baht,
        terms.penalty_rate_per_hour,
        terms.availability_target_ratio,
        terms.repair_target_h,
        site.service_hours,
    )


def _to_about(site: Site, register: Register) -> SiteAbout:
    province = register.provinces.get(site.province)
    return SiteAbout(
        site.name_th,
        site.name_en,
        site.province,
        province.name_th if province else site.province,
        province.name_en if province else site.province,
        province.region if province else "",
        site.site_type.value,
    )


def _to_line(request: ExclusionRequest, codes: Collection[SiteCode]) -> ExclusionLine:
    wish, decision = request.wish, request.decision
    return ExclusionLine(
        str(request.id),
        wish.kind,
        ExclusionStatus(request.standing.value),
        wish.span,
        tuple(sorted(site for site in wish.sites if site in codes)),
        0,
        wish.reason,
        request.requested_by,
        request.requested_at.replace(microsecond=0),
        decision.by,
        decision.at and decision.at.replace(microsecond=0),
        decision.note,
        request.document.sha256 if request.document else "",
    )
