"""Addresses of web pages: what may stand behind a link that people follow."""

from __future__ import annotations

from urllib.parse import urlsplit


def check_web_address(text: str) -> str:
    """Return `text` if it is an absolute address of a web page.

    Raises:
        ValueError: Another scheme (javascript:, data:), no host, a password in it, or
            characters that do not stand in addresses (RFC 3986, 2).
    """
    if not text.isprintable() or any(one in text for one in ' <>"\\^`{|}'):
        raise ValueError("it holds a character that stands in no address")
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("it does not begin with http:// or https:// and a host")
    if parts.username is not None:
        raise ValueError("it names a user")
    return text
