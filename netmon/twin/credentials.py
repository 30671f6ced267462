"""Credentials of the simulated nation. Never use them on a real network.

They are public on purpose: every agent of the nation knows them, and the nation
exists only inside its own namespace or on loopback.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

COMMUNITY = b"public"
"""Community of SNMP v1 and v2c, read only."""


@dataclass(frozen=True, slots=True)
class SnmpUser:
    """A user of the USM (RFC 3414), the same on every agent of the nation.

    Attributes:
        name: msgUserName.
        auth: Hash of its HMAC, None for noAuthNoPriv only.
        auth_password, priv_password: At least 8 characters (RFC 3414 section 11.2);
            an empty `priv_password` means no privacy, otherwise AES-128 (RFC 3826).
    """

    name: str
    auth: Literal["sha1", "sha256"] | None = None
    auth_password: str = ""
    priv_password: str = ""


V3_USER = SnmpUser("netmon", "sha256", "netmon-demo-auth", "netmon-demo-priv")
"""authPriv with HMAC-SHA-256 (RFC 7860) and AES-128: what the demo uses."""

V3_USERS = (
    V3_USER,
    SnmpUser("netmon-sha1", "sha1", "netmon-demo-auth", "netmon-demo-priv"),
    SnmpUser("netmon-authonly", "sha256", "netmon-demo-auth"),
    SnmpUser("netmon-noauth"),
)
