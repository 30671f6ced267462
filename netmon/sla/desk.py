"""Where API and pages ask for statements, freeze them and have months explained."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from inventory.left_sites import find_left
from netmon.core.errors import ConfigError, NotFound
from netmon.core.months import Month
from netmon.database import naming_faults, reading
from netmon.sla.claims.exclusion_store import ExclusionStore
from netmon.sla.claims.objection_store import ObjectionStore
from netmon.sla.claims.ticket_store import TicketStore
from netmon.sla.explain import Explanation, explain
from netmon.sla.ruleset import load_ruleset
from netmon.sla.statement import Stage
from netmon.sla.statements.contract_sums import ContractSums
from netmon.sla.statements.contracts import ContractStanding, to_standings
from netmon.sla.statements.gather import Asked, gather
from netmon.sla.statements.gather_terms import read_terms
from netmon.sla.statements.kept import Kept, read_line, read_site_facts
from netmon.sla.statements.lifecycle import Calendar, NotNow, Waiting, to_calendar
from netmon.sla.statements.make import Wish
from netmon.sla.statements.outage_ids import read_outage_ids
from netmon.sla.statements.reader import Maker, StatementReader
from netmon.sla.statements.store import StatementStore
from netmon.sla.statements.year_months import read_year_months
from netmon.sla.years import YearSums, roll_up
from netmon.status.lookback import read_extent

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncEngine

    from inventory.model import Register, Site
    from netmon.access.audit import AuditLog
    from netmon.core.fiscal_years import FiscalYear
    from netmon.core.intervals import Interval
    from netmon.core.model import SiteCode
    from netmon.core.ports import Clock
    from netmon.sla.ruleset import RuleSet
    from netmon.sla.statement import SiteLine, Statement
    from netmon.sla.statements.statement_rows import Version


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month in the list.

    Attributes:
        versions: Newest first; none for a month that was never frozen.
        calendar: Its days, those of its newest version where there is one.
        open_objections: How many wait for an answer.
        may_freeze, may_finalise: Whether it can be done now.
    """

    month: Month
    stage: Stage
    versions: Sequence[Version]
    calendar: Calendar
    open_objections: int
    may_freeze: bool
    may_finalise: bool


@dataclass(frozen=True, slots=True)
class SiteMonth:
    """One site's month, explained.

    Attributes:
        version: It is explained from; None: as the journals are now.
        line: What that version says of the site; None as above.
        outage_ids: Of the journal's rows, by start in whole seconds.
    """

    explanation: Explanation
    version: Version | None
    line: SiteLine | None
    outage_ids: Mapping[datetime, str]


@dataclass(frozen=True, slots=True)
class Standings:
    """How contracts stand.

    Attributes:
        month: Whose figures are shown; None where no month was frozen.
        standings: Every contract, by code.
    """

    month: Month | None
    standings: Sequence[ContractStanding]


class SlaDesk:
    """Answers from statements that are kept; drafts are made apart.

    Args:
        database: Migrated.
        clock: Says when.
        audit: Learns who froze what.
        register: Returns the register in force.
        ruleset: File of the rules; None for those that come along. It is read at once.
        maker: See StatementReader.

    Raises:
        ConfigError: The rules cannot be read.

    Attributes:
        ruleset: By which months are judged from now on.
        store: Where statements are kept.
        reader: Reads them: `statement`, `summary`, `line`.
        exclusions: Where time out of the reckoning is asked for and decided.
        objections: Where contractors object, and are answered.
        tickets: When contractors were told, came, and had it repaired.
    """

    def __init__(
        self,
        database: AsyncEngine,
        clock: Clock,
        audit: AuditLog,
        register: Callable[[], Register],
        ruleset: Path | None = None,
        maker: Maker | None = None,
    ) -> None:
        self.ruleset = _load_rules(ruleset)
        self.store = StatementStore(database, clock, audit)
        self.reader = StatementReader(self.store, database, clock, self.ruleset, maker)
        self.exclusions = ExclusionStore(database, clock, audit, self.ruleset)
        self.objections = ObjectionStore(database, clock, audit, self.ruleset)
        self.tickets = TicketStore(database, clock, audit)
        self._database = database
        self._clock = clock
        self._register = register
        self._sums = ContractSums()

    async def months(self) -> list[MonthRow]:
        """Return the months that were observed or frozen, newest first."""
        with naming_faults():
            known = await read_extent(self._database)
            versions = await self.store.versions()
            unanswered = await self.store.unanswered()
        found: dict[Month, list[Version]] = defaultdict(list)
        for each in versions:
            found[each.month].append(each)
        observed = _months_within(known) if known else ()
        return [
            self._to_row(month, found.get(month, ()), unanswered.of(month))
            for month in sorted({*observed, *found}, reverse=True)
        ]

    async def statement(
        self, month: Month, version: int | None = None, contract: str | None = None
    ) -> Statement:
        """Return a statement; see StatementReader.statement."""
        return await self.reader.statement(month, version, contract)

    def _to_row(
        self, month: Month, versions: Sequence[Version], waiting: Waiting
    ) -> MonthRow:
        made_at = versions[0].made_at if versions else None
        now = self._clock.now()
        calendar = to_calendar(month, self.ruleset.rules, made_at)
        stage = versions[0].stage if versions else Stage.DRAFT
        is_due = stage is Stage.FROZEN and not waiting and now >= calendar.final_from
        return MonthRow(
            month,
            stage,
            versions,
            calendar,
            waiting.objections,
            may_freeze=not versions and now >= calendar.freeze_from,
            may_finalise=is_due,
        )

    async def freeze(self, month: Month, who: str) -> Version:
        """Make the first version of a month.

        Raises:
            NotNow: It is too early, nobody looked in the month, or it was done before.
        """
        return await self._add(Wish(month, self.ruleset, self._clock.now(), who))

    async def correct(self, month: Month, why: str, who: str) -> Version:
        """Add a version that says what is different by what is known and ruled now.

        Raises:
            NotNow: The month was not frozen, nothing would change, no reason is given,
                or somebody else corrected it meanwhile.
        """
        wish = Wish(month, self.ruleset, self._clock.now(), who, why)
        return await self._add(wish)

    async def _add(self, wish: Wish) -> Version:
        wish.check()
        head, kept = await self.reader.make(wish)
        with naming_faults():
            return await self.store.keep(head, kept)

    async def finalise(self, month: Month, who: str, version: int | None) -> Version:
        """Make the newest version of a month final; see StatementStore.finalise."""
        rules = self.ruleset.rules
        with naming_faults():
            return await self.store.finalise(month, version, who, rules)

    async def explain(
        self, site: SiteCode, month: Month, version: int | None = None
    ) -> SiteMonth:
        """Return every interval of a site's month, and why it counts as it does.

        Args:
            site: Which.
            month: Which.
            version: Of whose facts; None: of the newest, or of the journals where the
                month was never frozen; 0: of the journals.

        Raises:
            NotFound: There is no such version, or no such site in the month.
            NotNow: The month has not begun.
        """
        with naming_faults():
            found = None if version == 0 else await self.store.find(month, version)
            if found is None:
                return await self._explain_now(site, month)
            _, kept = await self.reader.kept(month, found.version)
            return await self._explain_kept(site, found, kept)

    async def _explain_kept(
        self, site: SiteCode, version: Version, kept: Kept
    ) -> SiteMonth:
        known = read_site_facts(kept.facts, site)
        if known is None:
            raise NotFound("site", site)
        explanation = explain(known[0], site, known[1])
        async with reading(self._database) as connection:
            ids = await read_outage_ids(connection, site, version.month.span)
        return SiteMonth(explanation, version, read_line(kept.annex, site), ids)

    async def _explain_now(self, site: SiteCode, month: Month) -> SiteMonth:
        now = self._clock.now().replace(microsecond=0)
        if now <= month.span.start:
            raise NotNow("not_begun", month=month)
        until = min(now, month.span.end)
        asked = Asked(month, until, self.ruleset, [site], self._register())
        async with reading(self._database) as connection:
            ground = await gather(connection, asked)
            ids = await read_outage_ids(connection, site, asked.span)
        return SiteMonth(explain(ground.facts, site, self.ruleset), None, None, ids)

    async def left_site(self, code: str) -> Site | None:
        """Return a site the register has no more; its months are still its own."""
        with naming_faults():
            async with reading(self._database) as connection:
                return await find_left(connection, code)

    async def contracts(self, month: Month | None = None) -> Standings:
        """Return how each contract stands.

        Args:
            month: Whose figures are shown; None: of the newest that was frozen.

        Raises:
            NotFound: The month was never frozen.
        """
        with naming_faults():
            newest = await self._newest()
            async with reading(self._database) as connection:
                terms = await read_terms(connection)
                frozen = {
                    key: await self._sums.read(connection, each)
                    for key, each in newest.items()
                }
        if month is None:
            month = next(iter(frozen), None)
        elif month not in frozen:
            raise NotFound("statement", str(month))
        shown = () if month is None else frozen[month]
        every, register = frozen.values(), self._register()
        standings = to_standings(register, terms, self.ruleset, shown, every)
        return Standings(month, standings)

    async def year(self, year: FiscalYear, contract: str | None = None) -> YearSums:
        """Return what a fiscal year comes to by the newest versions of its months.

        Args:
            year: Which.
            contract: Of whose sites alone; None: of all.

        Raises:
            NotFound: Neither the register nor a version of the year has the contract.
        """
        with naming_faults():
            known = await read_extent(self._database)
            newest = await self._newest()
            observed = set(_months_within(known)) if known else set()
            async with reading(self._database) as connection:
                months = await read_year_months(
                    connection, self._sums, year, newest, observed
                )
        found = roll_up(year, months, contract)
        is_known = contract is None or contract in self._register().contracts
        if not is_known and not found.whole.contracts:
            raise NotFound("contract", str(contract))
        return found

    async def _newest(self) -> dict[Month, Version]:
        """Return the newest version of each month that was frozen, latest first."""
        newest: dict[Month, Version] = {}
        for each in await self.store.versions():
            newest.setdefault(each.month, each)
        return newest


def _load_rules(path: Path | None) -> RuleSet:
    """Return the rules in force; what is wrong with them names the setting too."""
    try:
        return load_ruleset(path)
    except ConfigError as error:
        told = (f"NETMON_SLA__RULESET: {each}" for each in error.problems)
        raise ConfigError(*told) from None


def _months_within(known: Interval) -> Iterator[Month]:
    month = Month.of(known.start)
    while month.span.start < known.end:
        yield month
        month = month.next
