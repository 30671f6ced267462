"""A machine that shows a TUN device but does not let it work has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from netmon.core.errors import CapabilityMissing
from netmon.twin import namespace


@pytest.mark.parametrize(
    ("device", "reason"),
    [
        ("/dev/null", "may not be used here: Inappropriate ioctl"),
        ("/dev/net", "may not be used here: Is a directory"),
        ("/dev/nowhere", "is absent"),
    ],
)
def test_a_device_that_is_no_tun_is_a_missing_capability(
    device: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(namespace, "TUN_DEVICE", Path(device))

    with pytest.raises(CapabilityMissing, match=reason):
        namespace._require_tun()


def test_the_device_of_this_machine_is_judged_without_taking_it() -> None:
    if not namespace.TUN_DEVICE.exists():
        pytest.skip("no TUN device")

    namespace._require_tun()
    namespace._require_tun()
