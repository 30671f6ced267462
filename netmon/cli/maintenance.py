"""`netmon maintenance`: declare work, list it, call it off."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from netmon.cli.answers import say, show
from netmon.cli.ask import open_desk, to_query
from netmon.cli.exit_codes import ExitCode
from netmon.cli.maintenance_arguments import DAYS
from netmon.cli.show import table, thai_moment
from netmon.cli.sources import note_source
from netmon.core.clock import THAI_TIME
from netmon.core.errors import ConfigError
from netmon.status.maintenance import Reach

if TYPE_CHECKING:
    from netmon.core.settings import Settings

Json = dict[str, Any]

_WITHOUT_SERVICE = "what is declared is kept, and holds once one does"


def maintenance(options: Namespace, settings: Settings) -> int:
    """Declare, list or cancel windows."""
    actions = {"plan": _plan, "list": _list, "cancel": _cancel}
    return asyncio.run(actions[options.action](options, settings))


async def _plan(options: Namespace, settings: Settings) -> int:
    wish = _to_wish(options, datetime.now(THAI_TIME))
    async with open_desk(settings) as desk:
        note_source(desk, settings, _WITHOUT_SERVICE)
        done = await desk.post("/maintenance", wish)
    show(options, done, window_rows([done]))
    for remark in plan_remarks(done):
        say(remark)
    return ExitCode.DONE


async def _list(options: Namespace, settings: Settings) -> int:
    query = to_query(options, "site", "province", "contract")
    if options.all:
        query["all"] = "true"
    async with open_desk(settings) as desk:
        note_source(desk, settings, _WITHOUT_SERVICE)
        found = await desk.get_pages("/maintenance", options.limit, query)
    show(options, found, window_rows(found))
    return ExitCode.DONE


async def _cancel(options: Namespace, settings: Settings) -> int:
    place = f"/maintenance/{options.id}"
    async with open_desk(settings) as desk:
        note_source(desk, settings, _WITHOUT_SERVICE)
        before = await desk.get(place)
        done = await desk.post(f"{place}/cancel")
    show(options, done, window_rows([done]))
    if before["cancelled_at"]:
        at, who = thai_moment(before["cancelled_at"]), before["cancelled_by"]
        say(f"window {options.id} was cancelled before: {at} ICT, by {who}")
    elif before["phase"] == "over":
        say(f"window {options.id} was over already")
    return ExitCode.DONE


def _to_wish(options: Namespace, now: datetime) -> Json:
    reach = next(each for each in Reach if getattr(options, each.value, None))
    begins = options.begins or now
    ends = options.to or _add(begins, options.length)
    wish = {
        reach.value: getattr(options, reach.value),
        "ends_at": ends.isoformat(),
        "weekdays": list(options.every),
        "last_day": options.last and options.last.isoformat(),
        "reason": options.reason,
    }
    # Left out, it begins when the service hears of it: never in its past.
    return wish | ({"starts_at": begins.isoformat()} if options.begins else {})


def _add(begins: datetime, length: timedelta) -> datetime:
    try:
        return begins + length
    except OverflowError:
        message = f"--for: {length.days} days is too long"
        raise ConfigError(message) from None


def plan_remarks(done: Json) -> Iterator[str]:
    """Yield what somebody who has just declared `done` should know."""
    total, mute = done["site_count"], done["unmonitored_count"]
    if mute:
        yield f"{mute:,} of {total:,} sites are unmonitored: there it shows nothing"
    if not total:
        yield "no site hangs from there alone: it shows nothing"
    if done["overlaps"]:
        names = ", ".join(map(str, done["overlaps"]))
        what = f"{done['reach']} {done['subject']}"
        yield f"{what} is in maintenance at the same time by window {names}, too"


_HEADER = ("ID", "PHASE", "ABOUT", "SITES", "FROM (ICT)", "TO (ICT)", "EVERY", "REASON")


def window_rows(found: list[Json]) -> Iterator[str]:
    """Yield a table of windows, in Thai time as they are declared."""
    yield from table([_HEADER, *map(_to_row, found)])


def _to_row(each: Json) -> tuple[str, ...]:
    span: Mapping[str, str] = each["next"] or each
    return (
        str(each["id"]),
        each["phase"],
        f"{each['reach']} {each['subject']}",
        str(each["site_count"]),
        thai_moment(span["starts_at"]),
        thai_moment(span["ends_at"]),
        ",".join(DAYS[day - 1] for day in each["weekdays"]) or "once",
        each["reason"],
    )
