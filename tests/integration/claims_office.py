"""What is kept about claims, over one database of each kind for all tests of it.

Each test has sites of its own; whoever moves the clock puts it back.
"""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from inventory.repository import replace_register
from netmon.access.audit import AuditLog, Deed
from netmon.database import make_engine, sqlite_url
from netmon.migrations import upgrade
from netmon.sla.claims.exclusion_store import ExclusionStore
from netmon.sla.claims.exclusions import ExclusionRequest
from netmon.sla.claims.objection_store import ObjectionStore
from netmon.sla.claims.ticket_store import TicketStore
from netmon.sla.facts import ExclusionType
from netmon.sla.ruleset import load_ruleset
from tests.claims import HOUR, NIGHT, exclusion_wish
from tests.integration.postgres import find_binaries
from tests.live import HandClock, hand_made_register

ASKER, SECOND = "account:som", "account:lek"


@dataclass(frozen=True, slots=True)
class Office:
    """Everything that is kept about claims, over one database."""

    engine: AsyncEngine
    clock: HandClock
    exclusions: ExclusionStore
    objections: ObjectionStore
    tickets: TicketStore

    async def ask(
        self,
        *codes: str,
        kind: ExclusionType = ExclusionType.MAINTENANCE,
        start: datetime = NIGHT,
        length: timedelta = 2 * HOUR,
        who: str = ASKER,
    ) -> ExclusionRequest:
        wish = exclusion_wish(*codes, kind=kind, start=start, length=length)
        return await self.exclusions.request(wish, who)

    async def deeds(self, subject: str) -> list[Deed]:
        rows = await AuditLog(self.engine, self.clock).newest(1_000)
        return [row.deed for row in reversed(rows) if row.deed.subject == subject]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
async def office(
    request: pytest.FixtureRequest,
    anyio_backend: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Office]:
    if request.param == "sqlite":
        url = sqlite_url(tmp_path_factory.mktemp("claims") / "netmon.db")
    else:
        url = _new_postgres(request.getfixturevalue("postgres"))
    engine, clock = make_engine(url), HandClock()
    await upgrade(engine)
    await replace_register(engine, hand_made_register())
    audit, rules = AuditLog(engine, clock), load_ruleset(None)
    yield Office(
        engine,
        clock,
        ExclusionStore(engine, clock, audit, rules),
        ObjectionStore(engine, clock, audit, rules),
        TicketStore(engine, clock, audit),
    )
    await engine.dispose()


def _new_postgres(server: Path) -> str:
    binaries = find_binaries()
    assert binaries is not None
    create = [str(binaries / "createdb"), "-h", str(server), "-U", "postgres"]
    # Each file that imports this has an office of its own, on one server.
    name = f"claims_{uuid4().hex}"
    subprocess.run([*create, name], check=True)
    return f"postgresql+asyncpg://postgres@/{name}?host={server}"


async def outcomes(*deeds: Coroutine[Any, Any, Any]) -> list[str]:
    """What became of deeds begun at once, sorted; who did it or why it was refused."""
    found = await asyncio.gather(*deeds, return_exceptions=True)
    return sorted(
        type(each).__name__ if isinstance(each, Exception) else "done" for each in found
    )
