"""What each command does."""

from __future__ import annotations

import asyncio
import json
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from inventory.repository import load_register, replace_register
from inventory.sheets import dump_csv, load_csv
from netmon.cli.access import audit, token
from netmon.cli.ask import DEMO_FOLDER, Desk, open_desk
from netmon.cli.doctor import doctor
from netmon.cli.exit_codes import ExitCode
from netmon.cli.maintenance import maintenance
from netmon.cli.samples import backup, export, restore
from netmon.cli.show import probe_line, site_facts, site_rows
from netmon.cli.show_incidents import incident_facts, incident_rows
from netmon.cli.snmp_read import snmp
from netmon.core.model import SiteState
from netmon.core.settings import HttpSettings
from netmon.database import make_engine, naming_faults
from netmon.demo import DemoOptions, run_demo
from netmon.main import database_url, make_home, open_database, run_service
from netmon.serving import open_listener, to_url

if TYPE_CHECKING:
    from netmon.core.settings import Settings

WORKING = (SiteState.UP, SiteState.DEGRADED)


def demo(options: Namespace, settings: Settings) -> int:
    """Watch the simulated nation."""
    chosen = DemoOptions(
        home=settings.home / DEMO_FOLDER,
        scenario=options.scenario,
        speed=options.speed,
        port=options.port,
        size=options.size,
    )
    run_demo(chosen, _say)
    return ExitCode.DONE


def up(options: Namespace, settings: Settings) -> int:
    """Watch the register."""
    if options.port is not None:
        http = HttpSettings.model_validate(
            settings.http.model_dump() | {"port": options.port}
        )
        settings = settings.model_copy(update={"http": http})
    with open_listener(settings.http.host, settings.http.port) as listener:
        _say(to_url(listener))
        run_service(settings, listener)
    return ExitCode.DONE


def check_config(options: Namespace, settings: Settings) -> int:
    """Check settings and register; the settings have been read to get here."""
    make_engine(database_url(settings))  # reads the URL, opens nothing
    facts: dict[str, Any] = {"home": str(settings.home), "settings": "valid"}
    if options.register is not None:
        register = load_csv(options.register)
        facts["register"] = str(options.register)
        facts["sites"] = len(register.sites)
    _show(options, facts, (f"{name}: {value}" for name, value in facts.items()))
    return ExitCode.DONE


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


def inventory(options: Namespace, settings: Settings) -> int:
    """Load or dump the register."""
    return asyncio.run(_inventory(options, settings))


COMMANDS: Mapping[str, Callable[[Namespace, Settings], int]] = {
    "demo": demo,
    "up": up,
    "check-config": check_config,
    "sites": sites,
    "site": site,
    "probe": probe,
    "incidents": incidents,
    "incident": incident,
    "maintenance": maintenance,
    "inventory": inventory,
    "snmp": snmp,
    "doctor": doctor,
    "token": token,
    "audit": audit,
    "export": export,
    "backup": backup,
    "restore": restore,
}


async def _sites(options: Namespace, settings: Settings) -> int:
    names = ("province", "region", "type", "contract", "state", "q")
    query = {name: getattr(options, name) for name in names if getattr(options, name)}
    async with open_desk(settings) as desk:
        _note_source(desk, settings)
        found = await desk.get_pages("/sites", options.limit, query)
    _show(options, found, site_rows(found))
    return ExitCode.DONE


async def _incidents(options: Namespace, settings: Settings) -> int:
    names = ("cause", "province", "contract")
    query = {name: getattr(options, name) for name in names if getattr(options, name)}
    if options.open:
        query["open"] = "true"
    async with open_desk(settings) as desk:
        _note_source(desk, settings)
        found = await desk.get_pages("/incidents", options.limit, query)
    _show(options, found, incident_rows(found))
    return ExitCode.DONE


async def _incident(options: Namespace, settings: Settings) -> int:
    async with open_desk(settings) as desk:
        _note_source(desk, settings)
        found = await desk.get_incident(options.id)
    _show(options, found, incident_facts(found))
    return ExitCode.DONE


async def _site(options: Namespace, settings: Settings) -> int:
    async with open_desk(settings) as desk:
        _note_source(desk, settings)
        found = await desk.get_site(options.code)
    _show(options, found, site_facts(found))
    return ExitCode.DONE if found["state"] in WORKING else ExitCode.NOT_UP


async def _probe(options: Namespace, settings: Settings) -> int:
    async with open_desk(settings) as desk:
        _note_source(desk, settings)
        check = await desk.probe_site(options.code)
    lines = [f"{each['device']}  {probe_line(each)}" for each in check["after"]]
    answer = "answers" if check["is_answering"] else "does not answer"
    _show(options, check, [*lines, f"{options.code} {answer}"])
    return ExitCode.DONE if check["is_answering"] else ExitCode.NOT_UP


async def _inventory(options: Namespace, settings: Settings) -> int:
    # The CSV files are read before the database is opened: bad ones change nothing.
    fresh = load_csv(options.directory) if options.action == "load" else None
    make_home(settings.home)
    async with open_database(settings) as engine:
        if fresh is not None:
            with naming_faults():
                version = await replace_register(engine, fresh)
            _say(f"{len(fresh.sites):,} sites are in force as version {version}")
        else:
            with naming_faults():
                register = await load_register(engine)
            dump_csv(register, options.directory)
            _say(f"{len(register.sites):,} sites written to {options.directory}")
    return ExitCode.DONE


def _note_source(desk: Desk, settings: Settings) -> None:
    """Say on stderr when the answer is not what one would take it for."""
    if not desk.is_live:
        _say(f"no service runs in {desk.source}: states are not observed")
    elif desk.source != settings.home:
        _say(f"answered by the demo in {desk.source}")


def _show(options: Namespace, facts: object, lines: Iterable[str]) -> None:
    if options.json:
        print(json.dumps(facts, ensure_ascii=False, indent=2))
        return
    for line in lines:
        print(line)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
