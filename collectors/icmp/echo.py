"""One socket for every echo of an address family, paced, nothing cancelled halfway.

It stands on gufo-ping's Rust core directly. gufo-ping's own Python side returns None
for a local send error as for silence, lets a reply count that comes long after its
time, and loses the rest of a read when a waiting caller was cancelled (0.7.0).
"""

from __future__ import annotations

import asyncio
import socket
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import cast

from gufo.ping._fast import PS_DGRAM, PS_IPV4, PS_IPV6, PS_RAW, SocketWrapper
from gufo.ping.proto import SocketProto

from collectors.icmp.drops import ReceiveDrops
from collectors.refusals import to_reason
from netmon.core.errors import CapabilityMissing

POLL_S = 0.05
"""How often the socket is read for timeouts while echoes are out."""

SO_RCVBUFFORCE = 33
"""Linux: raises the receive buffer past net.core.rmem_max; needs CAP_NET_ADMIN."""


@dataclass(frozen=True, slots=True)
class EchoSettings:
    """How bursts are sent.

    Attributes:
        offsets_s: Send times of the echoes from the first one, ascending from 0.
            All are sent, answered or not: loss is measured even on a good line.
        timeout_s: A reply later than this after its request is lost.
        packet_bytes: Size of a request with its IP header, 64-1500.
        rate_pps: Most packets sent in a second.
        receive_buffer_bytes: Asked of the kernel; room for a mass answer.
    """

    offsets_s: tuple[float, ...] = (0.0, 0.5, 1.0)
    timeout_s: float = 1.0
    packet_bytes: int = 64
    rate_pps: int = 30_000
    receive_buffer_bytes: int = 8 * 1024 * 1024


@dataclass(slots=True)
class Burst:
    """The echoes sent to one address in one look.

    Attributes:
        asked_s: Monotonic time at which it was asked for; sending may wait its turn.
        sent_s: Monotonic send time of each echo, None where it was not sent.
        rtts_s: Round trip of each echo in seconds, None while or where unanswered.
        send_errors: Reasons of sends the local system refused.
        has_receive_drops: The kernel dropped packets while this burst was out.
        is_timed: False once a reply was read late, so that its round trip is ours.
    """

    address: str
    asked_s: float
    sent_s: list[float | None]
    rtts_s: list[float | None]
    done: asyncio.Future[None]
    drops_before: int
    open_count: int
    send_errors: list[str] = field(default_factory=list)
    has_receive_drops: bool = False
    is_timed: bool = True

    def close_one(self) -> None:
        """Count one echo as decided; the last one ends the burst."""
        self.open_count -= 1
        if self.open_count == 0 and not self.done.done():
            self.done.set_result(None)


