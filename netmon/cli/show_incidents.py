"""Incidents as plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from netmon.cli.show import moment, table

Json = dict[str, Any]

_HEADER = ("OPENED (UTC)", "CLOSED", "CAUSE", "SITES", "ABOUT", "ACKNOWLEDGED", "ID")


def incident_rows(incidents: Sequence[Json]) -> Iterator[str]:
    """Yield a table of incidents."""
    yield from table([_HEADER, *map(_row, incidents)])


def incident_facts(incident: Json) -> Iterator[str]:
    """Yield what is known of one incident."""
    yield incident["id"]
    yield f"  about     {incident['about']} {incident['name']}"
    yield f"  cause     {_cause(incident)}"
    yield f"  why       {incident['why']}, {incident['confidence_ratio']:.0%} sure"
    closed = moment(incident["closed_at"]) if incident["closed_at"] else "still open"
    lasted = f"{incident['duration_s']:.0f} s"
    yield f"  time      {moment(incident['opened_at'])} - {closed}  {lasted}"
    places = f"in {len(incident['provinces'])} provinces"
    still = f"{incident['open_count']} outages still open"
    yield f"  sites     {incident['site_count']} {places}, {still}"
    yield f"  taken on  {_acknowledged(incident)}"
    yield f"  owner     {incident['owner'] or '-'}"
    for line in incident["timeline"]:
        yield f"  {moment(line['at'])}  {_line(line)}"
    yield from _members(incident["members"])


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
        f"{incident['about']} {incident['name']}",
        _acknowledged(incident),
        incident["id"],
    )


def _cause(incident: Json) -> str:
    mark = " (provisional)" if incident["is_provisional"] else ""
    return f"{incident['cause']}{mark}"


def _acknowledged(incident: Json) -> str:
    return str(incident["acknowledged_by"] or "-")


def _line(line: Json) -> str:
    what = line["site"] or (f"{line['count']} sites" if line["count"] > 1 else "")
    words = (line["kind"], what, line["author"] or "", line["text"])
    return "  ".join(word.replace("\n", " ") for word in words if word)
