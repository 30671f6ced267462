"""Commands that ask the service: sites, site, probe, incidents, incident."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from netmon.cli.answers import show
from netmon.cli.ask import open_desk, to_query
from netmon.cli.exit_codes import ExitCode
from netmon.cli.show import probe_line, site_facts, site_rows
from netmon.cli.show_incidents import incident_facts, incident_rows
from netmon.cli.sources import note_source
from netmon.core.model import SiteState

if TYPE_CHECKING:
    from netmon.core.settings import Settings

WORKING = (SiteState.UP, SiteState.DEGRADED)


def sites(options: Namespace, settings: Settings) -> int:
    """List sites and their states."""
    return asyncio.run(_sites(options, settings))


def site(options: Namespace, settings: Settings) -> int:
    """Say what is known of one site."""
    return asyncio.run(_site(options, settings))


def probe(options: Namespace, settings: Settings) -> int:
    """Look at one site now."""
    return asyncio.run(_probe(options, settings))


def incidents(options: Namespace, settings: Settings) -> int:
    """List what went wrong."""
    return asyncio.run(_incidents(options, settings))


def incident(options: Namespace, settings: Settings) -> int:
    """Say what is known of one incident."""
    return asyncio.run(_incident(options, settings))


async def _sites(options: Namespace, settings: Settings) -> int:
    query = to_query(options, "province", "region", "type", "contract", "state", "q")
    async with open_desk(settings) as desk:
        note_source(desk, settings)
        found = await desk.get_pages("/sites", options.limit, query)
    show(options, found, site_rows(found))
    return ExitCode.DONE


async def _incidents(options: Namespace, settings: Settings) -> int:
    query = to_query(options, "cause", "province", "contract")
    if options.open:
        query["open"] = "true"
    async with open_desk(settings) as desk:
        note_source(desk, settings)
        found = await desk.get_pages("/incidents", options.limit, query)
    show(options, found, incident_rows(found))
    return ExitCode.DONE


async def _incident(options: Namespace, settings: Settings) -> int:
    async with open_desk(settings) as desk:
        note_source(desk, settings)
        found = await desk.get_incident(options.id)
    show(options, found, incident_facts(found))
    return ExitCode.DONE


async def _site(options: Namespace, settings: Settings) -> int:
    async with open_desk(settings) as desk:
        note_source(desk, settings)
        found = await desk.get_site(options.code)
    show(options, found, site_facts(found))
    return ExitCode.DONE if is_working(found) else ExitCode.NOT_UP


def is_working(site: dict[str, Any]) -> bool:
    """Return whether the line of a site carries, maintenance or not.

    Before anybody has looked, its state is what the journal remembers, and no proof.
    """
    return site["looked_at"] is not None and site["link"]["state"] in WORKING


async def _probe(options: Namespace, settings: Settings) -> int:
    async with open_desk(settings) as desk:
        note_source(desk, settings)
        check = await desk.probe_site(options.code)
    lines = [f"{each['device']}  {probe_line(each)}" for each in check["after"]]
    answer = "answers" if check["is_answering"] else "does not answer"
    show(options, check, [*lines, f"{options.code} {answer}"])
    return ExitCode.DONE if check["is_answering"] else ExitCode.NOT_UP
