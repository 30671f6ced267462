"""Keeps requests for exclusions: deed and audit in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update

from netmon.access.audit import Deed
from netmon.core.errors import NotFound
from netmon.database import reading, writing
from netmon.sla.claims import documents
from netmon.sla.claims.claim_text import check_text
from netmon.sla.claims.exclusion_case import read_case
from netmon.sla.claims.exclusion_list import ExclusionFilter, Listed, read_page
from netmon.sla.claims.exclusion_rows import (
    find_request,
    require_room,
    take_approved,
    take_open,
)
from netmon.sla.claims.exclusions import (
    ExclusionRequest,
    ExclusionWish,
    Standing,
    check_wish,
)
from netmon.sla.claims.notice import find_breaches, find_notes
from netmon.sla.claims.refusals import Conflict, Finding, NotApprovable
from netmon.sla.claims.second_person import is_same_person
from netmon.sla.claims.site_places import SitePlace, SitesWish, find_sites
from netmon.sla.moments import to_text
from netmon.sla.tables import sla_exclusion, sla_exclusion_site

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

    from netmon.access.audit import AuditLog
    from netmon.core.model import SiteCode
    from netmon.core.ports import Clock
    from netmon.sla.ruleset import RuleSet


_VERBS = {
    Standing.APPROVED: "approve",
    Standing.REJECTED: "reject",
    Standing.WITHDRAWN: "withdraw",
}


@dataclass(frozen=True, slots=True)
class Review:
    """A request as who decides it should see it.

    Attributes:
        breaches: Rules that forbid to approve it.
        notes: What to know besides.
    """

    request: ExclusionRequest
    breaches: Sequence[Finding]
    notes: Sequence[Finding]


class ExclusionStore:
    """Requests in the database.

    Args:
        engine: Migrated.
        clock: Says when.
        audit: Where every deed is written down too.
        ruleset: What a request must keep to.
    """

    def __init__(
        self, engine: AsyncEngine, clock: Clock, audit: AuditLog, ruleset: RuleSet
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._audit = audit
        self._ruleset = ruleset

    async def sites(self, wish: SitesWish) -> dict[SiteCode, SitePlace]:
        """Return the sites a request would be about, as they are now.

        Raises:
            Flawed: Nothing or too much is named, or something there is not.
        """
        async with reading(self._engine) as connection:
            return await find_sites(connection, wish)

    async def request(self, wish: ExclusionWish, who: str) -> ExclusionRequest:
        """Ask for an exclusion.

        Raises:
            Flawed: It cannot be kept.
            Conflict: Too many of the caller wait already.
        """
        check_wish(wish)
        async with writing(self._engine) as connection:
            await require_room(connection, who, len(wish.sites))
            row = self._to_row(wish, who)
            done = await connection.execute(insert(sla_exclusion).values(row))
            key = int((done.inserted_primary_key or (0,))[0])
            sites = [
                {"exclusion": key, "site": site, "contract": contract}
                for site, contract in sorted(wish.sites.items())
            ]
            await connection.execute(insert(sla_exclusion_site), sites)
            made = await find_request(connection, key)
            detail = {
                "kind": wish.kind.value,
                "start": to_text(wish.span.start),
                "end": to_text(wish.span.end),
                "sites_count": len(wish.sites),
                "contracts": made.contracts,
            }
            await self._write_down(connection, "request", made, who, detail)
        return made

    async def get(self, exclusion: int) -> ExclusionRequest:
        """Return one request.

        Raises:
            NotFound: There is none.
        """
        async with reading(self._engine) as connection:
            return await find_request(connection, exclusion)

    async def review(self, exclusion: int) -> Review:
        """Return one request with what its contract's rules say of it.

        Raises:
            NotFound: There is none.
        """
        async with reading(self._engine) as connection:
            request = await find_request(connection, exclusion)
            case = await read_case(connection, request)
        return Review(request, find_breaches(case, self._ruleset), find_notes(case))

    async def page(
        self, which: ExclusionFilter, limit: int, before: int | None = None
    ) -> list[Listed]:
        """Return requests, the newest first; see read_page."""
        async with reading(self._engine) as connection:
            return await read_page(connection, which, limit, before)

    async def approve(self, exclusion: int, note: str, who: str) -> ExclusionRequest:
        """Let the time of a request leave the reckoning.

        Raises:
            NotFound: There is no such request.
            Conflict: It is decided already, or who asked would decide.
            NotApprovable: It breaks rules of its contract.
            Flawed: The note cannot be kept.
        """
        said = check_text("note", note)
        async with writing(self._engine) as connection:
            request = await self._open_for(connection, exclusion, who)
            case = await read_case(connection, request)
            if breaches := find_breaches(case, self._ruleset):
                raise NotApprovable(breaches)
            notes = [each.words()[0] for each in find_notes(case)]
            extra = {"notes": notes} if notes else {}
            return await self._settle(
                connection, request, Standing.APPROVED, who, said, extra
            )

    async def reject(self, exclusion: int, note: str, who: str) -> ExclusionRequest:
        """Let the time of a request stay in the reckoning.

        Raises:
            NotFound, Conflict: As for approve.
            Flawed: Nothing is said why.
        """
        said = check_text("note", note, "note_needed")
        async with writing(self._engine) as connection:
            request = await self._open_for(connection, exclusion, who)
            return await self._settle(connection, request, Standing.REJECTED, who, said)

    async def revoke(self, exclusion: int, note: str, who: str) -> ExclusionRequest:
        """Reject what was approved; the audit keeps who approved it, when and why.

        Raises:
            NotFound: There is no such request.
            Conflict: It is not approved, or who asked or who approved would revoke.
            Flawed: Nothing is said why.
        """
        said = check_text("note", note, "revocation_needed")
        async with writing(self._engine) as connection:
            request = await take_approved(connection, exclusion)
            if is_same_person(request.requested_by, who):
                raise Conflict("own_request")
            if is_same_person(request.decision.by, who):
                raise Conflict("own_approval")
            return await self._settle(
                connection, request, Standing.REJECTED, who, said, _approval(request)
            )

    async def withdraw(self, exclusion: int, who: str) -> ExclusionRequest:
        """Take a request back; only who asked may, until it is decided.

        Raises:
            NotFound, Conflict: As for approve.
        """
        async with writing(self._engine) as connection:
            request = await self._own(connection, exclusion, who)
            return await self._settle(connection, request, Standing.WITHDRAWN, who, "")

    async def attach(
        self, exclusion: int, sent: documents.Sent, who: str
    ) -> ExclusionRequest:
        """Attach a document; one, and it stays as it is: others may have read it.

        Raises:
            NotFound: There is no such request.
            Conflict: Somebody else's, decided already, or it has one.
        """
        async with writing(self._engine) as connection:
            request = await self._own(connection, exclusion, who)
            if request.document is not None:
                raise Conflict("document_there")
            now = self._clock.now()
            kept = await documents.keep(connection, sent, who, now)
            mine = sla_exclusion.c.id == exclusion
            change = update(sla_exclusion).where(mine).values(document=kept.id)
            await connection.execute(change)
            detail = {"name": kept.name, "sha256": kept.sha256}
            await self._write_down(connection, "attach", request, who, detail)
            return await find_request(connection, exclusion)

    async def document(self, exclusion: int) -> tuple[documents.Attached, bytes]:
        """Return what is attached to a request.

        Raises:
            NotFound: There is no such request, or nothing attached.
        """
        async with reading(self._engine) as connection:
            kept = (await find_request(connection, exclusion)).document
            if kept is None:
                raise NotFound("document of exclusion", str(exclusion))
            return kept, await documents.read_body(connection, kept.id)

    async def _open_for(
        self, connection: AsyncConnection, exclusion: int, who: str
    ) -> ExclusionRequest:
        """Return a request `who` may decide; nobody else decides any meanwhile."""
        request = await take_open(connection, exclusion)
        if is_same_person(request.requested_by, who):
            raise Conflict("own_request")
        return request

    async def _own(
        self, connection: AsyncConnection, exclusion: int, who: str
    ) -> ExclusionRequest:
        request = await take_open(connection, exclusion)
        if request.requested_by != who:
            raise Conflict("not_yours")
        return request

    async def _settle(
        self,
        connection: AsyncConnection,
        request: ExclusionRequest,
        standing: Standing,
        who: str,
        note: str,
        extra: Mapping[str, Any] | None = None,
    ) -> ExclusionRequest:
        table = sla_exclusion
        change = (
            update(table)
            .where(table.c.id == request.id)
            .values(
                status=standing.value,
                decided_by=who,
                decided_at=self._clock.now().replace(microsecond=0),
                decision_note=note,
            )
        )
        await connection.execute(change)
        detail = {"note": note, **(extra or {})}
        is_revoked = request.standing is Standing.APPROVED
        verb = "revoke" if is_revoked else _VERBS[standing]
        await self._write_down(connection, verb, request, who, detail)
        return await find_request(connection, request.id)

    def _to_row(self, wish: ExclusionWish, who: str) -> dict[str, Any]:
        return {
            "kind": wish.kind.value,
            "started_at": wish.span.start,
            "ended_at": wish.span.end,
            "reason": wish.reason.strip(),
            "requested_by": who,
            # Rules count whole seconds: of 15 days and a half second nobody says so.
            "requested_at": self._clock.now().replace(microsecond=0),
            "status": Standing.REQUESTED.value,
        }

    async def _write_down(
        self,
        connection: AsyncConnection,
        verb: str,
        request: ExclusionRequest,
        who: str,
        detail: Mapping[str, Any],
    ) -> None:
        deed = Deed(who, f"exclusion.{verb}", f"exclusion:{request.id}", detail)
        await self._audit.add(connection, deed)


def _approval(request: ExclusionRequest) -> dict[str, Any]:
    """Return who approved, as the audit keeps it once another ruling stands."""
    ruling = request.decision
    return {
        "approved_by": ruling.by,
        "approved_at": to_text(ruling.at) if ruling.at else "",
        "approval_note": ruling.note,
    }
