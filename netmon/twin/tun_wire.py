"""The nation behind a TUN device."""

from __future__ import annotations

import errno
import os
from typing import TYPE_CHECKING

from netmon.core.model import Method
from netmon.twin import agent, misreplies, packets
from netmon.twin.faults import ReplyMode
from netmon.twin.postponed import Postponed
from netmon.twin.tun import POLLER_ADDRESS
from netmon.twin.wire import BATCH_PACKETS, NOTIFYING_PORT, READ_BYTES

if TYPE_CHECKING:
    from netmon.twin.device import Device
    from netmon.twin.nation import Nation
    from netmon.twin.weather import Weather


LOST_ON_THE_WIRE = frozenset(
    {errno.EAGAIN, errno.ENOBUFS, errno.ENOMEM, errno.EIO, errno.EINVAL}
)
"""No room, or the device is down, or a packet too malformed for the kernel."""

SHORTEST = {
    packets.ICMP: packets.IP_BYTES + packets.ICMP_BYTES,
    packets.UDP: packets.IP_BYTES + packets.UDP_BYTES,
    packets.TCP: packets.IP_BYTES + packets.TCP_BYTES,
}


def is_whole(packet: bytes) -> bool:
    """Return whether this is a whole packet of a protocol the nation speaks.

    IPv4 without options, not a fragment, long enough for its header. Anything else,
    as the kernel's own router solicitations, meets silence.
    """
    return (
        len(packet) >= 28
        and packet[0] == 0x45
        and not packet[6] & 0x3F
        and not packet[7]
        and len(packet) >= SHORTEST.get(packet[9], len(packet) + 1)
    )


class TunWire:
    """The nation behind a TUN device: ICMP echo, SNMP and TCP."""

    def __init__(self, handle: int, nation: Nation, weather: Weather) -> None:
        self._handle = handle
        self._nation = nation
        self._devices = nation.by_address
        self._weather = weather
        self._waiting: Postponed[bytes] = Postponed()

    def fileno(self) -> int:
        """See Wire.fileno."""
        return self._handle

    def pump(self, now_s: float) -> None:
        """See Wire.pump."""
        handle, devices, read, write = self._handle, self._devices, os.read, self._write
        for _ in range(BATCH_PACKETS):
            try:
                packet = read(handle, READ_BYTES)
            except BlockingIOError:
                return
            device = devices.get(packet[16:20])
            if device is None or device.is_dark or not is_whole(packet):
                continue
            if packet[9] == packets.ICMP and packet[20] == 8 and device.is_plain:
                write(packets.echo_reply(packet))
            else:
                self._answer(packet, device, now_s)

    def flush(self, now_s: float) -> float | None:
        """See Wire.flush."""
        for packet in self._waiting.due(now_s):
            self._write(packet)
        return self._waiting.next_s

    def _answer(self, packet: bytes, device: Device, now_s: float) -> None:
        protocol = packet[9]
        if protocol == packets.ICMP and packet[20] == 8:
            self._answer_echo(packet, device, now_s)
        elif protocol == packets.UDP:
            self._answer_udp(packet, device, now_s)
        elif protocol == packets.TCP and not self._weather.is_lost(device):
            port = int.from_bytes(packet[22:24], "big")
            is_open = port == device.tcp_port and not device.is_tcp_closed
            reply = packets.tcp_reply(packet, is_open=is_open)
            if reply is not None:
                self._send(reply, device, now_s)

    def _answer_echo(self, packet: bytes, device: Device, now_s: float) -> None:
        if device.is_icmp_filtered or self._weather.is_echo_lost(device):
            return
        wrong = device.misreplies.get(Method.ICMP)
        if wrong is None:
            for _ in range(2 if device.is_doubled else 1):
                self._send(packets.echo_reply(packet), device, now_s)
        else:
            reply = misreplies.spoil_echo(packet, wrong[0])
            self._send_wrong(reply, wrong, device, now_s)

    def _answer_udp(self, packet: bytes, device: Device, now_s: float) -> None:
        if device.is_snmp_silent or self._weather.is_lost(device):
            return
        wrong = device.misreplies.get(Method.SNMP)
        is_refused = wrong is not None and wrong[0] is ReplyMode.REFUSED
        port = int.from_bytes(packet[22:24], "big")
        if port != device.snmp_port or is_refused:
            self._send(packets.port_unreachable(packet), device, now_s)
            return
        said = agent.answer(packet[28:], device.speaker(), now_s)
        if said is None:
            return
        source = packet[16:20]
        if wrong is None:
            reply = packets.udp_reply(packet, source, said)
            self._send(reply, device, now_s, device.lies.delay_s)
            return
        if wrong[0] is ReplyMode.WRONG_SOURCE:
            source = misreplies.neighbour(source)
        said = misreplies.spoil_datagram(said, wrong[0])
        reply = packets.udp_reply(packet, source, said)
        self._send_wrong(reply, wrong, device, now_s)

    def _send_wrong(
        self, reply: bytes, wrong: tuple[ReplyMode, float], device: Device, now_s: float
    ) -> None:
        mode, amount = wrong
        late_s = amount if mode is ReplyMode.LATE else 0.0
        for _ in range(2 if mode is ReplyMode.DUPLICATE else 1):
            self._send(reply, device, now_s + late_s)

    def notify(self, device: Device, payload: bytes, port: int) -> None:
        """See Wire.notify."""
        if device.address is not None:
            target = (POLLER_ADDRESS.packed, port)
            source = (device.address, NOTIFYING_PORT)
            self._write(packets.udp_packet(source, target, payload))

    def _send(
        self, reply: bytes, device: Device, from_s: float, extra_s: float = 0.0
    ) -> None:
        delay_s = self._weather.delay_s(device) + extra_s
        if delay_s or device.misreplies:
            self._waiting.add(from_s + delay_s, reply)
        else:
            self._write(reply)

    def _write(self, packet: bytes) -> None:
        if self._nation.is_wire_cut:
            return
        try:
            os.write(self._handle, packet)
        except OSError as exc:
            if exc.errno not in LOST_ON_THE_WIRE:
                raise
