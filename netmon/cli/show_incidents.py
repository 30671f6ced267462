"""Incidents as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from netmon.cli.show import moment, table
from netmon.web.texts import Language, load_texts

Json = dict[str, Any]

FIRST_LINES, LAST_LINES = 10, 30
"""Shown of the two ends of a long timeline; `--json` has what is between."""

_CROWD = ("joined", "left")
_MACHINE_WORD = ("opened", "found")
_HEADER = ("OPENED (UTC)", "CLOSED", "CAUSE", "SITES", "ABOUT", "ACKNOWLEDGED", "ID")


def incident_rows(incidents: Sequence[Json]) -> Iterator[str]:
    """Yield a table of incidents."""
    yield from table([_HEADER, *map(_row, incidents)])


def incident_facts(incident: Json) -> Iterator[str]:
    """Yield what is known of one incident."""
    yield incident["id"]
    yield f"  about     {_about(incident)}"
    yield f"  cause     {_cause(incident)}"
    why = _with_words(incident["why"])
    yield f"  why       {why}, {incident['confidence_ratio']:.0%} sure"
    closed = moment(incident["closed_at"]) if incident["closed_at"] else "still open"
    lasted = f"{incident['duration_s']:.0f} s"
    yield f"  time      {moment(incident['opened_at'])} - {closed}  {lasted}"
    places = f"in {len(incident['provinces'])} provinces"
    still = f"{incident['open_count']} outages still open"
    yield f"  sites     {incident['site_count']} {places}, {still}"
    yield f"  taken on  {_acknowledged(incident)}"
    yield f"  owner     {incident['owner'] or '-'}"
    yield from _shorten(list(timeline_lines(incident["timeline"])))
    yield from _members(incident["members"])


def timeline_lines(timeline: Iterable[Json]) -> Iterator[str]:
    """Yield a timeline; crowds that come and go within one minute are one line."""
    for (is_crowd, _), group in groupby(timeline, _to_crowd):
        lines = list(group)
        if is_crowd and len(lines) > 1:
            yield f"  {moment(lines[0]['at'])}  {_count_crowd(lines)}"
        else:
            yield from (f"  {moment(each['at'])}  {_line(each)}" for each in lines)


def _to_crowd(line: Json) -> tuple[bool, str]:
    """Return whether it is part of a crowd, and the minute."""
    return line["kind"] in _CROWD, line["at"][:16]


def _count_crowd(lines: Sequence[Json]) -> str:
    sums = dict.fromkeys(_CROWD, 0)
    for line in lines:
        sums[line["kind"]] += line["count"]
    return ", ".join(f"{kind}  {count} sites" for kind, count in sums.items() if count)


def _shorten(lines: list[str]) -> Iterator[str]:
    most = FIRST_LINES + LAST_LINES
    if len(lines) <= most + 1:
        yield from lines
        return
    yield from lines[:FIRST_LINES]
    yield f"  ({len(lines) - most} more lines; --json has them)"
    yield from lines[-LAST_LINES:]


def _members(page: Json) -> Iterator[str]:
    for member in page["items"]:
        ended = moment(member["ended_at"]) if member["ended_at"] else "still open"
        began = moment(member["started_at"])
        name = member["name_th"] or ""
        yield f"  site      {member['site']}  {began} - {ended}  {name}".rstrip()
    if page["next"]:
        yield "  site      (and more; --json has the cursor of the next page)"


def _row(incident: Json) -> tuple[str, ...]:
    return (
        moment(incident["opened_at"]),
        moment(incident["closed_at"]),
        _cause(incident),
        f"{incident['site_count']}",
        _about(incident),
        _acknowledged(incident),
        incident["id"],
    )


def _about(incident: Json) -> str:
    report = incident["report"]
    return f"{incident['about']} {report['title'] if report else incident['name']}"


def _cause(incident: Json) -> str:
    mark = " (provisional)" if incident["is_provisional"] else ""
    return f"{incident['cause']}{mark}"


def _acknowledged(incident: Json) -> str:
    return str(incident["acknowledged_by"] or "-")


def _line(line: Json) -> str:
    what = line["site"] or (f"{line['count']} sites" if line["count"] > 1 else "")
    text = line["text"]
    if line["kind"] in _MACHINE_WORD:
        text = _with_words(text)
    words = (line["kind"], what, line["author"] or "", text)
    return "  ".join(word.replace("\n", " ") for word in words if word)


def _with_words(why: str) -> str:
    """Return the machine word for the evidence with its words, as pages have them."""
    texts = load_texts(Language.ENGLISH)
    words = texts.word("why", why)
    if words == why:  # a blind poller's is why its looks fail
        words = texts.word("reason", why)
    return why if words == why else f"{why} ({words})"
