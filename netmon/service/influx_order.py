"""What the process that feeds InfluxDB is told."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from netmon.core.settings import InfluxSettings


class JobOrder(BaseModel):
    """Told by a pipe and nowhere else, for it holds a password.

    Attributes:
        database_url: With its password.
    """

    home: Path
    database_url: str
    influx: InfluxSettings
