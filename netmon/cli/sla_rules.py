"""`netmon sla rules`: the file of rules, checked, to be read or copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netmon.cli.answers import say
from netmon.cli.exit_codes import ExitCode
from netmon.sla.ruleset import parse_ruleset, read_rules_text

if TYPE_CHECKING:
    from argparse import Namespace

    from netmon.core.settings import Settings


def rules(options: Namespace, settings: Settings) -> int:
    """Print a rule set once it is found right; remark its name and digest."""
    path = options.ruleset or settings.sla.ruleset
    text = read_rules_text(path)
    found = parse_ruleset(text, str(path or "the rules that come along"))
    print(text, end="")
    say(found.label)
    return ExitCode.DONE
