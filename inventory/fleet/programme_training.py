"""Makes up the training sessions: two days each, in two phases, nobody booked twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from inventory.fleet.programme_plan import Stage
from inventory.fleet.programme_trainers import Trainers
from inventory.fleet.topology import CUT_TRUNK
from inventory.records.catalogue import GROUPS
from inventory.records.kinds import Values
from netmon.core.clock import THAI_TIME

FIRST_PHASE_DAYS = (-548, -190)
SECOND_PHASE_DAYS = (-185, 21)
"""First days of the sessions, from today: 18 months back to three weeks ahead."""
TODAY_DAYS = (-1, 0)
OPENS, CLOSES = time(9), time(16)
_LAST_START_WEEKDAY = 3  # Thursday: a session ends on Friday at the latest
_REGISTERED = (5, 12)
_ATTENDS_RATIO = 0.88
_COMPLETES_RATIO = 0.92

Pair = tuple[str, str]
"""Centre and course."""


@dataclass(slots=True)
class _Calendar:
    """Which centre is taken on which days; a session takes two."""

    today: date
    rng: Random
    taken: set[tuple[str, int]] = field(default_factory=set)

    def book(self, centre: str, days: tuple[int, int], *, is_any: bool = False) -> int:
        """Return the first day of two that the centre is free, from today.

        A weekend is passed over unless `is_any`.
        """
        while True:
            day = self.rng.randint(*days)
            weekday = (self.today + timedelta(day)).weekday()
            is_free = not self.taken & {(centre, day), (centre, day + 1)}
            if is_free and (is_any or weekday <= _LAST_START_WEEKDAY):
                self.taken |= {(centre, day), (centre, day + 1)}
                return day


def make_sessions(
    stage: Stage, centres: Sequence[Values], trainers: Sequence[Values]
) -> list[Values]:
    """Return sessions in the order of their starts.

    A second session of a course at a centre follows a first one. Those of today are
    held where the demonstration's cut of a trunk is felt, as far as there are such.
    """
    if not centres:
        return []
    planned = sorted(_plan(stage, centres), key=lambda one: one[:2])
    sites = {centre["code"]: centre["site"] for centre in centres}
    provinces = {
        code: stage.register.sites[site].province for code, site in sites.items()
    }
    staff = Trainers(trainers)
    rng = stage.rng("learners")
    return [
        _make_session(stage, rng, number, one)
        | {"trainer_id": staff.book(provinces[one[1][0]], one[0])}
        for number, one in enumerate(planned, start=1)
    ]


def _plan(stage: Stage, centres: Sequence[Values]) -> Iterator[tuple[int, Pair, int]]:
    """Yield first day, centre and course, and phase."""
    total = stage.count("sessions", len(centres))
    firsts = stage.count("sessions_first_phase", len(centres))
    calendar = _Calendar(stage.today, stage.rng("sessions"))
    pairs = list(_draw_pairs(stage, calendar.rng, centres, firsts))
    for pair in pairs:
        yield calendar.book(pair[0], FIRST_PHASE_DAYS), pair, 1
    today = _choose_today(stage, centres, pairs)
    for pair in today:
        yield calendar.book(pair[0], TODAY_DAYS, is_any=True), pair, 2
    rest = [pair for pair in pairs if pair not in today]
    more = min(len(rest), max(0, total - firsts - len(today)))
    for pair in calendar.rng.sample(rest, more):
        yield calendar.book(pair[0], SECOND_PHASE_DAYS), pair, 2


def _draw_pairs(
    stage: Stage, rng: Random, centres: Sequence[Values], count: int
) -> Iterator[Pair]:
    """Yield `count` pairs, no centre twice before every one has come once."""
    courses = [course["code"] for course in stage.plan.courses]
    codes = [centre["code"] for centre in centres]
    rng.shuffle(codes)
    offsets = {code: rng.randrange(len(courses)) for code in codes}
    for number in range(count):
        turn, place = divmod(number, len(codes))
        code = codes[place]
        yield code, courses[(offsets[code] + turn) % len(courses)]


def _choose_today(
    stage: Stage, centres: Sequence[Values], pairs: Iterable[Pair]
) -> list[Pair]:
    sites, nodes = stage.register.sites, stage.register.nodes
    cut = {
        centre["code"]
        for centre in centres
        for parent in sites[centre["site"]].parents
        if CUT_TRUNK in nodes[parent].parents
    }
    by_centre = dict(pairs)
    ordered = sorted(by_centre.items(), key=lambda pair: pair[0] not in cut)
    # Half elsewhere: a country in which only one region teaches would look odd.
    count = stage.count("sessions_today", len(centres))
    near = ordered[: -(-count // 2)]
    far = [pair for pair in ordered if pair not in near]
    return near + stage.rng("today").sample(far, min(count - len(near), len(far)))


def _make_session(
    stage: Stage, rng: Random, number: int, planned: tuple[int, Pair, int]
) -> dict[str, object]:
    day, (centre, course), phase = planned
    first, last = stage.day(day), stage.day(day + 1)
    registered = rng.randint(*_REGISTERED)
    attended = _count(rng, registered, _ATTENDS_RATIO)
    completed = _count(rng, attended, _COMPLETES_RATIO)
    is_over = last < stage.today
    return {
        "code": f"TS-{number:04}",
        "centre_code": centre,
        "course": course,
        "phase": phase,
        "learner_group": rng.choice(list(GROUPS)),
        "starts_at": _moment(first, OPENS),
        "ends_at": _moment(last, CLOSES),
        "registered": registered,
        "attended": attended if is_over else None,
        "completed": completed if is_over else None,
    }


def _count(rng: Random, of: int, ratio: float) -> int:
    return sum(rng.random() < ratio for _ in range(of))


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, THAI_TIME).astimezone(UTC)
