"""The register's addresses: names that do not resolve, targets that are refused."""

from __future__ import annotations

import os
import socket
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import datetime
from typing import TYPE_CHECKING

from inventory.targets import to_targets
from inventory.unmonitored import WhyUnmonitored
from netmon.cli.doctor.finding import Finding, ok, warn
from netmon.cli.refused import is_literal
from netmon.cli.unwatched import count_unmonitored, to_words
from netmon.core.clock import to_thai
from netmon.core.errors import AddressRefused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from inventory.model import Register
    from netmon.core.addresses import AddressGuard

MOST_NAMES = 500
"""Names that are asked for; a doctor who asks 8,000 is not waited for."""
RESOLVE_S = 10.0
THREADS = 32
SHOWN = 3


def check_sites(register: Register, now: datetime) -> Finding:
    """See judge_sites."""
    return judge_sites(count_unmonitored(register, now), len(register.sites))


def judge_sites(counts: Mapping[WhyUnmonitored, int], total: int) -> Finding:
    """Say how many sites nobody looks at; those whose day is to come are no fault.

    Args:
        counts: Sites not looked at, by reason.
        total: Sites of the register.
    """
    name, found = "sites", f"not looked at: {to_words(counts, total)}"
    if sum(counts.values()) == counts[WhyUnmonitored.NOT_IN_SERVICE]:
        return ok(name, found)
    advice = "fill in in_service_from and the addresses, where they are known"
    return warn(name, found, advice)


def addresses_of(register: Register, now: datetime) -> tuple[list[str], list[str]]:
    """Return the literal addresses and the names among the register's targets."""
    found = {target.address for target in to_targets(register, to_thai(now).date())}
    names = sorted(each for each in found if not is_literal(each))
    return sorted(found.difference(names)), names


def judge_addresses(addresses: Sequence[str], guard: AddressGuard) -> Finding:
    """Say which addresses are never probed."""
    name = "addresses"
    refusals = [each for each in (_refusal(one, guard) for one in addresses) if each]
    if not refusals:
        return ok(name, f"none of {len(addresses):,} is refused")
    counts = f"{len(refusals):,} of {len(addresses):,}"
    found = f"not watched: {counts} are refused: {refusals[0]}"
    return warn(name, found, "correct them in the register; such sites are not watched")


def judge_names(asked: int, left_out: int, bad: Sequence[str]) -> Finding:
    """Say which names have no address.

    Args:
        asked: Names that were asked for.
        left_out: Names that were not.
        bad: Those that did not resolve in time.
    """
    rest = f" ({left_out:,} more were not asked for)" if left_out else ""
    if not asked:
        return ok("DNS", "the register holds no names")
    if not bad:
        return ok("DNS", f"{asked:,} names resolve{rest}")
    shown = ", ".join(bad[:SHOWN]) + ("…" if bad[SHOWN:] else "")
    found = f"{len(bad):,} of {asked:,} names do not resolve: {shown}{rest}"
    return warn("DNS", found, "correct the register, or see /etc/resolv.conf")


def check_names(names: Sequence[str]) -> Finding:
    """See judge_names; asks the resolver of this machine."""
    asked = names[:MOST_NAMES]
    bad = _find_bad(asked) if asked else []
    return judge_names(len(asked), len(names) - len(asked), bad)


def _find_bad(names: Iterable[str]) -> list[str]:
    # glibc waits 5 s and asks twice (resolv.conf(5)); a thread cannot be told to stop.
    os.environ.setdefault("RES_OPTIONS", "timeout:2 attempts:2")
    pool = ThreadPoolExecutor(THREADS)
    futures = {pool.submit(_resolves, name): name for name in names}
    done, _ = wait(futures, timeout=RESOLVE_S)
    pool.shutdown(wait=False, cancel_futures=True)
    good = {futures[each] for each in done if each.result()}
    return [name for name in names if name not in good]


def _resolves(name: str) -> bool:
    try:
        return bool(socket.getaddrinfo(name, None))
    except (OSError, UnicodeError):
        return False


def _refusal(address: str, guard: AddressGuard) -> str:
    try:
        guard.check(address)
    except AddressRefused as error:
        return str(error)
    return ""
