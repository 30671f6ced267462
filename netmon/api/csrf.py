"""Tokens that prove that a form came from one of our own pages.

A synchronizer token (OWASP, Cross-Site Request Forgery Prevention Cheat Sheet): derived
from the secret of the caller's cookie by HMAC, so that nothing needs to be kept, no
other session's token fits, and the token does not tell the cookie. Every page masks it
anew: a page is compressed, and what stands in it the same again and again could be
guessed from its length (BREACH, CVE-2013-3587).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

FIELD = "csrf_token"
"""The field of a form that holds it."""
HEADER = "x-csrf-token"
"""The header scripts send it in."""

_BYTES = 32
_LONGEST = 128


def make_token(secret: str) -> str:
    """Return a token for pages of whoever holds the cookie `secret`; each differs."""
    pad = secrets.token_bytes(_BYTES)
    return base64.urlsafe_b64encode(pad + _cover(_derive(secret), pad)).decode()


def is_token(given: str, secret: str) -> bool:
    """Return whether `given` was made for the cookie `secret`."""
    if not secret or len(given) > _LONGEST:
        return False
    try:
        raw = base64.b64decode(given.encode("ascii"), b"-_", validate=True)
    except (binascii.Error, ValueError):
        return False
    if len(raw) != 2 * _BYTES:
        return False
    return hmac.compare_digest(_cover(raw[_BYTES:], raw[:_BYTES]), _derive(secret))


def _derive(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"netmon csrf", hashlib.sha256)


def _cover(first: bytes, second: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(first, second, strict=True))
