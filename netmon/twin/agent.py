"""The SNMP agent of a device: one datagram in, one or none out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.twin import ber, pdu
from netmon.twin.agent_v3 import answer_v3
from netmon.twin.credentials import COMMUNITY

if TYPE_CHECKING:
    from netmon.twin.device import Device

V3 = 3
COMMUNITY_VERSIONS = frozenset({0, 1})
"""SNMPv1 (RFC 1157) and SNMPv2c (RFC 1901)."""


def answer(datagram: bytes, device: Device, now_s: float) -> bytes | None:
    """Return what the agent of `device` says to `datagram` at monotonic `now_s`.

    Returns:
        None for silence: the datagram is malformed, of an unknown version, or its
        community is wrong.
    """
    try:
        _, start, end = ber.read(datagram, 0, ber.SEQUENCE)
        version, at = ber.read_integer(datagram, start)
        if version == V3:
            return answer_v3(datagram[:end], at, device, now_s)
        if version not in COMMUNITY_VERSIONS:
            return None
        community, pdu_at = ber.read_octets(datagram, at)
        if community != COMMUNITY:
            return None
        request = pdu.parse_request(datagram, pdu_at)
        response = pdu.answer(request, device, version, now_s)
    except ber.BerError:
        return None
    return ber.tlv(ber.SEQUENCE, datagram[start:pdu_at] + response)
