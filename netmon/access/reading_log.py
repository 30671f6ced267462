"""Says that the database cannot be read when that begins and when it ends."""

from __future__ import annotations

import logging


class ReadingLog:
    """One line for each change: rounds come every two seconds.

    Args:
        log: Where it is said.
        what: Is read, in the plural.
    """

    def __init__(self, log: logging.Logger, what: str) -> None:
        self._log = log
        self._what = what
        self._is_failing = False

    def failed(self, error: Exception) -> None:
        """Note that a round failed."""
        if not self._is_failing:
            name = type(error).__name__
            self._log.warning("%s cannot be read: %s", self._what, name)
        self._is_failing = True

    def worked(self) -> None:
        """Note that a round was read."""
        if self._is_failing:
            self._log.warning("%s can be read again", self._what)
        self._is_failing = False
