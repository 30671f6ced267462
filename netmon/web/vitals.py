"""The poller's own health in a few numbers, each with whether it is as it should be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from netmon.api.poller_facts import is_journal_late, is_late
from netmon.status.guard import Sight
from netmon.web.moments import to_duration, to_moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from netmon.status.poller import PollerView
    from netmon.web.texts import Texts

NEW_S = 600.0
"""A process younger than this has just been started, and people may ask why."""


class Trouble(StrEnum):
    """What may be wrong with a number."""

    LATE = "late"
    LOST = "lost"
    STUCK = "stuck"
    FAILED = "failed"
    NEW = "new"
    FAULTS = "faults"


class VitalName(StrEnum):
    """What there is a number of."""

    SIGHT = "sight"
    LATENESS = "lateness"
    ROUNDS = "rounds"
    DROPS = "drops"
    UNWRITTEN = "unwritten"
    WRITTEN = "written"
    OUTBOX = "outbox"
    STARTED = "started"
    RESTARTS = "restarts"


@dataclass(frozen=True, slots=True)
class Vital:
    """One number.

    Attributes:
        value: In words.
        mark: State whose mark it wears where it is not well, empty where it is.
        trouble: What is wrong, None where nothing is or the value says it.
    """

    name: VitalName
    value: str
    mark: str = ""
    trouble: Trouble | None = None


def to_vitals(
    texts: Texts,
    view: PollerView,
    sight: Sight,
    outbox: Mapping[str, int] | None,
    now: datetime,
) -> list[Vital]:
    """Return the numbers in the order people read them.

    Args:
        texts: In the reader's language.
        view: The poller.
        sight: Whether it sees.
        outbox: Notifications in each state, None where they cannot be read.
        now: UTC.
    """
    return [
        _sight(texts, sight),
        *_work(texts, view, now),
        *_journal(texts, view, now),
        _outbox(texts, outbox),
        *_process(texts, view, now),
    ]


def _sight(texts: Texts, sight: Sight) -> Vital:
    marks = {Sight.DOUBTFUL: "degraded", Sight.BLIND: "not_observed"}
    value = texts(f"sight.{sight.value}")
    return Vital(VitalName.SIGHT, value, marks.get(sight, ""))


def _work(texts: Texts, view: PollerView, now: datetime) -> Iterator[Vital]:
    late_s = max((job.lateness_s for job in view.jobs), default=0.0)
    is_bad = any(is_late(job, now) for job in view.jobs)
    value = texts("duration.seconds", s=f"{late_s:.1f}")
    yield _judged(VitalName.LATENESS, value, Trouble.LATE if is_bad else None)
    yield Vital(VitalName.ROUNDS, f"{view.round_count:,}")
    drops = view.receive_drops_count
    yield _judged(VitalName.DROPS, f"{drops:,}", Trouble.LOST if drops else None)


def _journal(texts: Texts, view: PollerView, now: datetime) -> Iterator[Vital]:
    is_stuck = bool(view.journal_error) or is_journal_late(view, now)
    value = f"{view.unwritten_count:,}"
    yield _judged(VitalName.UNWRITTEN, value, Trouble.STUCK if is_stuck else None)
    value = texts("time.unknown")
    if view.journal_written_at is not None:
        value = to_duration(texts, (now - view.journal_written_at).total_seconds())
    yield _judged(VitalName.WRITTEN, value, Trouble.STUCK if is_stuck else None)


def _outbox(texts: Texts, outbox: Mapping[str, int] | None) -> Vital:
    if outbox is None:
        return Vital(VitalName.OUTBOX, texts("time.unknown"), "not_observed")
    queued, failed = f"{outbox['queued']:,}", f"{outbox['failed']:,}"
    value = texts("poller.outbox_short", queued=queued, failed=failed)
    return _judged(
        VitalName.OUTBOX, value, Trouble.FAILED if outbox["failed"] > 0 else None
    )


def _process(texts: Texts, view: PollerView, now: datetime) -> Iterator[Vital]:
    is_new = (now - view.started_at).total_seconds() < NEW_S
    value = to_moment(texts, view.started_at)
    yield _judged(VitalName.STARTED, value, Trouble.NEW if is_new else None)
    count = view.restarts_count
    yield _judged(VitalName.RESTARTS, f"{count:,}", Trouble.FAULTS if count else None)


def _judged(name: VitalName, value: str, trouble: Trouble | None) -> Vital:
    return Vital(name, value, "degraded" if trouble else "", trouble)
