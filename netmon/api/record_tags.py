"""The version of a record as HTTP says it (RFC 9110, 8.8.3 and 13.1.1)."""

from __future__ import annotations

import re

from netmon.api.problems import Problem, bad_parameter

_TAG = re.compile(r'"([0-9]{1,9})"')


def to_tag(version: int) -> str:
    """Return the ETag of a record's version."""
    return f'"{version}"'


def read_if_match(header: str | None) -> int:
    """Return the version a caller looked at.

    Raises:
        Problem: None is given (428, RFC 6585), or not one that was ever given out. A
            weak one never matches (412): it would not tell two versions apart.
    """
    if header is None:
        detail = "If-Match is needed: the ETag header of the answer you read it from"
        raise Problem(428, detail)
    text = header.strip()
    if text.startswith("W/"):
        raise Problem(412, "a weak ETag matches no version")
    found = _TAG.fullmatch(text)
    if found is None:
        what = "it is one ETag, in its double quotes, as an answer gave it"
        raise bad_parameter("header if-match", what)
    return int(found[1])
