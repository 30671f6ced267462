"""The pages on a real server, moved by hand from the test's own thread."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import uvicorn

from inventory.fleet.national import make_fleet
from inventory.fleet.programme import make_programme
from inventory.fleet.programme_write import write_programme
from netmon.access.demo_accounts import DemoAccount
from netmon.access.roles import Action, Role
from netmon.api.gate import LOOPBACK_ACTIONS, Gate
from netmon.core.clock import to_thai
from netmon.core.model import SiteCode
from netmon.status.causes import Cause
from netmon.status.maintenance import Plan, Reach
from netmon.status.topology import Topology
from netmon.web.app import create_site
from tests.live import NOON, World, make_world
from tests.people import PASSWORD, make_people
from tests.told import tell

T = TypeVar("T")


@dataclass(slots=True)
class Served:
    """A world that is served.

    Attributes:
        url: Where, without a slash at the end.
    """

    url: str
    world: World
    loop: asyncio.AbstractEventLoop

    def do(self, work: Coroutine[Any, Any, T], timeout_s: float = 60) -> T:
        """Run `work` where the server runs; return what it returns."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(timeout_s)


@contextmanager
def serve_nation(folder: Path) -> Iterator[Served]:
    """Serve the whole made-up fleet with a spread of states on a free port."""
    started: list[Served] = []
    ready, over = threading.Event(), threading.Event()

    async def run() -> None:
        async with make_world(folder, make_fleet()) as world:
            await _hold_programme(world)
            await _spread(world)
            people = await make_people(world, Role.NOC)
            demo = DemoAccount("noc", PASSWORD, Role.NOC, "")
            live = replace(world.live, is_simulated=True, demo_accounts=[demo])
            gate = replace(Gate.loopback(), loopback_actions=ALL_HERE)
            config = uvicorn.Config(
                create_site(live, gate.knowing(people.doorman, people.reception)),
                port=0,
                log_level="error",
                timeout_graceful_shutdown=1,
            )
            server = uvicorn.Server(config)
            serving = asyncio.create_task(server.serve())
            while not server.started:  # noqa: ASYNC110  uvicorn tells nobody
                await asyncio.sleep(0.01)
            port = server.servers[0].sockets[0].getsockname()[1]
            loop = asyncio.get_running_loop()
            started.append(Served(f"http://127.0.0.1:{port}", world, loop))
            ready.set()
            await asyncio.to_thread(over.wait)
            server.should_exit = True
            await serving

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    assert ready.wait(60), "the server did not start"
    try:
        yield started[0]
    finally:
        over.set()
        thread.join(20)


ALL_HERE = LOOPBACK_ACTIONS | {
    Action.KEEP_RECORDS,
    Action.SEE_PEOPLE,
    Action.CLAIM,
    Action.JUDGE,
}
"""What whoever opens a page may do."""


async def _hold_programme(world: World) -> None:
    register = world.live.board.register
    programme = make_programme(register, to_thai(NOON).date())
    await write_programme(world.live.history._engine, programme, NOON)


TRUNKS: list[str] = []
"""Incidents of many sites, for their pages."""


async def _spread(world: World) -> None:
    """Let much of a province fail, one go unseen, some lose echoes, some rest."""
    world.keeper.book.topology = Topology.of(world.live.board.register)
    codes = list(world.live.board.register.sites)
    unseen = {code for code in codes if code.startswith("PI-95")}
    seen = [name for name, target in world.targets.items() if target.site not in unseen]
    world.hear()
    await world.keeper.flush()
    world.clock.move(7200)
    await world.fail(*[code for code in codes if code.startswith("PI-45")][:70])
    world.clock.move(3600)
    node = next(each for each in world.live.board.register.nodes.values())
    mine = [code for code in codes if code.startswith("PI-46")][:64]
    name = await tell(world, f"node:{node.code}", Cause.TRUNK, mine)
    TRUNKS.append(name)
    await world.live.notes.acknowledge(name, "token:noc", "ทีมซ่อมออกเดินทางแล้ว")
    await world.fail(*codes[100::600])
    await world.spoil(*codes[50::150])
    world.clock.move(40)
    world.hear(*seen)
    world.clock.move(40)
    world.hear(*seen)
    world.unwatch()
    await world.keeper.flush()
    asleep = [code for code in codes if code.startswith("PI-30")][:5]
    for code in asleep:
        key, why = f"site:{code}:link", "nightly_switch_off"
        await tell(world, key, Cause.SWITCHED_OFF, [code], why)
    begins = world.clock.now() + timedelta(days=1)
    work = Plan(Reach.PROVINCE, "91", begins, begins + timedelta(hours=3))
    await world.live.maintenance.plan(replace(work, reason="เปลี่ยนสาย"), "noc")
    kept = [SiteCode(code) for code in codes if code.startswith("PI-90")][:30]
    world.live.board.maintain(dict.fromkeys(kept, world.clock.now()))
