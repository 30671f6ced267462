"""What an agent wants to hear before it answers. Never printed, never logged."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from gufo.snmp import SnmpVersion
from gufo.snmp.user import (
    Aes128Key,
    Aes192Key,
    Aes256Key,
    BaseAuthKey,
    BasePrivKey,
    DesKey,
    KeyType,
    Md5Key,
    Sha1Key,
    Sha224Key,
    Sha256Key,
    Sha384Key,
    Sha512Key,
    User,
)

from collectors.snmp.authentic import Signature

AUTH_KEYS: dict[str, type[BaseAuthKey]] = {
    "md5": Md5Key,
    "sha1": Sha1Key,
    "sha224": Sha224Key,
    "sha256": Sha256Key,
    "sha384": Sha384Key,
    "sha512": Sha512Key,
}
PRIV_KEYS: dict[str, type[BasePrivKey]] = {
    "des": DesKey,
    "aes128": Aes128Key,
    "aes192": Aes192Key,
    "aes256": Aes256Key,
}


@dataclass(frozen=True, slots=True)
class SnmpCommunity:
    """A community of SNMPv1 or v2c.

    Attributes:
        version: `1` or `2c`.
        community: The secret.
    """

    version: str = "2c"
    community: str = field(default="public", repr=False)

    @property
    def snmp_version(self) -> SnmpVersion:
        """The version as gufo-snmp names it."""
        return SnmpVersion.v1 if self.version == "1" else SnmpVersion.v2c


@dataclass(frozen=True)
class SnmpUser:
    """A user of SNMPv3 (RFC 3414).

    Attributes:
        auth_protocol: A key of AUTH_KEYS, empty for noAuthNoPriv.
        priv_protocol: A key of PRIV_KEYS, empty for authNoPriv; needs authentication.
    """

    name: str
    auth_protocol: str = ""
    auth_password: str = field(default="", repr=False)
    priv_protocol: str = ""
    priv_password: str = field(default="", repr=False)

    @cached_property
    def signature(self) -> Signature | None:
        """How the user's messages are signed, None without authentication."""
        if not self.auth_protocol:
            return None
        key = AUTH_KEYS[self.auth_protocol]
        master = key.get_master_key(self.auth_password.encode())
        return Signature(self.auth_protocol, master)

    @cached_property
    def user(self) -> User:
        """The user with master keys.

        Hashing a password takes a megabyte of SHA (RFC 3414, A.2): once per
        credential, not once per poll.
        """
        auth_key: BaseAuthKey | None = None
        priv_key: BasePrivKey | None = None
        if self.signature is not None:
            key = AUTH_KEYS[self.auth_protocol]
            auth_key = key(self.signature.master, key_type=KeyType.Master)
            if self.priv_protocol:
                # The privacy key is made with the authentication hash (RFC 3414, 2.6).
                master = key.get_master_key(self.priv_password.encode())
                priv_key = PRIV_KEYS[self.priv_protocol](
                    master, key_type=KeyType.Master
                )
        return User(self.name, auth_key=auth_key, priv_key=priv_key)


SnmpCredential = SnmpCommunity | SnmpUser
