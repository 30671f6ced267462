"""A running service without a network: real board, engine, journal and history.

Probes are told by hand; what is judged, written and shown is the product's own work.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.importer.site_notes import SiteNotes
from inventory.model import (
    AccessPoint,
    Contract,
    Register,
    Router,
    SeenBy,
    Site,
    SiteType,
)
from inventory.ordering import Parts, to_register
from inventory.provinces import load_provinces
from inventory.records.photo_store import PhotoStore
from inventory.records.store import RecordStore
from inventory.repository import replace_register
from inventory.targets import to_targets
from netmon.access.audit import AuditLog
from netmon.api.context import Live
from netmon.core.errors import NotFound
from netmon.core.model import (
    AgentReading,
    DeviceId,
    Echoes,
    Method,
    Outcome,
    Probe,
    SiteCode,
    Target,
)
from netmon.links.desk import LinkDesk
from netmon.migrations import upgrade
from netmon.sla.desk import SlaDesk
from netmon.sla.statements.make import make_here
from netmon.status.board import Board
from netmon.status.engine import StatusEngine
from netmon.status.events import EventHub
from netmon.status.history import History
from netmon.status.incident_history import IncidentHistory
from netmon.status.incident_notes import IncidentNotes
from netmon.status.incidents import IncidentBook, IncidentRules
from netmon.status.journal import Journal
from netmon.status.keeper import StatusKeeper
from netmon.status.maintenance_calendar import MaintenanceCalendar
from netmon.status.maintenance_desk import MaintenanceDesk
from netmon.status.maintenance_store import MaintenanceStore
from netmon.status.outbox import Outbox
from netmon.status.poller import JobView, PollerView
from netmon.status.report_desk import ReportDesk
from netmon.status.rules import StatusRules
from netmon.status.topology import Topology
from netmon.store.store import SampleStore
from tests.schema import new_database

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
"""Noon in Bangkok."""

TOKEN = "a token of some length, made by nobody"


def hand_made_register(size: int = 60) -> Register:
    """Return `size` sites, two in three in Chiang Mai (50), the others in Bangkok (10).

    The last one has no router: it is unmonitored. The second has a watched access
    point.
    """
    sites = [_site(number) for number in range(1, size + 1)]
    routers = [
        Router(DeviceId(f"{each.code}/router"), each.code, "MikroTik", "hEX", address)
        for each, address in zip(sites[:-1], _addresses(), strict=False)
    ]
    point = AccessPoint(
        DeviceId(f"{sites[1].code}/ap1"),
        sites[1].code,
        "Ruijie",
        "RAP2200",
        "02:00:5e:00:00:01",
        SeenBy.TUNNEL,
        "198.18.200.1",
    )
    contracts = [Contract("C-01/2569", "ผู้ให้บริการ", "ภาคเหนือ")]
    provinces = load_provinces().values()
    return to_register(Parts(provinces, contracts, (), sites, routers, [point]), 1)


def _site(number: int) -> Site:
    province = "10" if number % 3 == 0 else "50"
    kinds = list(SiteType)
    return Site(
        code=SiteCode(f"PI-{number:05}"),
        name_th=f"ศูนย์ทดสอบ {number}",
        name_en=f"Test Centre {number}",
        site_type=kinds[number % len(kinds)],
        province=province,
        district="แม่ริม",
        subdistrict="ริมใต้",
        lat=18.5 + number / 100,
        lon=98.5 + number / 100,
        contract="C-01/2569",
        in_service_from=date(2024, 1, 1),
    )


def _addresses() -> Iterable[str]:
    return (f"198.18.{high}.{low}" for high in range(1, 100) for low in range(1, 250))


@dataclass(slots=True)
class HandClock:
    """Time that moves when told."""

    at: datetime = NOON
    passed_s: float = 1000.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.passed_s

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.passed_s += seconds


@dataclass(slots=True)
class World:
    """The service and the hands that move it.

    Attributes:
        dead: Devices that do not answer.
        slow: Devices that lose two thirds of what they are sent.
        store: Where tests put samples; `live.samples` reads them.
    """

    live: Live
    keeper: StatusKeeper
    clock: HandClock
    targets: dict[DeviceId, Target]
    store: SampleStore
    dead: set[DeviceId] = field(default_factory=set)
    slow: set[DeviceId] = field(default_factory=set)
    ready: bool = True

    def hear(self, *devices: DeviceId) -> None:
        for device in devices or tuple(self.targets):
            self.keeper.hear(self.look(device, Method.ICMP))

    async def settle(self, *devices: DeviceId) -> None:
        """Look at `devices` until what they are is judged and written."""
        for _ in range(3):
            self.hear(*devices)
            self.clock.move(2)
            self.keeper.see([[self.canary()]])
            for device in devices:
                self.keeper.judge({device: self.look_all(device)})
        await self.keeper.flush()

    def canary(self) -> Probe:
        """Answer as a canary does: whatever is dark, we can see."""
        at, answered = self.clock.now(), Outcome.ANSWERED
        return Probe(DeviceId("canary"), Method.ICMP, at, answered, 0.01)

    async def fail(self, *codes: str) -> None:
        """Let the lines of `codes` go down."""
        devices = [_router(code) for code in codes]
        self.dead.update(devices)
        await self.settle(*devices)

    async def mend(self, *codes: str) -> None:
        """Let the lines of `codes` come back."""
        devices = [_router(code) for code in codes]
        self.dead.difference_update(devices)
        await self.settle(*devices)

    async def spoil(self, *codes: str) -> None:
        """Let the lines of `codes` lose echoes."""
        devices = [_router(code) for code in codes]
        self.slow.update(devices)
        await self.settle(*devices)

    def unwatch(self) -> None:
        """Notice the sites nobody has looked at for too long."""
        engine = self.live.engine
        now, now_s = self.clock.now(), self.clock.monotonic()
        self.keeper._take(engine.tick(now, now_s))

    def look_all(self, device: DeviceId) -> tuple[Probe, ...]:
        return tuple(self.look(device, one) for one in self.targets[device].methods)

    def look(self, device: DeviceId, method: Method) -> Probe:
        at = self.clock.now()
        if device in self.dead:
            echoes = Echoes((None, None, None)) if method is Method.ICMP else None
            silent = Outcome.SILENT
            return Probe(device, method, at, silent, 2.0, "timeout", echoes)
        if method is Method.ICMP:
            last = None if device in self.slow else 0.0118
            echoes = Echoes((0.0113, last, last))
            return Probe(device, method, at, Outcome.ANSWERED, 1.012, echoes=echoes)
        if method is Method.SNMP:
            agent = AgentReading(8_640_00.0 / 100, "1.3.6.1.4.1.14988.1", 3, 8640)
            return Probe(device, method, at, Outcome.ANSWERED, 0.02, agent=agent)
        return Probe(device, method, at, Outcome.REFUSED, 0.011, "reset")

    async def probe(self, site: SiteCode) -> Sequence[Probe]:
        """See Prober.probe."""
        if site not in self.live.board.register.sites:
            raise NotFound("site", site)
        mine = [each.device for each in self.targets.values() if each.site == site]
        return [probe for device in mine for probe in self.look_all(device)]

    def view(self) -> PollerView:
        """Return a poller that is well."""
        return PollerView(
            name="main",
            started_at=NOON,
            jobs=(self._job(Method.ICMP, 30.0), self._job(Method.SNMP, 60.0)),
            icmp_permission="raw",
            receive_drops_count=0,
            send_errors_count=0,
            round_count=self.keeper.round_count,
            unwritten_count=self.keeper.unwritten_count,
            journal_written_at=self.keeper.written_at,
            journal_error=self.keeper.write_error,
            unresolved=(),
            register_version=self.live.board.register.version,
            restarts_count=0,
            listener_count=self.live.hub.listener_count,
            cpu_s=12.5,
            rss_bytes=123_000_000,
        )

    def _job(self, method: Method, period_s: float) -> JobView:
        count = len(self.targets)
        return JobView(
            method=method,
            period_s=period_s,
            target_count=count,
            busy_count=0,
            slot_started_at=self.clock.now() - timedelta(seconds=period_s),
            looked_count=count,
            alive_count=count - len(self.dead),
            not_measured_count=0,
            lateness_s=0.01,
            looked_total=count * 10,
            late_total=0,
            overrun_total=0,
            refused_total=0,
            slowest=((1.2, next(iter(self.targets))),),
        )


@asynccontextmanager
async def make_world(
    folder: Path, register: Register | None = None
) -> AsyncIterator[World]:
    """Start a service over a new database in `folder`; nothing is seen yet."""
    is_usual = register is None
    register = register or hand_made_register()
    targets = {each.device: each for each in to_targets(register, NOON.date())}
    clock, hub = HandClock(), EventHub()
    fill = _usual_database if is_usual else upgrade
    database = await new_database(folder / "status.db", fill)
    if not is_usual:
        await replace_register(database, register)
    engine = StatusEngine(StatusRules())
    counts = {code: len(points) for code, points in register.access_points.items()}
    engine.assign(targets.values(), counts, clock.monotonic())
    board = Board(register, engine.sites)
    journal = Journal(database, "main")
    calendar = MaintenanceCalendar(register)
    book = IncidentBook(
        IncidentRules(),
        "main",
        Topology(),
        lambda _: "",
        lambda *_: False,
        is_muted=calendar.is_muted,
    )
    keeper = StatusKeeper(engine, journal, board, hub, clock, book)
    await keeper.start()
    await keeper.begin()
    audit = AuditLog(database, clock)
    store = SampleStore(folder, clock)
    live = Live(
        board=board,
        engine=engine,
        history=History(database),
        hub=hub,
        prober=_Later(),
        clock=clock,
        poller=lambda: world.view(),  # noqa: PLW0108  the world comes after
        is_ready=lambda: world.ready,
        audit=audit,
        incidents=IncidentHistory(database),
        notes=IncidentNotes(database, clock, audit),
        outbox=Outbox(database),
        maintenance=MaintenanceDesk(
            MaintenanceStore(database, clock, audit),
            calendar,
            board,
            clock,
        ),
        reports=ReportDesk(keeper),
        records=RecordStore(database, clock),
        site_notes=SiteNotes(database),
        photos=PhotoStore(database),
        links=LinkDesk(database, board, clock, store.reader),
        sla=SlaDesk(
            database,
            clock,
            audit,
            lambda: board.register,
            maker=partial(make_here, database),
        ),
        samples=store.reader,
    )
    world = World(live, keeper, clock, targets, store)
    world.live = replace(live, prober=world)
    yield world
    await live.links.aclose()
    await store.close()
    await database.dispose()


async def _usual_database(engine: AsyncEngine) -> None:
    await upgrade(engine)
    await replace_register(engine, hand_made_register())


class _Later:
    """Stands in until the world that probes exists."""

    async def probe(self, site: SiteCode) -> Sequence[Probe]:
        raise NotImplementedError(site)


def _router(code: str) -> DeviceId:
    return DeviceId(f"{code}/router")
