"""Keys, digests and ciphers of the User-based Security Model (RFC 3414)."""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from netmon.twin.credentials import SnmpUser

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import CipherContext

Hash = Literal["sha1", "sha256"]

DIGEST_BYTES: dict[Hash, int] = {
    "sha1": 12,  # HMAC-SHA-96, RFC 3414 section 7
    "sha256": 24,  # usmHMAC192SHA256, RFC 7860 section 4.2
}
PASSWORD_STRETCH_BYTES = 1_048_576
"""RFC 3414 appendix A.2: a password is repeated to this length and hashed."""

BLOCK_BYTES = 16
SALT_BYTES = 8


@lru_cache(maxsize=64)
def master_key(password: str, kind: Hash) -> bytes:
    """Return the user's key before localisation; 1 MB of hashing, done once.

    Source: RFC 3414 appendix A.2.2; RFC 7860 section 9.3 for SHA-2.
    """
    octets = password.encode()
    repeated = octets * (PASSWORD_STRETCH_BYTES // len(octets) + 1)
    return hashlib.new(kind, repeated[:PASSWORD_STRETCH_BYTES]).digest()


def localised_key(password: str, kind: Hash, engine_id: bytes) -> bytes:
    """Return the key of one user at one engine (RFC 3414 section 2.6)."""
    master = master_key(password, kind)
    return hashlib.new(kind, master + engine_id + master).digest()


class Aes128Cfb:
    """AES-128 in CFB with full-block feedback (RFC 3826), keyed once.

    Built on the block cipher: the feedback is one XOR per block, a keyed cipher can
    be kept between messages, and libraries are retiring their CFB mode.
    """

    def __init__(self, key: bytes) -> None:
        cipher = Cipher(algorithms.AES(key[:BLOCK_BYTES]), modes.ECB())  # noqa: S305
        self._block: CipherContext = cipher.encryptor()

    def encrypt(self, initial: bytes, plain: bytes) -> bytes:
        """Return `plain` encrypted from the 16 octets `initial`."""
        return self._run(initial, plain, is_encrypting=True)

    def decrypt(self, initial: bytes, sealed: bytes) -> bytes:
        """Return `sealed` decrypted from the 16 octets `initial`."""
        return self._run(initial, sealed, is_encrypting=False)

    def _run(self, feedback: bytes, data: bytes, *, is_encrypting: bool) -> bytes:
        parts = []
        for at in range(0, len(data), BLOCK_BYTES):
            chunk = data[at : at + BLOCK_BYTES]
            stream = self._block.update(feedback)[: len(chunk)]
            mixed = int.from_bytes(chunk, "big") ^ int.from_bytes(stream, "big")
            out = mixed.to_bytes(len(chunk), "big")
            parts.append(out)
            feedback = out if is_encrypting else chunk
        return b"".join(parts)


@dataclass(frozen=True, slots=True)
class LocalKeys:
    """What one user holds at one engine.

    Attributes:
        auth: Hash and key, None for a user without authentication.
        cipher: Keyed cipher, None for a user without privacy.
    """

    auth: tuple[Hash, bytes] | None
    cipher: Aes128Cfb | None

    @property
    def digest_bytes(self) -> int:
        """Length of msgAuthenticationParameters, octets."""
        return DIGEST_BYTES[self.auth[0]] if self.auth else 0

    def digest(self, message: bytes) -> bytes:
        """Return the truncated HMAC of a message whose digest field is zeros."""
        if self.auth is None:
            return b""
        kind, key = self.auth
        return hmac.digest(key, message, kind)[: DIGEST_BYTES[kind]]


def local_keys(user: SnmpUser, engine_id: bytes) -> LocalKeys:
    """Return the keys of `user` at `engine_id`."""
    if user.auth is None:
        return LocalKeys(None, None)
    auth = (user.auth, localised_key(user.auth_password, user.auth, engine_id))
    if not user.priv_password:
        return LocalKeys(auth, None)
    return LocalKeys(
        auth, Aes128Cfb(localised_key(user.priv_password, user.auth, engine_id))
    )


def initial_vector(boots: int, time_s: int, salt: bytes) -> bytes:
    """Return the 16 octets AES starts from (RFC 3826 section 3.1.2.1)."""
    return boots.to_bytes(4, "big") + time_s.to_bytes(4, "big") + salt


def fresh_salt() -> bytes:
    """Return 8 octets that do not repeat under one key (RFC 3826 section 3.1.2.1)."""
    return os.urandom(SALT_BYTES)
