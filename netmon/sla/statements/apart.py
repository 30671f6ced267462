"""Makes a statement in a process of its own: the watch never waits for it.

`python -m netmon.sla.statements.apart`: a wish as JSON on standard input; on standard
output one line of JSON, and behind it the bytes of the statement. What the database is
reached by comes with the wish: others could read it among the arguments of a process.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
from datetime import UTC, datetime
from typing import Any

import orjson

from netmon.core.errors import DatabaseUnusable, NetmonError
from netmon.core.months import Month
from netmon.database import make_engine, naming_faults
from netmon.sla.ruleset import read_ruleset
from netmon.sla.statement import Head
from netmon.sla.statements.canonical import head_to_json
from netmon.sla.statements.canonical_read import to_head
from netmon.sla.statements.kept import Kept
from netmon.sla.statements.lifecycle import NotNow
from netmon.sla.statements.make import Wish, make_here

MOST_S = 300.0
"""A national month takes some seconds; after this the process is ended."""
MOST_MEMORY_BYTES = 4 << 30
"""Address space of the child; a national month takes some hundred megabytes."""
MOST_CPU_S = 300
_NICENESS = 10
"""Detection goes first."""
_BLOBS = ("facts", "summary", "annex")


async def make_apart(url: str, wish: Wish, most_s: float = MOST_S) -> tuple[Head, Kept]:
    """Return the cover and the bytes of a statement that another process makes.

    Args:
        url: Of the database, with its password.
        wish: Which statement.
        most_s: How long it may take.

    Raises:
        NotNow: See netmon.sla.statements.make.
        DatabaseUnusable: It cannot be read, or the process failed or took too long.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "netmon.sla.statements.apart"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        async with asyncio.timeout(most_s):
            answer, faults = await process.communicate(_encode(url, wish))
    except TimeoutError:
        message = f"the statement of {wish.month} was not made within {most_s:.0f} s"
        raise DatabaseUnusable(message) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if not answer:
        last = faults.decode(errors="replace").strip().rpartition("\n")[2]
        message = f"the statement of {wish.month} could not be made: {last}"
        raise DatabaseUnusable(message)
    return _decode(answer)


def _encode(url: str, wish: Wish) -> bytes:
    return orjson.dumps(
        {
            "url": url,
            "month": str(wish.month),
            "ruleset": wish.ruleset.to_json(),
            "now": wish.now.isoformat(),
            "who": wish.who,
            "why": wish.why,
            "is_draft": wish.is_draft,
        }
    )


def _to_wish(found: dict[str, Any]) -> Wish:
    return Wish(
        Month.parse(found["month"]),
        read_ruleset(found["ruleset"]),
        datetime.fromisoformat(found["now"]).astimezone(UTC),
        found["who"],
        found["why"],
        found["is_draft"],
    )


def _decode(answer: bytes) -> tuple[Head, Kept]:
    line, _, rest = answer.partition(b"\n")
    told = orjson.loads(line)
    if "refused" in told:
        raise NotNow.told(*told["refused"])
    if "fault" in told:
        raise DatabaseUnusable(told["fault"])
    blobs = []
    for length in told["lengths"]:
        blobs.append(rest[:length])
        rest = rest[length:]
    facts, summary, annex = blobs
    return to_head(told["head"]), Kept(facts, summary, annex, told["result_digest"])


async def _make(found: dict[str, Any]) -> tuple[Head, Kept]:
    engine = make_engine(found["url"])
    try:
        with naming_faults():
            return await make_here(engine, _to_wish(found))
    finally:
        await engine.dispose()


def main(wanted: bytes) -> bytes:
    """Return the answer to a wish."""
    try:
        head, kept = asyncio.run(_make(orjson.loads(wanted)))
    except NotNow as refusal:
        words = [refusal.code, str(refusal), refusal.message_th]
        return orjson.dumps({"refused": words})
    except NetmonError as error:
        return orjson.dumps({"fault": str(error)})
    blobs = [getattr(kept, name) for name in _BLOBS]
    told = {
        "head": head_to_json(head),
        "result_digest": kept.result_digest,
        "lengths": [len(each) for each in blobs],
    }
    return b"".join((orjson.dumps(told), b"\n", *blobs))


def _bound(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    _bound(resource.RLIMIT_AS, MOST_MEMORY_BYTES)
    _bound(resource.RLIMIT_CPU, MOST_CPU_S)
    os.nice(_NICENESS)
    sys.stdout.buffer.write(main(sys.stdin.buffer.read()))
