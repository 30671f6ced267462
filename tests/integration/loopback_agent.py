"""An SNMP agent in the test's own loop, which says what the test lets it say."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import cast

from netmon.core.model import DeviceId
from netmon.twin import agent
from netmon.twin.devices import make_devices
from tests.registers import small_register

ROUTER = {d.id: d for d in make_devices(small_register(), 1, time.monotonic())}[
    DeviceId("S1/r")
]
Reply = Callable[[bytes], Iterable[bytes]]


def good(request: bytes) -> bytes:
    """Return what a well-behaved agent says to `request`; empty for silence."""
    return agent.answer(request, ROUTER, time.monotonic()) or b""


class _Protocol(asyncio.DatagramProtocol):
    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        assert self._transport is not None
        for said in self._reply(data):
            self._transport.sendto(said, addr)


@asynccontextmanager
async def loopback_agent(reply: Reply) -> AsyncIterator[int]:
    """Answer each request by what `reply` makes of it; the port."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(
        lambda: _Protocol(reply), local_addr=("127.0.0.1", 0)
    )
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()
        await asyncio.sleep(0)
