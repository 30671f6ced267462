"""The parent's side of the child process: start, orders, stop, and its crashes."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import IO, TYPE_CHECKING, Literal

from netmon.core.errors import NetmonError
from netmon.twin import control

if TYPE_CHECKING:
    from typing import Self

WireKind = Literal["tun", "loopback"]

ANSWER_TIMEOUT_S = 30.0
"""A child that says nothing for so long hangs; building the nation takes about 1 s."""
STOP_TIMEOUT_S = 5.0
ERROR_TAIL_CHARS = 2000


class TwinStopped(NetmonError):
    """The nation's process ended or hangs though nobody asked it to."""


class ChildProcess:
    """A running child; `stop` it.

    The kernel ends it with the thread that started it, so start it from one that
    lives as long as the nation shall.
    """

    def __init__(self, kind: WireKind, wire_fd: int, setup: control.SetUp) -> None:
        ours, theirs = Pipe(duplex=True)
        self._link: Connection[control.Order, control.Answer] = ours
        self._errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  kept open
        arguments = (str(theirs.fileno()), kind, str(wire_fd))
        self._process = subprocess.Popen(  # noqa: S603  our own module
            [sys.executable, "-P", "-m", "netmon.twin.child", *arguments],
            pass_fds=(theirs.fileno(), wire_fd),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        )
        theirs.close()
        try:
            self.ask(setup)
        except NetmonError:
            self.stop()
            raise

    def __enter__(self) -> Self:
        """Return the running child."""
        return self

    def __exit__(self, *_: object) -> None:
        """See `stop`."""
        self.stop()

    @property
    def pid(self) -> int:
        """Process id."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Return whether it runs."""
        return self._process.poll() is None

    def check(self) -> None:
        """Return if it runs.

        Raises:
            TwinStopped: It has ended; the text holds its last words.
        """
        if not self.is_alive():
            raise self._stopped("ended")

    def cpu_seconds(self) -> float:
        """Return CPU time used so far, user and system, seconds (proc(5), stat).

        Raises:
            TwinStopped: The child has ended.
        """
        try:
            stat = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        except FileNotFoundError:
            raise self._stopped("is gone") from None
        fields = stat.rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def ask(self, order: control.Order) -> control.Answer:
        """Give `order` and return the answer.

        Raises:
            TwinStopped: The child has ended, or hangs.
        """
        try:
            self._link.send(order)
            if self._link.poll(ANSWER_TIMEOUT_S):
                return self._link.recv()
        except (EOFError, OSError) as exc:
            raise self._stopped("ended") from exc
        msg = f"gave no answer within {ANSWER_TIMEOUT_S:g} s"
        raise self._stopped(msg)

    def stop(self) -> None:
        """End the child, by force if it does not listen; twice is harmless."""
        if self._errors.closed:
            return
        with contextlib.suppress(OSError):  # it may have ended already
            self._link.send(control.Stop())
        try:
            self._process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._link.close()
        self._errors.close()

    def _stopped(self, what: str) -> TwinStopped:
        try:
            status: object = self._process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            status = "still running"
        self._errors.seek(0)
        text = self._errors.read().decode(errors="replace")[-ERROR_TAIL_CHARS:]
        return TwinStopped(f"the nation's process {what} (status {status}) {text}")
