"""Errors of the sample log.

NetmonError
    SampleRefused    a sample is not what the schema says; nothing of its batch is kept
    StoreUnwritable  the disk did not take a batch; it may be given again
    QuestionRefused  a question that cannot be asked, or whose answer would be too long
    AnswerLate       no answer in time
    BackupDamaged    a file of a backup is not what its manifest says
"""

from __future__ import annotations

from netmon.core.errors import ConfigError, NetmonError


class SampleRefused(NetmonError):
    """A sample is not what the schema says; the text names measurement and row."""


class StoreUnwritable(NetmonError):
    """The disk did not take a batch. Giving it again makes no duplicates."""


class QuestionRefused(ConfigError):
    """A question that cannot be asked; the text says what would be possible."""


class AnswerLate(NetmonError):
    """No answer now: it took too long, or the files cannot be read."""


class BackupDamaged(NetmonError):
    """A backup, or a file of it, is not what its manifest says."""
