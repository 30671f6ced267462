"""A nation that answers wrongly, behind the twin's TUN device.

The last octet of an address says who stands there: one in three answers, among damage;
one is dark, while others forge its answers; one says nothing but damage.
"""

from __future__ import annotations

import os
import random
import select
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from threading import Event, Thread

from benchmarks.mutations import DAMAGES
from netmon.twin import agent, packets
from netmon.twin.device import Device
from netmon.twin.tun import open_tun
from netmon.twin.tun_wire import LOST_ON_THE_WIRE, is_whole

ECHO_REQUEST = 8
ECHO_NUMBER = slice(4, 8)
"""Identifier and sequence number of an echo (RFC 792), in its ICMP message."""
READ_BYTES = 65_536
POLL_MS = 50
DAMAGED_PER_ANSWER = 5
STRANGER = bytes((198, 19, 255, 254))
"""An address at which nobody stands, for forgeries."""


class Truth(StrEnum):
    """Who stands at an address."""

    ALIVE = "alive"  # the genuine answer comes, between damaged ones
    DARK = "dark"  # nothing comes from there; others send answers in its place
    DAMAGED = "damaged"  # it speaks, but never a whole answer


def truth_of(address: bytes) -> Truth:
    """Return who stands at `address`, four octets."""
    return tuple(Truth)[address[3] % 3]


class FuzzWire:
    """Answers echoes and SNMP from a thread.

    Args:
        devices: Keyed by address, four octets; their agents speak.
        dice: Draws every damage.

    Attributes:
        sent: Replies sent by kind of damage, genuine ones apart.
        genuine_count: Genuine replies sent.
        refused_count: Packets so malformed that the kernel would not take them.
        fault: What ended the thread, None while nothing did.
    """

    def __init__(self, devices: Mapping[bytes, Device], dice: random.Random) -> None:
        self._devices, self._dice = devices, dice
        self._handle = -1
        self._numbers: defaultdict[bytes, set[bytes]] = defaultdict(set)
        self.sent: Counter[str] = Counter()
        self.genuine_count = self.refused_count = 0
        self.fault: BaseException | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Answer until the context ends; needs the twin's namespace."""
        over = Event()
        self._handle = open_tun()
        thread = Thread(target=self._serve, args=(over,))
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            os.close(self._handle)
        if self.fault is not None:
            raise self.fault

    def _serve(self, over: Event) -> None:
        poller = select.poll()
        poller.register(self._handle, select.POLLIN)
        try:
            while not over.is_set():
                if poller.poll(POLL_MS):
                    self._answer(os.read(self._handle, READ_BYTES))
        except BaseException as fault:  # noqa: BLE001  told by the one who waits
            self.fault = fault

    def _answer(self, packet: bytes) -> None:
        device = self._devices.get(packet[16:20])
        if device is None or not is_whole(packet):
            return
        genuine = self._genuine(packet, device)
        if genuine is None:
            return
        if packet[9] == packets.ICMP:
            self._numbers[packet[16:20]].add(genuine[ECHO_NUMBER])
        replies = [self._spoil(packet, genuine) for _ in range(DAMAGED_PER_ANSWER)]
        if truth_of(packet[16:20]) is Truth.ALIVE:
            self.genuine_count += 1
            at = self._dice.randrange(len(replies) + 1)
            replies.insert(at, _to_packet(packet, packet[16:20], genuine))
        for reply in replies:
            self._write(reply)

    def _genuine(self, packet: bytes, device: Device) -> bytes | None:
        """Return the message of the right answer, None where there is none."""
        if packet[9] == packets.ICMP and packet[20] == ECHO_REQUEST:
            return packets.echo_reply(packet)[packets.IP_BYTES :]
        if packet[9] == packets.UDP:
            return agent.answer(packet[28:], device, time.monotonic())
        return None

    def _spoil(self, packet: bytes, genuine: bytes) -> bytes:
        """Return one damaged answer; of a dark host, from elsewhere, perhaps whole."""
        source = packet[16:20]
        if truth_of(source) is Truth.DARK:
            neighbour = source[:3] + bytes((source[3] ^ self._dice.randrange(1, 8),))
            source = self._dice.choice((STRANGER, neighbour))
            if self._dice.random() < 1 / 3:
                self.sent["from another address"] += 1
                return _to_packet(packet, self._speaker(source, genuine), genuine)
        kind, damage = self._dice.choice(tuple(DAMAGES.items()))
        damaged = genuine
        while damaged == genuine:  # by chance the damage may be none
            damaged = damage(genuine, self._dice)
        self.sent[kind] += 1
        return _to_packet(packet, self._speaker(source, damaged), damaged)

    def _speaker(self, source: bytes, message: bytes) -> bytes:
        """Return `source`, or a stranger where that would be a dark host's own answer.

        Echoes of one socket share an identifier and count up, so damage to an answer's
        number may make it that of an echo to a neighbour. What comes from that very
        neighbour with it is its answer, but for the checksum, which raw sockets are
        not spared and gufo-ping's core does not seem to look at.
        """
        numbers = self._numbers[source]
        is_own = truth_of(source) is Truth.DARK and message[ECHO_NUMBER] in numbers
        return STRANGER if is_own else source

    def _write(self, packet: bytes) -> None:
        try:
            os.write(self._handle, packet)
        except OSError as error:
            if error.errno not in LOST_ON_THE_WIRE:
                raise
            self.refused_count += 1


def _to_packet(request: bytes, source: bytes, message: bytes) -> bytes:
    """Return `message` on its way from `source` to who sent `request`."""
    if request[9] == packets.UDP:
        return packets.udp_reply(request, source, message)
    return packets.ip_packet(packets.ICMP, source, request[12:16], message)
