"""The watch: looks, judges, and follows the register, for ever."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inventory.importer.site_notes import SiteNotes
from inventory.records.photo_store import PhotoStore
from inventory.records.store import RecordStore
from inventory.targets import (
    to_canaries,
    to_node_targets,
    to_reported_targets,
    to_targets,
)
from netmon.access.audit import AuditLog
from netmon.access.doorman import Doorman
from netmon.access.login_sessions import to_rules
from netmon.access.reception import Reception
from netmon.api.context import Live
from netmon.core.clock import to_thai
from netmon.core.errors import DatabaseUnusable, NotFound
from netmon.core.model import Probe, SiteCode, Target
from netmon.database import naming_faults
from netmon.links.desk import LinkDesk
from netmon.reports.press import STATEMENTS_FOLDER, StatementPress
from netmon.service.collect import Collection, to_own_canaries, to_periods
from netmon.service.deliver import NEWS_FILE, Deliverer
from netmon.service.following import RegisterFollower, set_aside_what_stays
from netmon.service.forgetting import Forgetting
from netmon.service.handles import allow_rounds
from netmon.service.influx_feed import InfluxFeed
from netmon.service.late_reader import LateReader
from netmon.service.measuring import Measuring
from netmon.service.poller_view import to_reading, to_view
from netmon.service.sla_job import SlaToDate
from netmon.service.supervise import Supervisor
from netmon.service.trapping import Trapping
from netmon.sla.desk import SlaDesk
from netmon.status.board import Board
from netmon.status.engine import StatusEngine
from netmon.status.events import EventHub
from netmon.status.habit_book import HabitBook
from netmon.status.habits import OFFICE_DAYS
from netmon.status.history import History
from netmon.status.incident_history import IncidentHistory
from netmon.status.incident_notes import IncidentNotes
from netmon.status.incident_where import Where, Whereabouts
from netmon.status.incidents import IncidentBook, IncidentRules
from netmon.status.journal import Journal
from netmon.status.keeper import StatusKeeper
from netmon.status.maintenance_calendar import MaintenanceCalendar
from netmon.status.maintenance_desk import MaintenanceDesk
from netmon.status.maintenance_store import MaintenanceStore
from netmon.status.outbox import Outbox
from netmon.status.report_desk import ReportDesk
from netmon.status.rules import StatusRules
from netmon.status.topology import Topology

if TYPE_CHECKING:
    import subprocess
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncEngine

    from inventory.model import Register
    from netmon.access.demo_accounts import DemoAccount
    from netmon.access.oidc import Provider
    from netmon.core.addresses import AddressGuard
    from netmon.core.ports import Clock
    from netmon.core.settings import Settings
    from netmon.status.incident import Incident
    from netmon.status.poller import PollerView

log = logging.getLogger(__name__)

RETRY_S = 2.0
"""Between two tries to open the observation journal."""


@dataclass(frozen=True, slots=True)
class WatchParts:
    """What the composition root hands to the watch.

    Attributes:
        database: Migrated.
        guard: Which addresses may be probed from where this process stands.
        feeder: Feeds InfluxDB already; the watch starts one itself without.
        provider: Vouches for people.
        demo_accounts: Of a demonstration.
    """

    settings: Settings
    database: AsyncEngine
    clock: Clock
    guard: AddressGuard
    feeder: subprocess.Popen[bytes] | None = None
    provider: Provider | None = None
    demo_accounts: Sequence[DemoAccount] = ()


class Watch:
    """Everything that looks and judges.

    Args:
        parts: See WatchParts.
        register: The register to begin with.

    Attributes:
        live: What API and pages may ask.
        begun: Set once every site has been looked at.
        doorman: Judges tokens; whoever serves the pages runs it.
        reception: Signs people in; likewise.
    """

    def __init__(self, parts: WatchParts, register: Register) -> None:
        self._parts = parts
        self._clock = parts.clock
        self.started_at = parts.clock.now()
        self.targets: tuple[Target, ...] = ()
        self.watched: tuple[Target, ...] = ()
        rules = StatusRules(to_periods(parts.settings.poll))
        engine = StatusEngine(rules)
        journal = Journal(parts.database, parts.settings.poller, rules.doubt_s)
        self.board = Board(register, ())
        audit = AuditLog(parts.database, parts.clock)
        self.maintenance = MaintenanceDesk(
            MaintenanceStore(parts.database, parts.clock, audit),
            MaintenanceCalendar(register),
            self.board,
            parts.clock,
        )
        self.habits = HabitBook(parts.database, parts.clock, self._weekdays_of)
        self.book = IncidentBook(
            IncidentRules(),
            parts.settings.poller,
            Topology(),
            self._kind_of,
            self._is_off_hours,
            self.habits.of,
            self.maintenance.calendar.is_muted,
            self._opens_at,
            lambda: self.habits.is_learned,
            self._where_of,
        )
        self.keeper = StatusKeeper(
            engine, journal, self.board, EventHub(), parts.clock, self.book
        )
        self.measuring = Measuring(parts.settings, parts.clock, self.keeper.hear)
        self.collection = Collection(
            parts.settings, parts.guard, parts.clock, self.measuring.desk
        )
        self.trapping = Trapping(
            parts.settings.traps,
            self.collection.credentials,
            self.collection.names,
            self._look_and_judge,
            parts.clock,
        )
        self.feed = InfluxFeed(
            parts.settings,
            parts.database.url.render_as_string(hide_password=False),
            parts.clock,
            self.keeper.report,
            parts.feeder,
        )
        self._own_canaries = to_own_canaries(parts.settings)
        self.supervisor = Supervisor()
        self._deliverer = Deliverer(
            Outbox(parts.database),
            parts.settings.home / NEWS_FILE,
            parts.clock,
            lambda: self.board.register,
        )
        self._forgetting = Forgetting(parts.database, parts.clock, audit)
        self.doorman = Doorman(parts.database, parts.clock)
        self.reception = Reception(
            parts.database,
            parts.clock,
            to_rules(parts.settings.session),
            provider=parts.provider,
        )
        self.begun = asyncio.Event()
        self.follower = RegisterFollower(
            parts.database, parts.clock, self._assign, self.maintenance.refresh
        )
        self.follower.take(register)
        self._samples = LateReader(
            parts.settings.home,
            parts.clock,
            lambda: self.measuring.store,
            parts.settings.influx,
        )
        self.live = Live(
            board=self.board,
            engine=engine,
            history=History(parts.database),
            hub=self.keeper.hub,
            prober=self,
            clock=parts.clock,
            poller=self.view,
            is_ready=self._is_ready,
            audit=audit,
            incidents=IncidentHistory(parts.database),
            notes=IncidentNotes(parts.database, parts.clock, audit),
            outbox=Outbox(parts.database),
            maintenance=self.maintenance,
            reports=ReportDesk(self.keeper),
            records=RecordStore(parts.database, parts.clock),
            site_notes=SiteNotes(parts.database),
            photos=PhotoStore(parts.database),
            links=LinkDesk(parts.database, self.board, parts.clock, self._samples),
            sla=SlaDesk(
                parts.database,
                parts.clock,
                audit,
                lambda: self.board.register,
                parts.settings.sla.ruleset,
            ),
            is_simulated=parts.guard.in_twin,
            habit_of=self.habits.of,
            samples=self._samples,
            demo_accounts=parts.demo_accounts,
            statement_files=StatementPress(parts.settings.home / STATEMENTS_FOLDER),
            sla_to_date=lambda: self.to_date.newest,
        )
        self.to_date = SlaToDate(
            parts.database.url.render_as_string(hide_password=False),
            parts.clock,
            self.measuring.sampler.add,
            self.begun,
            self.live.sla.ruleset,
        )

    async def run(self) -> None:
        """Take up the journal, look at every site once, then watch for ever."""
        collection, keep = self.collection, self.supervisor.keep
        async with collection.icmp, aclosing(self._samples), aclosing(self.live.links):
            await collection.names.refresh()
            with naming_faults():
                await self.keeper.start()
                await self.maintenance.refresh()
            async with asyncio.TaskGroup() as group:
                group.create_task(
                    self.keeper.run(
                        collection.rounds.look,
                        allow_rounds(),
                        lambda: collection.why_blind(self.keeper.engine.canaries),
                    ),
                    name="status",
                )
                await self._begin()
                group.create_task(keep("names", collection.names.run))
                group.create_task(keep("register", self._follow_register))
                group.create_task(keep("outbox", self._deliverer.run))
                group.create_task(keep("habits", self.habits.run))
                group.create_task(keep("maintenance", self.maintenance.run))
                group.create_task(keep("samples", self._keep_samples))
                group.create_task(keep("influx", self.feed.run))
                group.create_task(keep("readings", collection.apart.run))
                group.create_task(keep("traps", self.trapping.run))
                group.create_task(keep("retention", self._forgetting.run))
                group.create_task(keep("sla", self.to_date.run))
                for method, scheduler in collection.schedulers.items():
                    group.create_task(keep(f"{method} schedule", scheduler.run))

    async def probe(self, site: SiteCode) -> Sequence[Probe]:
        """See Prober.probe; what is seen counts as evidence like any round."""
        if site not in self.board.register.sites:
            raise NotFound("site", site)
        targets = [target for target in self.watched if target.site == site]
        rounds = {
            target.device: await self.collection.rounds.look(target)
            for target in targets
        }
        self.keeper.judge(rounds)
        return [probe for probes in rounds.values() for probe in probes]

    async def _look_and_judge(self, target: Target) -> None:
        """Look at one device out of turn, as a trap asks for."""
        probes = await self.collection.rounds.look(target)
        self.keeper.judge({target.device: probes})

    def view(self) -> PollerView:
        """Return how the poller is doing."""
        view = to_view(
            self._parts.settings.poller,
            self.started_at,
            self.collection,
            self.keeper,
            self.supervisor,
            to_reading(self.collection, self.measuring, self.trapping),
        )
        newest = self.to_date.newest
        until = newest.until if newest else None
        return replace(
            view,
            feed=self.feed.status,
            sla_until=until,
            sla_error=self.to_date.error,
        )

    async def _keep_samples(self) -> None:
        await self.measuring.run(self.board, self.view)

    async def _begin(self) -> None:
        """Look at everything once; from then on time counts as observed."""
        started_s = self._clock.monotonic()
        await self.collection.sweep(self.targets)
        while True:
            if await self._open_observation():
                break
            await asyncio.sleep(RETRY_S)
        set_aside_what_stays()
        self.begun.set()
        log.info(
            "first look at %d devices took %.1f s",
            len(self.targets),
            self._clock.monotonic() - started_s,
        )

    async def _open_observation(self) -> bool:
        """Write down that we look from now on; a database may be away just then."""
        try:
            with naming_faults():
                await self.keeper.begin()
        except DatabaseUnusable as fault:
            log.warning("the watch cannot be entered in the journal yet: %s", fault)
            return False
        return True

    def _is_ready(self) -> bool:
        return self.begun.is_set() and not self.keeper.write_error

    async def _follow_register(self) -> None:
        await self.follower.run(self._parts.settings.poll.register_check_s)

    def _assign(self, register: Register, today: date) -> None:
        """Watch what `register` says on a day, from now on."""
        self.targets = to_targets(register, today)
        reported = to_reported_targets(register, today)
        self.watched = (*self.targets, *reported)
        counts = {code: len(each) for code, each in register.access_points.items()}
        self._whereabouts = Whereabouts(register)
        self.book.topology = topology = Topology.of(register)
        everything = (*to_node_targets(register), *self.watched)
        self.keeper.engine.assign(
            everything,
            counts,
            self._clock.monotonic(),
            topology,
            (*to_canaries(register, today), *self._own_canaries),
        )
        self.board.assign(register, {target.site for target in self.targets})
        self.maintenance.calendar.assign(register)
        self.trapping.assign(self.targets)
        self.measuring.assign(register, today, everything, self.collection)

    def _kind_of(self, node: str) -> str:
        found = self.board.register.nodes.get(node)
        return found.kind.value if found else ""

    def _is_off_hours(self, site: SiteCode, at: datetime) -> bool:
        found = self.board.register.sites.get(site)
        if found is None or found.service_hours is None:
            return False
        return not found.service_hours.holds(to_thai(at))

    def _opens_at(self, site: SiteCode, at: datetime) -> datetime | None:
        """Return when `site` promises service next, None round the clock."""
        found = self.board.register.sites.get(site)
        if found is None or found.service_hours is None:
            return None
        return found.service_hours.opens_next(to_thai(at))

    def _where_of(self, incident: Incident) -> Where:
        return self._whereabouts.of(incident)

    def _weekdays_of(self, site: SiteCode) -> tuple[int, ...]:
        found = self.board.register.sites.get(site)
        hours = found.service_hours if found else None
        return hours.weekdays if hours else OFFICE_DAYS
