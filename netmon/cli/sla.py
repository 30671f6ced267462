"""`netmon sla`: what a month comes to."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace

    from netmon.core.settings import Settings

ACTIONS: Mapping[str, str] = {
    "evaluate": "sla_evaluate",
    "rules": "sla_rules",
    "months": "sla_months",
    "year": "sla_year",
    "statement": "sla_statement",
    "freeze": "sla_freeze",
    "correct": "sla_freeze",
    "final": "sla_freeze",
    "check": "sla_check",
    "explain": "sla_explain",
}
"""Modules of netmon.cli; the function is named as the action is."""


def sla(options: Namespace, settings: Settings) -> int:
    """Run one action; only its module is loaded."""
    module = import_module(f"netmon.cli.{ACTIONS[options.action]}")
    code: int = getattr(module, options.action)(options, settings)
    return code
