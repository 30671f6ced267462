"""SNMPv3 messages: discovery, authentication and privacy (RFC 3412, RFC 3414)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from netmon.twin import ber, pdu, usm
from netmon.twin.credentials import V3_USERS
from netmon.twin.mib_common import engine_time_s
from netmon.twin.usm import LocalKeys

if TYPE_CHECKING:
    from netmon.twin.device import Device

AUTH, PRIV, REPORTABLE = 0x01, 0x02, 0x04
"""msgFlags, RFC 3412 section 6.4."""

USM_MODEL = 3
MESSAGE_MAX_BYTES = 1472
TIME_WINDOW_S = 150
"""RFC 3414 section 2.2.3."""
ENGINE_MAX = 0x7FFF_FFFF
V2C = 1

USM_STATS: ber.Oid = (1, 3, 6, 1, 6, 3, 15, 1, 1)
# usmStats objects of RFC 3414 section 5
UNSUPPORTED_LEVEL, NOT_IN_TIME, UNKNOWN_USER = 1, 2, 3
UNKNOWN_ENGINE, WRONG_DIGEST, DECRYPTION = 4, 5, 6

USERS = {user.name.encode(): user for user in V3_USERS}


@dataclass(frozen=True, slots=True)
class Incoming:
    """A v3 message taken apart.

    Attributes:
        whole: All octets.
        digest_at: Where msgAuthenticationParameters start in `whole`.
        data: The scoped PDU, sealed when the PRIV flag is set.
    """

    whole: bytes
    message_id: bytes
    flags: int
    engine_id: bytes
    boots: int
    time_s: int
    user: bytes
    digest: bytes
    digest_at: int
    salt: bytes
    data: bytes


def parse(whole: bytes, at: int) -> Incoming:
    """Return the message whose header data start at `at`.

    Raises:
        BerError: It is malformed or of another security model.
    """
    _, start, header_end = ber.read(whole, at, ber.SEQUENCE)
    _, _, id_end = ber.read(whole, start, ber.INTEGER)
    _, at = ber.read_integer(whole, id_end)
    flags, at = ber.read_octets(whole, at)
    model, at = ber.read_integer(whole, at)
    if model != USM_MODEL or len(flags) != 1:
        raise ber.BerError("expected the user-based security model and one flag octet")
    _, inner, data_at = ber.read(whole, header_end, ber.OCTET_STRING)
    _, at, _ = ber.read(whole, inner, ber.SEQUENCE)
    engine_id, at = ber.read_octets(whole, at)
    boots, at = ber.read_integer(whole, at)
    time_s, at = ber.read_integer(whole, at)
    user, at = ber.read_octets(whole, at)
    _, digest_at, digest_end = ber.read(whole, at, ber.OCTET_STRING)
    salt, _ = ber.read_octets(whole, digest_end)
    if not (0 <= boots <= ENGINE_MAX and 0 <= time_s <= ENGINE_MAX):
        raise ber.BerError("engine boots or time out of range")
    return Incoming(
        whole=whole,
        message_id=whole[start:id_end],
        flags=flags[0],
        engine_id=engine_id,
        boots=boots,
        time_s=time_s,
        user=user,
        digest=whole[digest_at:digest_end],
        digest_at=digest_at,
        salt=salt,
        data=whole[data_at:],
    )


def answer_v3(whole: bytes, at: int, device: Device, now_s: float) -> bytes | None:
    """Return the answer to a v3 message in the order of RFC 3414 section 3.2.

    Raises:
        BerError: The message is malformed.
    """
    message = parse(whole, at)
    if message.engine_id != device.engine_id:
        return _report(message, device, now_s, UNKNOWN_ENGINE)
    user = USERS.get(message.user)
    if user is None:
        return _report(message, device, now_s, UNKNOWN_USER)
    keys = device.keys.get(user.name)
    if keys is None:
        keys = device.keys[user.name] = usm.local_keys(user, device.engine_id)
    fault = _security_fault(message, keys, device, now_s)
    if fault:
        signed = keys if fault == NOT_IN_TIME else None
        return _report(message, device, now_s, fault, signed)
    scoped = message.data
    if message.flags & PRIV:
        opened = _open(message, keys)
        if opened is None:
            return _report(message, device, now_s, DECRYPTION)
        scoped = opened
    return _respond(message, scoped, keys, device, now_s)


def _respond(
    message: Incoming, scoped: bytes, keys: LocalKeys, device: Device, now_s: float
) -> bytes:
    _, start, _ = ber.read(scoped, 0, ber.SEQUENCE)
    _, _, engine_end = ber.read(scoped, start, ber.OCTET_STRING)
    _, _, pdu_at = ber.read(scoped, engine_end, ber.OCTET_STRING)
    request = pdu.parse_request(scoped, pdu_at)
    response = pdu.answer(request, device, V2C, now_s)
    body = ber.tlv(ber.SEQUENCE, scoped[start:pdu_at] + response)
    return _seal(message, body, device, now_s, keys, message.flags & (AUTH | PRIV))


def _security_fault(
    message: Incoming, keys: LocalKeys, device: Device, now_s: float
) -> int:
    """Return the usmStats object that counts what is wrong, 0 for nothing."""
    wants_auth, wants_priv = message.flags & AUTH, message.flags & PRIV
    if (wants_auth and keys.auth is None) or (wants_priv and keys.cipher is None):
        return UNSUPPORTED_LEVEL
    if not wants_auth:
        return UNSUPPORTED_LEVEL if wants_priv else 0
    blank = bytes(len(message.digest))
    behind = message.digest_at + len(message.digest)
    zeroed = message.whole[: message.digest_at] + blank + message.whole[behind:]
    if keys.digest(zeroed) != message.digest:
        return WRONG_DIGEST
    late_s = abs(engine_time_s(device, now_s) - message.time_s)
    if message.boots != device.boots or late_s > TIME_WINDOW_S:
        return NOT_IN_TIME
    return 0


def _open(message: Incoming, keys: LocalKeys) -> bytes | None:
    """Return the decrypted scoped PDU, None where decryption makes no sense."""
    sealed, _ = ber.read_octets(message.data, 0)
    if keys.cipher is None or len(message.salt) != usm.SALT_BYTES:
        return None
    initial = usm.initial_vector(message.boots, message.time_s, message.salt)
    plain = keys.cipher.decrypt(initial, sealed)
    return plain if plain[:1] == bytes((ber.SEQUENCE,)) else None


def _report(
    message: Incoming,
    device: Device,
    now_s: float,
    fault: int,
    keys: LocalKeys | None = None,
) -> bytes | None:
    """Return a Report PDU (RFC 3412 section 7.1.3), None where none was asked for."""
    if not message.flags & REPORTABLE:
        return None
    counter = ber.oid((*USM_STATS, fault, 0)) + ber.integer(1, ber.COUNTER32)
    varbinds = ber.tlv(ber.SEQUENCE, ber.tlv(ber.SEQUENCE, counter))
    report = ber.tlv(pdu.REPORT, _request_id(message) + b"\x02\x01\0" * 2 + varbinds)
    context = ber.tlv(ber.OCTET_STRING, device.engine_id) + b"\x04\0"
    body = ber.tlv(ber.SEQUENCE, context + report)
    return _seal(message, body, device, now_s, keys, AUTH if keys else 0)


def _request_id(message: Incoming) -> bytes:
    """Return the request id of a plain request, 0 of a sealed one."""
    if message.flags & PRIV:
        return ber.integer(0)
    _, start, _ = ber.read(message.data, 0, ber.SEQUENCE)
    _, _, engine_end = ber.read(message.data, start, ber.OCTET_STRING)
    _, _, pdu_at = ber.read(message.data, engine_end, ber.OCTET_STRING)
    _, inner, _ = ber.read(message.data, pdu_at)
    _, _, end = ber.read(message.data, inner, ber.INTEGER)
    return message.data[inner:end]


def _seal(
    message: Incoming,
    scoped: bytes,
    device: Device,
    now_s: float,
    keys: LocalKeys | None,
    flags: int,
) -> bytes:
    """Return the whole answer, encrypted and signed as `flags` say."""
    boots, time_s = device.boots, engine_time_s(device, now_s)
    salt = b""
    if flags & PRIV and keys is not None and keys.cipher is not None:
        salt = usm.fresh_salt()
        initial = usm.initial_vector(boots, time_s, salt)
        scoped = ber.tlv(ber.OCTET_STRING, keys.cipher.encrypt(initial, scoped))
    digest_bytes = keys.digest_bytes if flags & AUTH and keys is not None else 0
    behind = ber.tlv(ber.OCTET_STRING, salt)
    security = (
        ber.tlv(ber.OCTET_STRING, device.engine_id)
        + ber.integer(boots)
        + ber.integer(time_s)
        + ber.tlv(ber.OCTET_STRING, message.user)
        + ber.tlv(ber.OCTET_STRING, bytes(digest_bytes))
        + behind
    )
    header = (
        message.message_id
        + ber.integer(MESSAGE_MAX_BYTES)
        + ber.tlv(ber.OCTET_STRING, bytes((flags,)))
        + ber.integer(USM_MODEL)
    )
    body = b"\x02\x01\x03" + ber.tlv(ber.SEQUENCE, header)
    body += ber.tlv(ber.OCTET_STRING, ber.tlv(ber.SEQUENCE, security)) + scoped
    whole = ber.tlv(ber.SEQUENCE, body)
    if not digest_bytes or keys is None:
        return whole
    end = len(whole) - len(scoped) - len(behind)
    start = end - digest_bytes
    return whole[:start] + keys.digest(whole) + whole[end:]
