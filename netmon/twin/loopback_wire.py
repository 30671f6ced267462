"""Agents on 127.0.0.0/8, for machines without a namespace."""

from __future__ import annotations

import socket
import struct
from typing import TYPE_CHECKING, NamedTuple

from netmon.core.model import Method
from netmon.twin import agent, misreplies
from netmon.twin.faults import ReplyMode
from netmon.twin.postponed import Postponed
from netmon.twin.wire import BATCH_PACKETS, READ_BYTES

if TYPE_CHECKING:
    from netmon.twin.device import Device
    from netmon.twin.nation import Nation
    from netmon.twin.weather import Weather


class Datagram(NamedTuple):
    """An answer on loopback and how it travels."""

    payload: bytes
    source: bytes
    asker: tuple[str, int]


IP_PKTINFO = 8  # linux/in.h; Python 3.11 has no name for it
PKTINFO = struct.Struct("=i4s4s")
LOOPBACK = 127
LOOPBACK_ADDRESS = "127.0.0.1"


class LoopbackWire:
    """Agents on 127.0.0.0/8: one UDP socket that answers from the address asked."""

    def __init__(
        self, listener: socket.socket, nation: Nation, weather: Weather
    ) -> None:
        self._socket = listener
        self._nation = nation
        self._devices = nation.by_address
        self._weather = weather
        self._waiting: Postponed[Datagram] = Postponed()

    def fileno(self) -> int:
        """See Wire.fileno."""
        return self._socket.fileno()

    def pump(self, now_s: float) -> None:
        """See Wire.pump."""
        room = socket.CMSG_SPACE(PKTINFO.size)
        for _ in range(BATCH_PACKETS):
            try:
                payload, extra, _, asker = self._socket.recvmsg(READ_BYTES, room)
            except BlockingIOError:
                return
            for _, _, data in extra:
                _, _, target = PKTINFO.unpack(data[: PKTINFO.size])
                device = self._devices.get(target)
                if target[0] == LOOPBACK and device is not None:
                    self._answer(payload, device, asker, now_s)

    def flush(self, now_s: float) -> float | None:
        """See Wire.flush."""
        for datagram in self._waiting.due(now_s):
            self._write(datagram)
        return self._waiting.next_s

    def _answer(
        self, payload: bytes, device: Device, asker: tuple[str, int], now_s: float
    ) -> None:
        if device.is_dark or device.is_snmp_silent or self._weather.is_lost(device):
            return
        said = agent.answer(payload, device.speaker(), now_s)
        mode, amount = device.misreplies.get(Method.SNMP, (None, 0.0))
        if said is None or device.address is None or mode is ReplyMode.REFUSED:
            return
        source = device.address
        if mode is ReplyMode.WRONG_SOURCE:
            source = misreplies.neighbour(source)
        if mode is not None:
            said = misreplies.spoil_datagram(said, mode)
        late_s = amount if mode is ReplyMode.LATE else 0.0
        due_s = now_s + late_s + self._weather.delay_s(device) + device.lies.delay_s
        for _ in range(2 if mode is ReplyMode.DUPLICATE else 1):
            self._waiting.add(due_s, Datagram(said, source, asker))

    def notify(self, device: Device, payload: bytes, port: int) -> None:
        """See Wire.notify."""
        if device.address is not None:
            self._write(Datagram(payload, device.address, (LOOPBACK_ADDRESS, port)))

    def _write(self, datagram: Datagram) -> None:
        if self._nation.is_wire_cut:
            return
        info = PKTINFO.pack(0, datagram.source, b"\0\0\0\0")
        control = [(socket.IPPROTO_IP, IP_PKTINFO, info)]
        try:
            self._socket.sendmsg([datagram.payload], control, 0, datagram.asker)
        except (BlockingIOError, ConnectionRefusedError):
            return  # the asker has gone, or its queue is full: a lost packet
