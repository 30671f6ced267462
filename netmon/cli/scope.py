"""What an account or a token shall reach, of codes that exist."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sqlalchemy import select

from inventory.provinces import load_provinces
from inventory.tables import contract, site
from netmon.access.policy import Scope
from netmon.core.errors import ConfigError
from netmon.database import reading

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncEngine


async def read_scope(options: Namespace, database: AsyncEngine) -> Scope:
    """Return what `--province`, `--contract` and `--site` name.

    Sites and contracts are held against the register once it has any: an account may be
    made before the first register is loaded.

    Raises:
        ConfigError: Codes that nothing has, a line for each option.
    """
    scope = Scope(
        provinces=_to_set(options.province),
        contracts=_to_set(options.contract),
        sites=_to_set(options.site),
    )
    problems = [*_find_unknown_provinces(scope.provinces or ())]
    async with reading(database) as connection:
        for option, given, table in (
            ("--contract", scope.contracts, contract),
            ("--site", scope.sites, site),
        ):
            if not given:
                continue
            known = set(await connection.scalars(select(table.c.code)))
            if known and (unknown := sorted(given - known)):
                problems.append(f"{option}: not in the register: {_join(unknown)}")
    if problems:
        raise ConfigError(*problems)
    return scope


def _find_unknown_provinces(given: Iterable[str]) -> Iterator[str]:
    if unknown := sorted(set(given) - load_provinces().keys()):
        yield (
            f"--province: no province has the code {_join(unknown)}; expected two "
            "digits, as 50"
        )


def _join(codes: Iterable[str]) -> str:
    return ", ".join(repr(code) for code in codes)


def _to_set(values: Iterable[str] | None) -> frozenset[str] | None:
    return frozenset(values) if values else None