class EchoSocket:
    """Sends bursts and matches replies to them by address, id and sequence number.

    Attributes:
        permission: What let us open the socket: `raw` (root or CAP_NET_RAW) or
            `dgram` (net.ipv4.ping_group_range holds our group).
        send_errors_count: Echoes the local system refused to send.
        receive_drops_count: Packets the kernel dropped since opening, when last read.
    """

    def __init__(self, family: socket.AddressFamily, settings: EchoSettings) -> None:
        self._settings = settings
        self._loop = asyncio.get_running_loop()
        self._sock, self.permission = _open(family, settings)
        self._fd = self._sock.get_fd()
        self.receive_buffer_bytes = _raise_buffer(
            self._fd, settings.receive_buffer_bytes
        )
        self._drops = ReceiveDrops(self._fd)
        self._waiting: dict[int, tuple[Burst, int]] = {}
        self._queue: deque[tuple[Burst, int]] = deque()
        self._allowance = 0.0
        self._refilled_s = self._read_s = self._loop.time()
        self._pump_timer: asyncio.TimerHandle | None = None
        self._poll_timer: asyncio.TimerHandle | None = None
        self._is_closed = False
        self.send_errors_count = 0
        self.receive_drops_count = self._drops.read_count()
        self._loop.add_reader(self._fd, self._read)

    def close(self) -> None:
        """Stop sending and reading; bursts still out never end."""
        self._is_closed = True
        self._loop.remove_reader(self._fd)
        for timer in (self._pump_timer, self._poll_timer):
            if timer:
                timer.cancel()
        self._waiting.clear()
        self._queue.clear()

    async def burst(self, address: str) -> Burst:
        """Send one burst to `address` and wait until every echo is decided.

        Takes at most the last offset plus the timeout plus the pacing queue. May be
        cancelled: replies still to come are then ignored.
        """
        count = len(self._settings.offsets_s)
        burst = Burst(
            address,
            asked_s=self._loop.time(),
            sent_s=[None] * count,
            rtts_s=[None] * count,
            done=self._loop.create_future(),
            drops_before=self.receive_drops_count,
            open_count=count,
        )
        self._queue.append((burst, 0))
        self._pump()
        await burst.done
        if all(rtt is None for rtt in burst.rtts_s):
            burst.has_receive_drops = self._read_drops() != burst.drops_before
        return burst

    def _pump(self) -> None:
        """Send what the pace allows, and come back for the rest."""
        now_s = self._loop.time()
        rate, tick_s = self._settings.rate_pps, 0.005
        earned = (now_s - self._refilled_s) * rate
        self._allowance = min(self._allowance + earned, max(1.0, rate * tick_s))
        self._refilled_s = now_s
        while self._queue and self._allowance >= 1:
            self._allowance -= 1
            self._send(*self._queue.popleft())
        if self._queue and not self._pump_timer:
            self._pump_timer = self._loop.call_later(tick_s, self._pump_again)

    def _pump_again(self) -> None:
        self._pump_timer = None
        self._pump()

    def _send(self, burst: Burst, index: int) -> None:
        if burst.done.done():  # the look was cancelled
            return
        now_s = self._loop.time()
        if index == 0:
            self._plan_rest(burst)
        try:
            sid = self._sock.send(burst.address, self._settings.packet_bytes)
        except OSError as error:
            self.send_errors_count += 1
            burst.send_errors.append(to_reason(error))
            burst.close_one()
            return
        burst.sent_s[index] = now_s
        self._waiting[sid] = (burst, index)
        if not self._poll_timer:
            self._read_s = now_s
            self._poll_timer = self._loop.call_later(POLL_S, self._poll)

    def _plan_rest(self, burst: Burst) -> None:
        for index, offset_s in enumerate(self._settings.offsets_s[1:], start=1):
            self._loop.call_later(offset_s, self._enqueue, burst, index)

    def _enqueue(self, burst: Burst, index: int) -> None:
        if self._is_closed:
            return
        self._queue.append((burst, index))
        self._pump()

    def _poll(self) -> None:
        self._poll_timer = None
        self._read()
        if self._waiting:
            self._poll_timer = self._loop.call_later(POLL_S, self._poll)

    def _read(self) -> None:
        """Take every reply and timeout the core has, and hand each to its burst."""
        now_s = self._loop.time()
        # A reply read late may have come in time: what the loop overslept since the
        # last read is not held against the device.
        overslept_s = max(0.0, now_s - self._read_s - 2 * POLL_S)
        self._read_s = now_s
        for sid, rtt_ns in (self._sock.recv() or {}).items():
            waiting = self._waiting.pop(sid, None)
            if waiting is None:  # foreign, duplicate or late
                continue
            burst, index = waiting
            rtt_s = rtt_ns / 1e9
            if 0 < rtt_s <= self._settings.timeout_s + overslept_s:
                burst.rtts_s[index] = rtt_s
                burst.is_timed = burst.is_timed and not overslept_s
            burst.close_one()

    def _read_drops(self) -> int:
        self.receive_drops_count = self._drops.read_count()
        return self.receive_drops_count


def _open(
    family: socket.AddressFamily, settings: EchoSettings
) -> tuple[SocketProto, str]:
    base = PS_IPV4 if family == socket.AF_INET else PS_IPV6
    timeout_ns = int(settings.timeout_s * 1e9)
    for policy, permission in ((PS_RAW, "raw"), (PS_DGRAM, "dgram")):
        with suppress(OSError, NotImplementedError):
            core = SocketWrapper(base + policy, timeout_ns, coarse=False)
            return cast("SocketProto", core), permission
    raise CapabilityMissing(
        "no permission for ICMP echo: run as root, grant CAP_NET_RAW "
        "(setcap cap_net_raw+ep on the Python binary, or AmbientCapabilities= in "
        "systemd), or let net.ipv4.ping_group_range include this process's group"
    )


def _raise_buffer(fd: int, size_bytes: int) -> int:
    """Ask for a receive buffer of `size_bytes`; return what the kernel gave."""
    sock = socket.socket(fileno=fd)
    try:
        try:
            sock.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, size_bytes)
        except OSError:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size_bytes)
        return sock.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    finally:
        sock.detach()
