"""How many replies the kernel threw away before we could read them."""

from __future__ import annotations

import os
from pathlib import Path

# Raw and datagram ICMP sockets of both families; the columns are those of
# /proc/net/udp (proc(5)): the inode is the tenth, drops the last.
TABLES = ("raw", "icmp", "raw6", "icmp6")
INODE_COLUMN = 9


def to_drops(table: str, inode: int) -> int | None:
    """Return the drop counter of the socket with `inode`, None if it is not listed.

    Args:
        table: Text of a /proc/net socket table.
        inode: Inode number of the socket.
    """
    for line in table.splitlines()[1:]:
        columns = line.split()
        if len(columns) > INODE_COLUMN and columns[INODE_COLUMN] == str(inode):
            return int(columns[-1])
    return None


class ReceiveDrops:
    """Reads the receive drops of one socket, found by its inode.

    Args:
        fd: File descriptor of an open ICMP socket.
        proc: Where the kernel's socket tables are.
    """

    def __init__(self, fd: int, proc: Path = Path("/proc/self/net")) -> None:
        self._inode = os.fstat(fd).st_ino
        self._proc = proc
        self._table: str | None = None

    def read_count(self) -> int:
        """Return packets dropped since the socket was opened; 0 where nobody knows."""
        for name in (self._table,) if self._table else TABLES:
            drops = self._read_table(name)
            if drops is not None:
                self._table = name
                return drops
        return 0

    def _read_table(self, name: str) -> int | None:
        try:
            # A kernel table, never a disk: microseconds, so not worth a thread.
            text = (self._proc / name).read_text()
        except OSError:
            return None
        return to_drops(text, self._inode)
