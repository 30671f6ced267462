"""What must hold between the values of a record, and between records. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from inventory.records.kinds import Flaw, Values

if TYPE_CHECKING:
    from inventory.records.kinds import Kind

LONGEST_SESSION = timedelta(days=31)
"""The programme's courses take two days; a month is a slip of the pen."""
ABSURD_BAHT = 100_000
"""A fifth of the year's goal of all 25 shops, in one shop on one day."""


def check_session(values: Values) -> Iterator[Flaw]:
    """Yield what is wrong within one session."""
    starts, ends = values.get("starts_at"), values.get("ends_at")
    if starts and ends:
        if ends <= starts:
            yield Flaw("ends_at", "ends_before_start")
        elif ends - starts > LONGEST_SESSION:
            yield Flaw("ends_at", "too_long", detail=f"{LONGEST_SESSION.days} days")
    for fewer, more in (("attended", "registered"), ("completed", "attended")):
        small, large = values.get(fewer), values.get(more)
        if small is not None and large is not None and small > large:
            yield Flaw(fewer, "more_than", detail=more)


def check_sale(values: Values) -> Iterator[Flaw]:
    """Yield what is wrong within the sales of one shop and day."""
    orders, amount = values.get("orders"), values.get("amount_baht")
    if amount and orders == 0:
        yield Flaw("amount_baht", "amount_without_order")
    if amount is not None and amount > ABSURD_BAHT:
        detail = f"{ABSURD_BAHT:,}"
        yield Flaw("amount_baht", "absurd_amount", is_fatal=False, detail=detail)


def check_item(values: Values) -> Iterator[Flaw]:
    """Yield what is wrong within one item of community information."""
    published, expires = values.get("published_date"), values.get("expires_date")
    if published and expires and expires < published:
        yield Flaw("expires_date", "ends_before_start")


def to_sale_code(values: Values) -> str:
    """Return the key of the sales of one shop on one day, as `SH-01.2026-10-31`."""
    return f"{values['shop_id']}.{values['date'].isoformat()}"


def find_future(kind: Kind, values: Values, today: date) -> Iterator[Flaw]:
    """Yield the day that cannot lie ahead and does; `today` is Thailand's."""
    day = values.get(kind.past_day) if kind.past_day else None
    if kind.past_day and day is not None and day > today:
        yield Flaw(kind.past_day, "future_day")


def find_overlaps(sessions: Iterable[Values]) -> Iterator[Flaw]:
    """Yield every session that needs a centre or trainer that an earlier one holds.

    Two sessions overlap when each starts before the other ends; one that begins on
    the second when another ends does not.
    """
    sessions = list(sessions)
    for column in ("centre_code", "trainer_id"):
        users = defaultdict(list)
        for session in sessions:
            if session.get(column):
                users[session[column]].append(session)
        for each in users.values():
            yield from _overlaps_of_one(column, each)


def _overlaps_of_one(column: str, sessions: list[Values]) -> Iterator[Flaw]:
    sessions.sort(key=lambda one: (one["starts_at"], one["code"]))
    last = sessions[0]
    for session in sessions[1:]:
        if session["starts_at"] < last["ends_at"]:
            yield Flaw(column, "overlaps", detail=last["code"], record=session["code"])
        if session["ends_at"] > last["ends_at"]:
            last = session


def find_shared_sites(centres: Iterable[Values]) -> Iterator[Flaw]:
    """Yield every centre at a site where another one is."""
    return _doubles(centres, ("site",), "taken")


def find_double_sales(sales: Iterable[Values]) -> Iterator[Flaw]:
    """Yield every second row about the same shop and day."""
    return _doubles(sales, ("shop_id", "date"), "doubled")


def _doubles(
    records: Iterable[Values], columns: tuple[str, ...], code: str
) -> Iterator[Flaw]:
    first: dict[tuple[object, ...], str] = {}
    for record in records:
        key = tuple(record[column] for column in columns)
        other = first.setdefault(key, record["code"])
        if other != record["code"]:
            yield Flaw(columns[-1], code, detail=other, record=record["code"])
