"""What links need to know of the records: facts of the programme, never of persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from netmon.core.model import SiteCode


@dataclass(frozen=True, slots=True)
class Centre:
    """A community digital centre; see inventory.records.catalogue.CENTRE."""

    code: str
    site: SiteCode
    level: str = ""
    opened_date: date | None = None
    phase: int | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A training session; counts are None where nobody wrote them down."""

    code: str
    centre: str
    course: str
    starts_at: datetime
    ends_at: datetime
    phase: int | None = None
    learner_group: str | None = None
    registered: int | None = None
    attended: int | None = None
    completed: int | None = None


@dataclass(frozen=True, slots=True)
class Shop:
    """A community shop."""

    code: str
    centre: str
    name: str = ""
    opened_date: date | None = None
    members: int | None = None


@dataclass(frozen=True, slots=True)
class Sale:
    """What a shop sold on one Thai day. No row is no record, not a day of 0 baht."""

    shop: str
    day: date
    orders: int
    amount_baht: int


@dataclass(frozen=True, slots=True)
class Volunteer:
    """A digital volunteer, without name and telephone.

    Attributes:
        also_serves: Codes of sites beside their own.
    """

    code: str
    site: SiteCode
    also_serves: tuple[str, ...] = ()
    role: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Records:
    """All records that links look at.

    Attributes:
        centres: In code order.
        sessions: Of the last years, in the order they start.
        completed_counts: People who completed a session, whenever it was, by its phase.
        taught_centre_count: Centres where a session has ended, whenever it was.
        shops: In code order.
        sales: In the order of shop and day.
        volunteers: In code order.
        trainer_counts: Trainers by how they were trained: `online`, `on_site`.
        course_count: Courses on offer.
    """

    centres: tuple[Centre, ...] = ()
    sessions: tuple[Session, ...] = ()
    shops: tuple[Shop, ...] = ()
    sales: tuple[Sale, ...] = ()
    volunteers: tuple[Volunteer, ...] = ()
    trainer_counts: Mapping[str, int] = field(default_factory=dict)
    course_count: int = 0
    completed_counts: Mapping[int | None, int] = field(default_factory=dict)
    taught_centre_count: int = 0
