"""What the process that reckons the month to date is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict


class Order(BaseModel):
    """What the parent says.

    Attributes:
        database_url: With its password: told by a pipe, never by arguments.
        until: UTC, whole seconds; the month it ends or lies in is reckoned.
        ruleset: As RuleSet.to_json gives it.
    """

    model_config = ConfigDict(extra="forbid")

    database_url: str
    until: datetime
    ruleset: dict[str, Any]
