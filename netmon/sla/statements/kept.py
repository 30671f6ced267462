"""A statement as it is kept: its facts, its summary and every site, and back.

From the kept facts the same statement can be made again, to the byte: that is what
`netmon sla check` does.
"""

from __future__ import annotations

import gzip
import hashlib
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

import orjson

from netmon.core.model import SiteCode
from netmon.sla.scenario import dump_facts, read_scenario
from netmon.sla.statements.canonical import (
    dump,
    exclusion_to_json,
    gap_to_json,
    line_to_json,
    summary_to_json,
)
from netmon.sla.statements.canonical_read import (
    to_exclusion,
    to_gap,
    to_line,
    to_summary,
    with_sites,
)
from netmon.sla.statements.ground import Ground, SiteAbout
from netmon.sla.statements.kept_rules import read_kept_ruleset
from netmon.sla.statements.pack import SITES, Pack, pack, squeeze

if TYPE_CHECKING:
    from netmon.sla.facts import MonthFacts, SiteFacts
    from netmon.sla.ruleset import RuleSet
    from netmon.sla.statement import SiteLine, Statement

_Some = TypeVar("_Some")


@dataclass(frozen=True, slots=True, repr=False)
class Kept:
    """A statement's bytes.

    Attributes:
        facts: A pack of scenarios; its head is the rule set.
        summary: JSON, gzip.
        annex: A pack of site lines.
        result_digest: SHA-256, hex, of summary and lines: each as canonical JSON with a
            newline behind it.
    """

    facts: bytes
    summary: bytes
    annex: bytes
    result_digest: str


def to_data_digest(facts: MonthFacts) -> str:
    """Return the SHA-256 of facts as a scenario, hex."""
    return hashlib.sha256(dump_facts(facts)).hexdigest()


def to_kept(ground: Ground, ruleset: RuleSet, statement: Statement) -> Kept:
    """Return a statement and what it was made from, as they are kept."""
    summary = dump(summary_to_json(statement))
    digest = hashlib.sha256(summary + b"\n")

    def to_chunks() -> Iterator[tuple[str, bytes]]:
        for some in _by_chunk(statement.sites):
            body = b"".join(dump(line_to_json(line)) + b"\n" for line in some)
            digest.update(body)
            yield some[0].figures.code, body

    annex = pack(to_chunks(), None, None)
    return Kept(
        _pack_facts(ground, ruleset), squeeze(summary), annex, digest.hexdigest()
    )


def to_result_digest(kept: Kept) -> str:
    """Return the digest of the bytes that are kept, whatever is told of them."""
    digest = hashlib.sha256(gzip.decompress(kept.summary) + b"\n")
    for chunk in Pack(kept.annex).chunks():
        digest.update(chunk)
    return digest.hexdigest()


def is_intact(kept: Kept) -> bool:
    """Return whether the bytes give the digest that was written down with them."""
    try:
        return to_result_digest(kept) == kept.result_digest
    except (ValueError, OSError, EOFError, LookupError, zlib.error, struct.error):
        return False


def read_statement(kept: Kept) -> Statement:
    """Return the statement with all its sites."""
    return with_sites(read_summary(kept.summary), read_lines(kept.annex))


def read_summary(blob: bytes) -> Statement:
    """Return a statement without its sites."""
    return to_summary(orjson.loads(gzip.decompress(blob)))


def read_lines(blob: bytes) -> Iterator[SiteLine]:
    """Yield every site of an annex, in order."""
    for chunk in Pack(blob).chunks():
        yield from map(to_line, map(orjson.loads, chunk.splitlines()))


def read_line(blob: bytes, site: str) -> SiteLine | None:
    """Return one site of an annex; None where it is not in it."""
    chunk = Pack(blob).chunk_of(site) or b""
    for found in map(orjson.loads, chunk.splitlines()):
        if found["code"] == site:
            return to_line(found)
    return None


def read_ground(blob: bytes) -> tuple[Ground, RuleSet]:
    """Return what a statement was made from, and the rules it was judged by."""
    found = Pack(blob)
    facts = _join(map(read_scenario, found.chunks()))
    about = found.about()
    ground = Ground(
        facts,
        {SiteCode(code): SiteAbout(*each) for code, each in about["sites"].items()},
        about["providers"],
        tuple(map(to_exclusion, about["exclusions"])),
        tuple(map(to_gap, about["poller_gaps"])),
    )
    return ground, read_kept_ruleset(found.head)


def read_site_facts(blob: bytes, site: str) -> tuple[MonthFacts, RuleSet] | None:
    """Return the facts of one site and some neighbours; None where it is in none."""
    found = Pack(blob)
    chunk = found.chunk_of(site)
    if chunk is None:
        return None
    facts = read_scenario(chunk)
    if all(each.code != site for each in facts.sites):
        return None
    return facts, read_kept_ruleset(found.head)


def _pack_facts(ground: Ground, ruleset: RuleSet) -> bytes:
    facts = ground.facts
    chunks = (
        (some[0].code, dump_facts(_pick(facts, some)))
        for some in _by_chunk(facts.sites)
    )
    about = {
        "sites": {code: list(each) for code, each in ground.about.items()},
        "providers": dict(ground.providers),
        "exclusions": [exclusion_to_json(each) for each in ground.exclusions],
        "poller_gaps": [gap_to_json(each) for each in ground.poller_gaps],
    }
    return pack(chunks, ruleset.to_json(), about)


def pick(facts: MonthFacts, codes: Iterable[str]) -> MonthFacts:
    """Return what facts say of some sites."""
    wanted = set(codes)
    return _pick(facts, [each for each in facts.sites if each.code in wanted])


def _pick(facts: MonthFacts, sites: Sequence[SiteFacts]) -> MonthFacts:
    codes = [each.code for each in sites]
    return replace(
        facts,
        sites=sites,
        outages=_only(facts.outages, codes),
        not_observed=_only(facts.not_observed, codes),
        exclusions=_only(facts.exclusions, codes),
        tickets=_only(facts.tickets, codes),
    )


def _only(
    found: Mapping[SiteCode, _Some], codes: Iterable[SiteCode]
) -> dict[SiteCode, _Some]:
    return {code: found[code] for code in codes if code in found}


def _join(parts: Iterable[MonthFacts]) -> MonthFacts:
    """Return facts that were dumped chunk by chunk; each has what is blind."""
    several = list(parts)
    return replace(
        several[0],
        sites=[site for each in several for site in each.sites],
        outages=_merge(each.outages for each in several),
        not_observed=_merge(each.not_observed for each in several),
        exclusions=_merge(each.exclusions for each in several),
        tickets=_merge(each.tickets for each in several),
    )


def _merge(parts: Iterable[Mapping[SiteCode, _Some]]) -> dict[SiteCode, _Some]:
    return {code: each for part in parts for code, each in part.items()}


def _by_chunk(several: Sequence[_Some]) -> Iterator[Sequence[_Some]]:
    for first in range(0, len(several), SITES):
        yield several[first : first + SITES]
