"""What the API and the pages may ask of the running service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmon.status.habits import no_habit

if TYPE_CHECKING:
    from inventory.importer.site_notes import SiteNotes
    from inventory.records.photo_store import PhotoStore
    from inventory.records.store import RecordStore
    from netmon.access.audit import AuditLog
    from netmon.access.demo_accounts import DemoAccount
    from netmon.core.model import SiteCode
    from netmon.core.ports import Clock, Prober
    from netmon.links.desk import LinkDesk
    from netmon.reports.press import StatementPress
    from netmon.sla.desk import SlaDesk
    from netmon.sla.statements.to_date import ToDate
    from netmon.status.board import Board
    from netmon.status.engine import StatusEngine
    from netmon.status.events import EventHub
    from netmon.status.habits import Habit
    from netmon.status.history import History
    from netmon.status.incident_history import IncidentHistory
    from netmon.status.incident_notes import IncidentNotes
    from netmon.status.maintenance_desk import MaintenanceDesk
    from netmon.status.outbox import Outbox
    from netmon.status.poller import PollerView
    from netmon.status.report_desk import ReportDesk
    from netmon.store.port import SampleReader


@dataclass(frozen=True, slots=True)
class Live:
    """The running service, as the API sees it.

    Attributes:
        board: Every site's state now, and the register (`board.register`).
        engine: What is known of each device (`engine.device(id)`), for evidence.
        history: The journals.
        hub: Transitions as they are recorded.
        prober: A live look at one site.
        poller: How the poller is doing.
        is_ready: Whether every site has been looked at and the journal can be written.
        audit: Who did what.
        incidents: Which causes there were, and which outages each explains.
        notes: What people do about an incident.
        outbox: What there is to tell.
        maintenance: Where windows are declared, and who is in one.
        reports: Takes what other systems say is wrong.
        records: Centres, training, trade, community, volunteers and news.
        photos: Photographs of products.
        links: What broken lines mean to centres, training and trade.
        sla: Statements of the month, and why a site's month came to what it did.
        statement_files: Makes and keeps the files of statements; None: nobody does.
        sla_to_date: This month so far, as it is reckoned every hour; None before that.
        site_notes: What a hand-over says of a site beside the register; None without.
        is_simulated: Whether this watches the twin.
        habit_of: When people usually switch a site off, None where they do not.
        samples: Numbers over time; None where no sample log is kept.
        demo_accounts: Of a demonstration, for the page where people sign in.
    """

    board: Board
    engine: StatusEngine
    history: History
    hub: EventHub
    prober: Prober
    clock: Clock
    poller: Callable[[], PollerView]
    is_ready: Callable[[], bool]
    audit: AuditLog
    incidents: IncidentHistory
    notes: IncidentNotes
    outbox: Outbox
    maintenance: MaintenanceDesk
    reports: ReportDesk
    records: RecordStore
    photos: PhotoStore
    links: LinkDesk
    sla: SlaDesk
    site_notes: SiteNotes | None = None
    is_simulated: bool = False
    habit_of: Callable[[SiteCode], Habit | None] = no_habit
    samples: SampleReader | None = None
    demo_accounts: Sequence[DemoAccount] = ()
    statement_files: StatementPress | None = None
    sla_to_date: Callable[[], ToDate | None] = lambda: None
