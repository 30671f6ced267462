"""What frozen versions say of each contract: read once, as they never change."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from netmon.sla.statements.kept import read_summary
from netmon.sla.statements.statement_rows import read_summary_bytes

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncConnection

    from netmon.sla.statement import Group
    from netmon.sla.statements.statement_rows import Version

MOST = 120
"""Versions remembered: ten years of months; each is some ten sums."""


class ContractSums:
    """Remembers the contracts' sums of versions."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Sequence[Group]] = OrderedDict()

    async def read(
        self, connection: AsyncConnection, version: Version
    ) -> Sequence[Group]:
        """Return every contract of a version.

        Raises:
            NotFound: There is no such version.
        """
        digest = version.result_digest
        if digest not in self._kept:
            blob = await read_summary_bytes(connection, version.month, version.version)
            # The figures of a nation are read for a while: not where others wait.
            summary = await asyncio.to_thread(read_summary, blob)
            self._kept[digest] = summary.contracts
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return self._kept[digest]
