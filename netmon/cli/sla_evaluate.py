"""`netmon sla evaluate`: judge a month that stands in a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from netmon.cli.answers import show
from netmon.cli.exit_codes import ExitCode
from netmon.cli.show import table
from netmon.core.errors import ConfigError
from netmon.sla.answer import to_answer
from netmon.sla.evaluate import evaluate as judge
from netmon.sla.ruleset import load_ruleset
from netmon.sla.scenario import read_scenario
from netmon.sla.shown import to_baht, to_hours, to_percent

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from netmon.core.months import Month
    from netmon.core.settings import Settings
    from netmon.sla.facts import MonthFacts
    from netmon.sla.figures import SiteFigures
    from netmon.sla.ruleset import RuleSet

MOST_BYTES = 256 * 1024 * 1024
"""A nation's month with 400,000 outages is a fifth of it."""


def evaluate(options: Namespace, _settings: Settings) -> int:
    """Judge a month that stands in a file; no database and no service is asked."""
    ruleset = load_ruleset(options.ruleset)
    facts = _read(options.scenario)
    figures = judge(facts, ruleset)
    answer = to_answer(facts.month, figures, ruleset) if options.json else None
    show(options, answer, _lines(facts.month, figures, ruleset))
    return ExitCode.DONE


def _read(path: Path) -> MonthFacts:
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        message = f"{path}: more than {MOST_BYTES:,} bytes"
        raise ConfigError(message)
    try:
        return read_scenario(path.read_bytes())
    except OSError as error:
        message = f"{path}: {error.strerror}"
        raise ConfigError(message) from None
    except ConfigError as error:
        raise ConfigError(*(f"{path}: {each}" for each in error.problems)) from None


def _lines(month: Month, figures: list[SiteFigures], ruleset: RuleSet) -> Iterator[str]:
    yield f"{month}, {ruleset.label}"
    header = ("SITE", "VERDICT", "AVAILABLE", "SEEN", "DOWN", "INCIDENTS", "BAHT")
    yield from table([header, *map(_row, figures)])


def _row(found: SiteFigures) -> tuple[str, ...]:
    seconds = found.seconds
    reason = f" ({found.reason})" if found.reason else ""
    return (
        found.code,
        f"{found.verdict}{reason}",
        to_percent(seconds.up_s, seconds.seen_s),
        to_percent(seconds.seen_s, seconds.judged_s),
        to_hours(seconds.down_s),
        str(len(found.repairs)),
        to_baht(None if found.penalty is None else found.penalty.baht),
    )
