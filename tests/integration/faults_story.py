"""What happens to three lines while the journals cannot be written."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime

from netmon.core.model import SiteCode
from netmon.twin.network import TwinNetwork
from tests.integration.running import DOWN_S, SEEN_S, Netmon, is_seen_from, now

RETURN_S = SEEN_S + 4.5
"""A line that answered for this long has been called up: a look, and one round."""


class Story:
    """One line comes back in the dark time, one goes, one goes and comes back.

    Args:
        netmon: Runs, and sees every one of `sites` up.
        sites: The first three are used.
    """

    def __init__(
        self, twin: TwinNetwork, netmon: Netmon, sites: Sequence[SiteCode]
    ) -> None:
        self._twin, self._netmon = twin, netmon
        self.returns, self.goes, self.blinks = sites[:3]
        self.size = len(sites)

    def begin(self) -> None:
        """Before the fault: the first line is down, and everybody knows."""
        self._cut_at = [now()]
        self._fault = self._twin.cut_line([self.returns])
        self._netmon.wait(lambda: self._netmon.state(self.returns) == "down")

    def happen(self) -> None:
        """While nothing can be written; takes about half a minute."""
        self._restored_at = [now()]
        self._twin.restore(self._fault)
        self._cut_at.append(now())
        self._last = self._twin.cut_line([self.goes])
        blink = self._twin.cut_line([self.blinks])
        time.sleep(DOWN_S)
        self._restored_at.append(now())
        self._twin.restore(blink)
        time.sleep(RETURN_S)

    def check_still(self) -> None:
        """Nothing that is not in the journal is shown."""
        netmon = self._netmon
        assert netmon.get("/readyz").status_code == 503
        assert "journal_unwritable" in netmon.poller()["problems"]
        # An outage and a transition at each of four edges; two of both that wait.
        assert netmon.poller()["unwritten_count"] >= 8, netmon.poller()
        counts = netmon.counts()
        assert (counts["down"], counts["up"]) == (1, self.size - 1)

    def check_written(self) -> None:
        """Everything that happened is there, in order, with the times it happened."""
        netmon = self._netmon
        netmon.wait(lambda: netmon.counts()["up"] == self.size - 1)
        assert netmon.poller()["unwritten_count"] == 0
        found = netmon.outages()
        assert sorted(found) == sorted((self.returns, self.goes, self.blinks))
        [(began, ended)] = found[self.returns]
        self._check(began, self._cut_at[0], ended, self._restored_at[0])
        [(began, ended)] = found[self.blinks]
        self._check(began, self._cut_at[1], ended, self._restored_at[1])
        [(began, ended)] = found[self.goes]
        self._check(began, self._cut_at[1], ended, None)
        for site, states in (
            (self.returns, ["up", "down", "up"]),
            (self.blinks, ["up", "down", "up"]),
            (self.goes, ["up", "down"]),
        ):
            assert netmon.line_states(site) == states, netmon.transitions(site)

    def end(self) -> None:
        """The last line comes back too."""
        self._twin.restore(self._last)
        self._netmon.wait(lambda: self._netmon.counts()["up"] == self.size)

    @staticmethod
    def _check(
        began: datetime,
        cut_at: datetime,
        ended: datetime | None,
        restored_at: datetime | None,
    ) -> None:
        assert is_seen_from(began, cut_at)
        if restored_at is None:
            assert ended is None
        else:
            assert is_seen_from(ended, restored_at)
