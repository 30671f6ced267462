"""TCP connect behind the Collector port."""

from __future__ import annotations

import asyncio
import errno
import socket
from datetime import timedelta
from typing import TYPE_CHECKING

from collectors.aim import Aim, CannotLook, not_measured
from collectors.refusals import to_reason, to_word
from netmon.core.model import Method, Outcome, Probe, Target

if TYPE_CHECKING:
    from netmon.core.ports import Clock

SYN_RETRY_S = 1.0
"""After so long the kernel repeats a SYN (RFC 6298, section 2): what answers later
answered the second one, and says nothing of the time of the first."""


class TcpCollector:
    """Opens a connection and closes it at once; see Collector.

    Args:
        aim: From target to address.
        clock: Where time comes from.
        timeout_s: Time for the handshake, seconds: more than SYN_RETRY_S, and less
            than the three after which it repeats the SYN again.
        max_open_count: Most connections at once; each holds a file descriptor.
    """

    method = Method.TCP

    def __init__(
        self, aim: Aim, clock: Clock, timeout_s: float = 2.0, max_open_count: int = 1000
    ) -> None:
        self._aim = aim
        self._clock = clock
        self._timeout_s = timeout_s
        self._open = asyncio.Semaphore(max_open_count)

    async def look(self, target: Target) -> Probe:
        """See Collector.look."""
        try:
            address = self._aim.at(target)
        except CannotLook as why:
            return not_measured(target, self.method, self._clock.now(), why.reason)
        async with self._open:
            started, started_s = self._clock.now(), self._clock.monotonic()
            outcome, reason = await self._connect(address, target.tcp_port)
        took_s = self._clock.monotonic() - started_s
        is_second = outcome.is_alive and took_s >= SYN_RETRY_S
        sent = started + timedelta(seconds=SYN_RETRY_S if is_second else 0.0)
        return Probe(target.device, self.method, sent, outcome, took_s, reason)

    async def _connect(self, address: str, port: int) -> tuple[Outcome, str]:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        try:
            sock = socket.socket(family, socket.SOCK_STREAM)
        except OSError as error:
            return Outcome.NOT_MEASURED, to_reason(error)
        with sock:
            sock.setblocking(False)  # noqa: FBT003 - the standard library's own
            begun = sock.connect_ex((address, port))
            if begun not in (0, errno.EINPROGRESS):
                # The kernel said no before a packet left.
                return _judge_local(begun)
            return await self._finish(sock)

    async def _finish(self, sock: socket.socket) -> tuple[Outcome, str]:
        try:
            async with asyncio.timeout(self._timeout_s):
                await _writable(sock)
        except TimeoutError:
            return Outcome.SILENT, "timeout"
        ended = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if ended == 0:
            return Outcome.ANSWERED, ""
        if ended in (errno.ECONNREFUSED, errno.ECONNRESET):
            return Outcome.REFUSED, "reset"
        # A router on the way says that it cannot deliver: nobody there spoke.
        return Outcome.SILENT, errno.errorcode.get(ended, "unreachable").lower()


def _judge_local(code: int) -> tuple[Outcome, str]:
    """Say what an immediate refusal means: on loopback it is the host's own reset."""
    if code == errno.ECONNREFUSED:
        return Outcome.REFUSED, "reset"
    return Outcome.NOT_MEASURED, to_word(code)


async def _writable(sock: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    ready = loop.create_future()

    def on_writable() -> None:
        if not ready.done():
            ready.set_result(None)

    loop.add_writer(sock, on_writable)
    try:
        await ready
    finally:
        loop.remove_writer(sock)
