"""Where questions come in and answers go out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from netmon.twin.device import Device

READ_BYTES = 65_536
BATCH_PACKETS = 256
"""Packets read before anything that waits is looked at again."""

NOTIFYING_PORT = 50_162
"""Where devices send notifications from."""


class Wire(Protocol):
    """Answers the poller."""

    def fileno(self) -> int:
        """Return the descriptor to wait on."""
        ...

    def pump(self, now_s: float) -> None:
        """Answer a batch of what came in, by monotonic time `now_s`."""
        ...

    def flush(self, now_s: float) -> float | None:
        """Send what is due; return when more will be, None where nothing waits."""
        ...

    def notify(self, device: Device, payload: bytes, port: int) -> None:
        """Send what `device` tells of its own accord to a UDP port of the poller."""
        ...
