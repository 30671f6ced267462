"""Claims about months: how far a caller may see and ask. For the API and the pages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from netmon.access.policy import EVERYWHERE, Principal, Scope, Subject, may
from netmon.access.roles import Action
from netmon.api.problems import Denied
from netmon.sla.claims.exclusion_list import EVERYTHING, Reach
from netmon.sla.claims.exclusions import ExclusionRequest, ExclusionWish
from netmon.sla.claims.refusals import Finding, Flawed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from netmon.api.desk import Desk
    from netmon.core.model import SiteCode
    from netmon.sla.claims.claim_forms import ExclusionForm
    from netmon.sla.claims.objections import Objection


_NOT_THERE = frozenset({"unknown_site", "no_site_found"})
_BEYOND = "these rights do not reach all that is named, or some of it is not there"


async def request_exclusion(
    desk: Desk, caller: Principal, form: ExclusionForm
) -> ExclusionRequest:
    """Ask for an exclusion of sites all of which the caller may claim for.

    Whoever's rights are narrowed is told the same of what is another's and of what is
    not there: that they do not reach it, and no name but those they wrote themselves.

    Raises:
        Denied: One of them is not theirs, or is not there.
        Flawed, Conflict: As ExclusionStore.request and .sites.
    """
    store = desk.live.sla.exclusions
    is_narrowed = caller.scope != EVERYWHERE
    try:
        places = await store.sites(form.sites)
    except Flawed as error:
        if is_narrowed and error.code in _NOT_THERE:
            raise Denied(_BEYOND) from None
        raise
    for code, place in places.items():
        decision = may(
            caller, Action.CLAIM, Subject(place.province, place.contract, code)
        )
        if not decision.is_allowed:
            raise Denied(_BEYOND if is_narrowed else decision.reason)
    contracts = {code: place.contract for code, place in places.items()}
    wish = ExclusionWish(form.kind, form.span, form.reason, contracts)
    return await store.request(wish, caller.name)


def to_reach(desk: Desk, scope: Scope, asked: Subject) -> Reach:
    """Return which sites of requests a list shows.

    Args:
        desk: Knows the register.
        scope: Of who reads.
        asked: What the list is narrowed to.
    """
    wanted = Scope(_only(asked.province), _only(asked.contract), _only(asked.site))
    if scope == wanted == EVERYWHERE:
        return EVERYTHING
    contracts = _both(scope.contracts, wanted.contracts)
    sites = _both(scope.sites, wanted.sites)
    provinces = _both(scope.provinces, wanted.provinces)
    if provinces is not None:
        known = desk.fleet.register.sites.values()
        there = {str(each.code) for each in known if each.province in provinces}
        sites = _both(sites, there)
    return Reach(contracts, sites)


def _only(code: str | None) -> frozenset[str] | None:
    """Return what narrows to `code`; what no code holds, no database is asked for."""
    if code is None:
        return None
    return frozenset({code} if code.isprintable() else ())


def _both(
    one: Collection[str] | None, other: Collection[str] | None
) -> Collection[str] | None:
    if one is None or other is None:
        return other if one is None else one
    return set(one) & set(other)


def seen_sites(desk: Desk, scope: Scope, request: ExclusionRequest) -> list[SiteCode]:
    """Return the sites of a request that `scope` covers, in order.

    A site counts under the contract it had when it was asked for.
    """
    if scope == EVERYWHERE:
        return list(request.wish.sites)
    return [
        code
        for code, contract in request.wish.sites.items()
        if scope.covers(Subject(_province_of(desk, code), contract, code))
    ]


def within(findings: Iterable[Finding], sites: Collection[SiteCode]) -> list[Finding]:
    """Return what `findings` say of `sites`; those about others only are left out."""
    found = []
    for each in findings:
        mine = [code for code in each.sites if code in sites]
        if mine or not each.sites:
            found.append(replace(each, sites=mine))
    return found


def objection_subject(desk: Desk, objection: Objection) -> Subject:
    """Return what a right over an objection must cover."""
    site, contract = objection.wish.site, objection.wish.contract
    if site is None:
        return Subject(contract=contract)
    return Subject(_province_of(desk, site), contract, site)


def subject_of_sites(
    seen: Sequence[SiteCode], request: ExclusionRequest, desk: Desk
) -> Subject:
    """Return what a right over one of the sites somebody sees must cover."""
    code = seen[0]
    return Subject(_province_of(desk, code), request.wish.sites[code], code)


def _province_of(desk: Desk, code: str) -> str | None:
    facts = desk.fleet.get(code)
    return facts.site.province if facts else None
