"""What a test needs from the machine, and what happens when it is not there.

`NETMON_REQUIRE` lists the capabilities that must be present, comma separated, or is
`all`: a test that would skip for want of one of them fails instead, so that a build
machine cannot turn green by lacking things.
"""

from __future__ import annotations

import os

import pytest


def require(condition: object, what: str, reason: str = "") -> None:
    """Skip the calling test, or fail it, unless `condition` is true.

    Args:
        condition: Whether the capability is there.
        what: One word for the capability, as `postgres` or `icmp`.
        reason: What exactly is missing.
    """
    if condition:
        return
    message = f"needs {what}" + (f": {reason}" if reason else "")
    required = os.environ.get("NETMON_REQUIRE", "").replace(" ", "").split(",")
    if "all" in required or what in required:
        pytest.fail(f"{message}, and NETMON_REQUIRE asks for it", pytrace=False)
    pytest.skip(message)
