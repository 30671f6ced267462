"""Listens for traps and informs, and asks for looks."""

from __future__ import annotations

import asyncio
import hmac
import socket
from collections.abc import Callable, Iterator, Mapping
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Any

from collectors.snmp.credentials import SnmpCommunity, SnmpCredential
from collectors.traps.budget import LookBudget, Refill
from collectors.traps.counts import TrapCounts
from collectors.traps.envelope import Envelope, read_envelope
from collectors.traps.kinds import KINDS
from netmon.core.errors import CapabilityMissing, ConfigError

if TYPE_CHECKING:
    from collectors.traps.receiver import Receiver
    from netmon.core.model import DeviceId, Target
    from netmon.core.ports import Clock
    from netmon.core.settings import TrapSettings

READ_PER_SOURCE = Refill(per_s=1.0, most_count=10)
READ_IN_ALL = Refill(per_s=50.0, most_count=300)
"""Reading one takes some milliseconds of the loop that times all other replies."""
ELEMENTS_A_READ = 32
"""A linkDown trap of net-snmp has about 20; what holds more counts as several."""
LOOK_PER_SOURCE = Refill(per_s=1 / 30, most_count=2)
LOOK_IN_ALL = Refill(per_s=10.0, most_count=100)
"""Every device is looked at each period anyway; a trap only makes it sooner."""
TRAP_CREDENTIAL = "traps"
"""Credential that any device may send traps with, beside its own."""
FORGET_S = 60
RECEIVE_BUFFER_BYTES = 1 << 20
"""A district that goes dark at once sends some hundred traps in a moment."""
FIRST_FREE_PORT = 1024


class TrapListener:
    """One UDP port on which every device of the register may ask for a look.

    Nothing that arrives here changes a state: at most it asks for a look at the device
    whose address it came from, and an address can be forged. So there are budgets.

    Attributes:
        counts: What came, and what became of it.
        port: UDP port; known once `run` listens.

    Args:
        settings: Where to listen.
        credentials: Keyed by the name a target carries.
        find_device: The device of the register at an IP literal, None if there is none.
        ask_look: Wants a look at a device soon; returns at once.
        clock: Where time comes from.
    """

    def __init__(
        self,
        settings: TrapSettings,
        credentials: Mapping[str, SnmpCredential],
        find_device: Callable[[str], Target | None],
        ask_look: Callable[[DeviceId], None],
        clock: Clock,
    ) -> None:
        self.counts = TrapCounts()
        self.port = settings.port
        self._host = settings.host or ""
        self._credentials = credentials
        self._find_device = find_device
        self._ask_look = ask_look
        self._clock = clock
        self._reads = LookBudget(READ_PER_SOURCE, READ_IN_ALL, clock.monotonic)
        self._looks = LookBudget(LOOK_PER_SOURCE, LOOK_IN_ALL, clock.monotonic)
        self._receiver: Receiver | None = None
        self._transport: asyncio.DatagramTransport | None = None
        self.listening = asyncio.Event()

    async def run(self) -> None:
        """Listen for ever.

        Raises:
            CapabilityMissing: The port is below 1024 and we may not have it.
            ConfigError: The address or the port cannot be had.
        """
        with self._open() as sock:
            self._receiver = await asyncio.to_thread(self._make_receiver)
            loop = asyncio.get_running_loop()
            self._transport, _ = await loop.create_datagram_endpoint(
                lambda: _Protocol(self._hear), sock=sock
            )
            try:
                self.port = sock.getsockname()[1]
                self.listening.set()
                await self._forget_old(self._receiver)
            finally:
                self.listening.clear()
                self._transport.close()

    def _make_receiver(self) -> Receiver:
        from collectors.traps.receiver import Receiver  # noqa: PLC0415  # heavy

        return Receiver(self._credentials.values(), self._send)

    def _open(self) -> socket.socket:
        where = f"NETMON_TRAPS__HOST={self._host} NETMON_TRAPS__PORT={self.port}"
        try:
            return open_socket(self._host, self.port)
        except PermissionError:
            message = (
                f"{where}: a port below {FIRST_FREE_PORT} needs root or "
                "CAP_NET_BIND_SERVICE; take 9162 and let the firewall redirect 162"
            )
            raise CapabilityMissing(message) from None
        except OSError as error:
            message = f"{where}: cannot listen for traps: {error.strerror or error}"
            raise ConfigError(message) from None

    async def _forget_old(self, receiver: Receiver) -> None:
        seconds = 0
        while True:
            await asyncio.sleep(1.0)
            seconds += 1
            receiver.tick(self._clock.monotonic())
            if seconds % FORGET_S == 0:
                self._reads.forget_idle()
                self._looks.forget_idle()

    def _send(self, message: bytes, address: tuple[Any, ...]) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.sendto(message, address)

    def _hear(self, message: bytes, address: tuple[Any, ...]) -> None:
        """Take one datagram; the cheapest question is asked first."""
        counts = self.counts
        counts.received += 1
        target = self._find_device(to_literal(address[0]))
        if target is None:
            counts.unknown_source += 1
        elif (envelope := read_envelope(message)) is None:
            counts.malformed += 1
        elif not self._may_send(target, envelope):
            counts.refused += 1
        elif not self._reads.take(target.device, to_cost(envelope)):
            counts.over_budget += 1
        else:
            self._read(target, message, address)

    def _read(self, target: Target, message: bytes, address: tuple[Any, ...]) -> None:
        assert self._receiver is not None
        counts = self.counts
        found = self._receiver.read(message, address, self._allowed(target))
        kind = KINDS.get(found)
        if not found:
            counts.refused += 1
        elif kind is None:
            counts.unlisted += 1
        else:
            counts.by_kind[kind] += 1
            if self._looks.take(target.device):
                counts.looks_asked += 1
                self._ask_look(target.device)
            else:
                counts.looks_saved += 1

    def _allowed(self, target: Target) -> Iterator[SnmpCredential]:
        for name in (target.snmp.credential, TRAP_CREDENTIAL):
            if name in self._credentials:
                yield self._credentials[name]

    def _may_send(self, target: Target, envelope: Envelope) -> bool:
        """Return whether the device may use this community; keys are checked later."""
        allowed = self._allowed(target)
        if envelope.community is None:
            return any(not isinstance(each, SnmpCommunity) for each in allowed)
        return any(
            isinstance(each, SnmpCommunity)
            and hmac.compare_digest(each.community.encode(), envelope.community)
            for each in allowed
        )


def to_cost(envelope: Envelope) -> int:
    """Return how many reads of the budget a message takes, by what is in it."""
    return 1 + envelope.elements_count // ELEMENTS_A_READ


class _Protocol(asyncio.DatagramProtocol):
    def __init__(self, hear: Callable[[bytes, tuple[Any, ...]], None]) -> None:
        self._hear = hear

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        self._hear(data, addr)


def to_literal(host: str) -> str:
    """Return the address as the register writes it: an IPv4 one as IPv4, no scope."""
    found = ip_address(host.partition("%")[0])
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return str(mapped or found)


def open_socket(host: str, port: int) -> socket.socket:
    """Return a UDP socket bound to `host`, an IP literal; `::` hears IPv4 too.

    Raises:
        OSError: The address or the port cannot be had.
    """
    is_v6 = ":" in host
    sock = socket.socket(
        socket.AF_INET6 if is_v6 else socket.AF_INET, socket.SOCK_DGRAM
    )
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
        if is_v6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        sock.setblocking(False)  # noqa: FBT003
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock
