"""How commands answer: facts to standard output, remarks to standard error."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Iterable


def show(options: Namespace, facts: object, lines: Iterable[str]) -> None:
    """Print `facts` with `--json`, else `lines`."""
    if options.json:
        show_json(facts)
        return
    for line in lines:
        print(line)


def show_json(facts: object) -> None:
    """Print `facts` for a program."""
    print(json.dumps(facts, ensure_ascii=False, indent=2))


def say(text: str) -> None:
    """Remark something."""
    print(text, file=sys.stderr, flush=True)


def count(number: int, what: str) -> str:
    """Return `number` and `what` it counts, with the s of an English plural."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"
