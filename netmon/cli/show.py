"""Answers as plain text: aligned for eyes, one fact a line, no colour, no cursor."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from inventory.unmonitored import WORDS
from netmon.core.clock import to_thai

Json = dict[str, Any]

_UNMONITORED: Mapping[str, str] = {why.value: words for why, words in WORDS.items()}


def site_rows(sites: Sequence[Json]) -> Iterator[str]:
    """Yield a table of sites."""
    header = ("CODE", "STATE", "SINCE (UTC)", "PROVINCE", "NAME")
    rows = [
        (
            site["code"],
            site["state"],
            moment(site["since"]),
            site["province"],
            site["name_th"],
        )
        for site in sites
    ]
    yield from table([header, *rows])


def site_facts(site: Json) -> Iterator[str]:
    """Yield what is known of one site."""
    yield f"{site['code']}  {site['name_th']}  ({site['name_en']})"
    places = (site["subdistrict"], site["district"], site["province_th"])
    yield f"  where     {', '.join(each for each in places if each)}"
    yield f"  contract  {site['contract']}  {site['provider'] or ''}".rstrip()
    yield f"  state     {_state(site)}"
    yield f"  link      {_state(site['link'])}"
    yield f"  wifi      {_state(site['wifi'])}"
    told = "  (the last look that said something)" if site["looked_at"] else ""
    yield f"  last told {moment(site['looked_at'])}{told}"
    for device in site["devices"]:
        yield from device_facts(device)
    for outage in site["outages"]:
        ended = moment(outage["ended_at"]) if outage["ended_at"] else "still open"
        began = moment(outage["started_at"])
        seconds = f"{outage['duration_s']:.0f} s"
        yield f"  outage    {outage['service']}  {began} - {ended}  {seconds}"


def device_facts(device: Json) -> Iterator[str]:
    """Yield what is known of one device."""
    notes = [
        word
        for flag, word in (
            ("is_management_degraded", "management degraded"),
            ("is_icmp_filtered", "ICMP filtered"),
        )
        if device[flag]
    ]
    model = " ".join(each for each in (device["vendor"], device["model"]) if each)
    parts = (device["id"], model, device["address"] or "no address", ", ".join(notes))
    yield f"  device    {'  '.join(each for each in parts if each)}"
    for probe in device["probes"]:
        yield f"            {probe_line(probe)}"


def probe_line(probe: Json) -> str:
    """Return one probe with its evidence."""
    parts = [f"{probe['method']:<4} {probe['outcome']:<13}{moment(probe['at'])}"]
    if "rtts_s" in probe:
        parts.append("rtt " + " ".join(_milliseconds(rtt) for rtt in probe["rtts_s"]))
    agent = probe.get("agent") or {}
    if "sys_uptime_s" in agent:
        parts.append(f"up {agent['sys_uptime_s']:.0f} s")
    if probe.get("reason"):
        parts.append(probe["reason"])
    return "  ".join(parts)


def _state(service: Json) -> str:
    since = f" since {moment(service['since'])}" if service["since"] else ""
    word = service.get("reason")
    reason = f" ({_UNMONITORED.get(word, word)})" if word else ""
    return f"{service['state']}{since}{reason}"


def moment(text: str | None) -> str:
    """Return an ISO moment to the second, `-` where there is none."""
    return text[:19].replace("T", " ") if text else "-"


def thai_moment(text: str) -> str:
    """Return an ISO moment in Thai time, to the second."""
    return f"{to_thai(datetime.fromisoformat(text)):%Y-%m-%d %H:%M:%S}"


def _milliseconds(rtt_s: float | None) -> str:
    return "lost" if rtt_s is None else f"{rtt_s * 1000:.1f} ms"


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield `rows` in columns."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield "  ".join(_pad(row, widths)).rstrip()


def _pad(row: Iterable[str], widths: Iterable[int]) -> Iterator[str]:
    for cell, width in zip(row, widths, strict=True):
        yield cell + " " * (width - _width(cell))


def _width(text: str) -> int:
    """Return the columns `text` takes: Thai vowels and tones above take none."""
    return sum(unicodedata.category(each) not in {"Mn", "Me", "Cf"} for each in text)
