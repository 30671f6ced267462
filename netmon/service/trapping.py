"""Hears traps of the devices that are watched, where settings say so."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from collectors.traps.listener import TrapListener, to_literal
from netmon.core.errors import NetmonError

if TYPE_CHECKING:
    from collectors.snmp import SnmpCredential
    from netmon.core.model import DeviceId, Target
    from netmon.core.ports import Clock, Resolver
    from netmon.core.settings import TrapSettings

log = logging.getLogger(__name__)

FIND_ANEW_S = 60.0
"""So often the addresses of names are taken anew."""
AGAIN_S = 30.0
"""Between two tries to listen on a port that cannot be had."""


class Trapping:
    """Listens for traps; a trap asks for a look, and nothing more.

    Args:
        settings: Where to listen; nobody does without a host.
        credentials: Keyed by the name a target carries.
        names: From a name of the register to the address it has now.
        look: Looks at one device by every method, and judges what it sees.
        clock: Where time comes from.

    Attributes:
        error: Why nobody listens, empty where somebody does or nobody should.
    """

    def __init__(
        self,
        settings: TrapSettings,
        credentials: Mapping[str, SnmpCredential],
        names: Resolver,
        look: Callable[[Target], Awaitable[None]],
        clock: Clock,
    ) -> None:
        self.error = ""
        self._names = names
        self._look = look
        self._targets: dict[DeviceId, Target] = {}
        self._found: dict[str, Target] = {}
        self._found_s = float("-inf")
        self._clock = clock
        self._asked: set[asyncio.Task[None]] = set()
        self._listener = None
        if settings.host is not None:
            self._listener = TrapListener(
                settings, credentials, self._find, self._ask, clock
            )

    @property
    def counts(self) -> Mapping[str, int]:
        """What came in and what became of it; empty where nobody listens."""
        if self._listener is None:
            return {}
        counts = self._listener.counts
        return {
            name: getattr(counts, name)
            for name in counts.__dataclass_fields__
            if name != "by_kind"
        }

    def assign(self, targets: Iterable[Target]) -> None:
        """Know exactly these devices."""
        self._targets = {each.device: each for each in targets if each.address}
        self._found_s = float("-inf")

    async def run(self) -> None:
        """Listen for ever; where the port cannot be had, say so once and try again."""
        while self._listener is not None:
            try:
                await self._listener.run()
            except NetmonError as fault:
                if str(fault) != self.error:
                    log.error("%s", fault)  # noqa: TRY400  # a setting, no fault of ours
                self.error = str(fault)
            await asyncio.sleep(AGAIN_S)
        await asyncio.Event().wait()

    def _find(self, literal: str) -> Target | None:
        """Return the device at an address; names of the register may have moved."""
        now_s = self._clock.monotonic()
        if now_s - self._found_s > FIND_ANEW_S:
            self._found_s, self._found = now_s, self._place()
        return self._found.get(literal)

    def _place(self) -> dict[str, Target]:
        return {
            to_literal(address): each
            for each in self._targets.values()
            if (address := self._names.resolve(each.address))
        }

    def _ask(self, device: DeviceId) -> None:
        target = self._targets.get(device)
        if target is not None:
            task = asyncio.ensure_future(self._look(target))
            self._asked.add(task)
            task.add_done_callback(self._asked.discard)
