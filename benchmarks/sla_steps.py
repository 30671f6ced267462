"""A national month from its database to figures, in a process of its own.

`python -m benchmarks.sla_steps DATABASE`: how long each step took, and what every
site came to.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.sla_story import MONTH
from netmon.database import make_engine, reading, sqlite_url
from netmon.sla.evaluate import evaluate
from netmon.sla.figures import SiteFigures, Verdict
from netmon.sla.ruleset import RuleSet, load_ruleset
from netmon.sla.statements.gather import Asked, gather
from netmon.sla.statements.ground import Ground


def main(path: Path) -> dict[str, Any]:
    ruleset = load_ruleset(None)
    began_s = time.perf_counter()
    ground = _gather(path, ruleset)
    gathered_s = time.perf_counter()
    cpu_s = time.process_time()
    figures = evaluate(ground.facts, ruleset)
    return {
        "gather_s": gathered_s - began_s,
        "evaluate_s": time.perf_counter() - gathered_s,
        "evaluate_cpu_s": time.process_time() - cpu_s,
        "sites": {str(each.code): _told(each) for each in figures},
    }


def _gather(path: Path, ruleset: RuleSet) -> Ground:
    found: list[Ground] = []

    async def read() -> None:
        engine = make_engine(sqlite_url(path))
        try:
            async with reading(engine) as connection:
                asked = Asked(MONTH, MONTH.span.end, ruleset)
                found.append(await gather(connection, asked))
        finally:
            await engine.dispose()

    asyncio.run(read())
    return found[0]


def _told(site: SiteFigures) -> list[int | str | None] | None:
    """Return what the peer tells too; None of a site that was not in service."""
    if site.verdict is Verdict.NOT_IN_SERVICE:
        return None
    spent = site.seconds
    share = spent.up_s * 10**9 // spent.seen_s if spent.seen_s else None
    seconds = (spent.up_s, spent.down_s, spent.not_observed_s, spent.excluded_s)
    return [*seconds, share, site.verdict.value]


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
