"""One pysnmp engine that reads notifications and acknowledges informs.

Imported only where traps are listened to: it costs 16 MB and half a second.

pysnmp is fed message by message, with our own socket and our own users in front:
- Keys of SNMPv3 are made for the sender's engine as it appears (RFC 3414, 2.6), from
  the credential of the device that sends. pysnmp's own table needs a row for every
  engine, and has one password a user name for the whole nation.
- A trap must come at the level its user has; pysnmp checks that for informs alone.
- A trap that is played back is not told from news. It asks for a look, no more.

The override of a private method is why pysnmp is pinned exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pyasn1.error import PyAsn1Error
from pysnmp.carrier.asyncio.dgram.udp import UdpTransportAddress
from pysnmp.carrier.asyncio.dgram.udp6 import Udp6TransportAddress
from pysnmp.carrier.base import AbstractTransportDispatcher
from pysnmp.entity import config
from pysnmp.entity.engine import SnmpEngine
from pysnmp.entity.rfc3413.ntfrcv import NotificationReceiver
from pysnmp.error import PySnmpError
from pysnmp.proto.rfc1902 import OctetString
from pysnmp.proto.secmod.rfc3414.service import SnmpUSMSecurityModel
from pysnmp.smi.error import NoSuchInstanceError

from collectors.snmp.credentials import SnmpCommunity, SnmpCredential, SnmpUser

Address = tuple[Any, ...]
Send = Callable[[bytes, Address], None]

SNMP_TRAP_OID = "1.3.6.1.6.3.1.1.4.1.0"
TICK_S = 1.0
"""How often `Receiver.tick` wants to be called, seconds."""
AUTH = {
    "": config.USM_AUTH_NONE,
    "md5": config.USM_AUTH_HMAC96_MD5,
    "sha1": config.USM_AUTH_HMAC96_SHA,
    "sha224": config.USM_AUTH_HMAC128_SHA224,
    "sha256": config.USM_AUTH_HMAC192_SHA256,
    "sha384": config.USM_AUTH_HMAC256_SHA384,
    "sha512": config.USM_AUTH_HMAC384_SHA512,
}
PRIV = {
    "": config.USM_PRIV_NONE,
    "des": config.USM_PRIV_CBC56_DES,
    "aes128": config.USM_PRIV_CFB128_AES,
    "aes192": config.USM_PRIV_CFB192_AES,
    "aes256": config.USM_PRIV_CFB256_AES,
}
WAYS_TO_STUMBLE = (
    PySnmpError,
    PyAsn1Error,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
)
"""What hostile bytes have been seen or may be feared to raise inside pysnmp."""


@dataclass(frozen=True, slots=True)
class _Keys:
    """A user with master keys: hashing a password takes a megabyte of it."""

    user: SnmpUser
    auth: Any
    priv: Any

    @classmethod
    def of(cls, user: SnmpUser) -> _Keys:
        auth, priv = AUTH[user.auth_protocol], PRIV[user.priv_protocol]
        return cls(
            user,
            _services.AUTH_SERVICES[auth].hash_passphrase(user.auth_password)
            if user.auth_protocol
            else None,
            _services.PRIV_SERVICES[priv].hash_passphrase(auth, user.priv_password)
            if user.priv_protocol
            else None,
        )

    @property
    def level(self) -> int:
        """SnmpSecurityLevel (RFC 3411): 1 none, 2 authenticated, 3 private too."""
        return 3 if self.user.priv_protocol else 2 if self.user.auth_protocol else 1

    def localised(self, engine_id: bytes) -> tuple[Any, ...]:
        """Return the row of usmUserTable that `engine_id` would have."""
        auth, priv = AUTH[self.user.auth_protocol], PRIV[self.user.priv_protocol]
        name, engine = OctetString(self.user.name), OctetString(engine_id)
        auth_key = priv_key = None
        if self.auth is not None:
            service = _services.AUTH_SERVICES[auth]
            auth_key = OctetString(service.localize_key(self.auth, engine))
        if self.priv is not None:
            cipher = _services.PRIV_SERVICES[priv]
            priv_key = OctetString(cipher.localize_key(auth, self.priv, engine))
        return name, name, auth, auth_key, priv, priv_key


class _Users(SnmpUSMSecurityModel):  # type: ignore[misc]  # pysnmp has no types
    """The user-based security model with the users of one device at a time."""

    allowed: Sequence[_Keys] = ()

    def find(self, name: bytes) -> _Keys | None:
        """Return the allowed user of this name."""
        for keys in self.allowed:
            if keys.user.name.encode() == name:
                return keys
        return None

    def _SnmpUSMSecurityModel__get_user_info(  # noqa: N802
        self, _: object, engine_id: Any, name: Any
    ) -> tuple[Any, ...]:
        keys = self.find(bytes(name))
        if keys is None:
            raise NoSuchInstanceError
        return keys.localised(bytes(engine_id))


_services = SnmpUSMSecurityModel


class _Wire(AbstractTransportDispatcher):  # type: ignore[misc]  # no types either
    """Where pysnmp sends what it has to say."""

    def __init__(self, send: Send) -> None:
        super().__init__()
        self.set_timer_resolution(TICK_S)
        self._send = send

    def send_message(self, message: bytes, _: object, address: Any) -> None:
        self._send(bytes(message), tuple(address))


class Receiver:
    """Reads one notification at a time.

    Args:
        credentials: Every one that a device, or `traps`, may name.
        send: Sends a datagram: acknowledgements and reports.
    """

    def __init__(self, credentials: Iterable[SnmpCredential], send: Send) -> None:
        credentials = tuple(credentials)
        self._wire = _Wire(send)
        self._engine = SnmpEngine()
        self._engine.register_transport_dispatcher(self._wire)
        self._users = _Users()
        self._engine.security_models[_Users.SECURITY_MODEL_ID] = self._users
        self._keys = {
            user: _Keys.of(user) for user in credentials if isinstance(user, SnmpUser)
        }
        communities = {c.community for c in credentials if isinstance(c, SnmpCommunity)}
        for number, community in enumerate(sorted(communities)):
            config.add_v1_system(self._engine, f"c{number}", community)
        self._engine.observer.register_observer(
            self._see_level, "rfc3412.receiveMessage:request"
        )
        NotificationReceiver(self._engine, self._take)
        self._is_user = False
        self._level = 0
        self._name = b""
        self._found = ""

    def read(
        self, message: bytes, address: Address, allowed: Iterable[SnmpCredential]
    ) -> str:
        """Return the notification's object identifier; empty if nobody may trust it.

        An inform with the right credential is acknowledged on the way.

        Args:
            message: A datagram that looks like a notification.
            address: Where it came from, as a socket names it.
            allowed: Credentials the sender may use.
        """
        self._users.allowed = [
            self._keys[each] for each in allowed if isinstance(each, SnmpUser)
        ]
        self._found = ""
        is_v6 = ":" in str(address[0])
        domain = config.SNMP_UDP6_DOMAIN if is_v6 else config.SNMP_UDP_DOMAIN
        sender = (Udp6TransportAddress if is_v6 else UdpTransportAddress)(address)
        try:
            self._engine.message_dispatcher.receive_message(
                self._engine, domain, sender, message
            )
        except WAYS_TO_STUMBLE:
            return ""
        return self._found

    def tick(self, now_s: float) -> None:
        """Let pysnmp forget what is old; call it once every TICK_S."""
        self._wire.handle_timer_tick(now_s)

    def _see_level(
        self, _engine: object, _point: object, facts: dict[str, Any], _: object
    ) -> None:
        self._level = int(facts["securityLevel"])
        self._name = bytes(facts["securityName"])
        self._is_user = int(facts["securityModel"]) == _Users.SECURITY_MODEL_ID

    def _take(
        self,
        _engine: object,
        _state: object,
        _context_engine: object,
        _context: object,
        values: Sequence[tuple[Any, Any]],
        _: object,
    ) -> None:
        if self._is_user:
            keys = self._users.find(self._name)
            if keys is None or self._level < keys.level:
                return
        for name, value in values:
            if str(name) == SNMP_TRAP_OID:
                self._found = str(value)
