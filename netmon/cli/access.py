"""`netmon token` and `netmon audit`: directly in the database, one transaction each.

A running service reads its list of tokens anew every two seconds, so it need not be
asked; and where none runs, or does not answer, a token can still be revoked.
"""

from __future__ import annotations

import asyncio
import json
import os
import pwd
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from netmon.access.audit import AuditLog, AuditRow
from netmon.access.repository import TokenStore, TokenWish, to_json
from netmon.access.roles import Role
from netmon.access.tokens import Token
from netmon.cli.answers import say, show_json
from netmon.cli.exit_codes import ExitCode
from netmon.cli.scope import read_scope
from netmon.cli.show import table
from netmon.cli.sources import note_demo
from netmon.core.clock import SystemClock
from netmon.database import naming_faults
from netmon.home import make_home, open_database

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncEngine

    from netmon.core.settings import Settings


def token(options: Namespace, settings: Settings) -> int:
    """Make, list or revoke tokens."""
    actions = {"create": _create, "list": _list, "revoke": _revoke}
    code = asyncio.run(actions[options.action](options, settings))
    note_demo(settings, f"token {options.action}")
    return code


def audit(options: Namespace, settings: Settings) -> int:
    """Show who did what."""
    code = asyncio.run(_audit(options, settings))
    note_demo(settings, "audit")
    return code


async def _create(options: Namespace, settings: Settings) -> int:
    async with open_access(settings) as database:
        scope = await read_scope(options, database)
        wish = TokenWish(options.name, Role(options.role), scope, options.days)
        made = await TokenStore(database, SystemClock()).create(wish, whoami())
    say(f"token {made.token.id} is good until {to_minute(made.token.expires_at)} UTC")
    say("this is the only time it is shown:")
    if options.json:
        show_json({**_to_facts(made.token), "token": made.secret})
    else:
        print(made.secret)
    return ExitCode.DONE


async def _list(options: Namespace, settings: Settings) -> int:
    async with open_access(settings) as database:
        found = await TokenStore(database, SystemClock()).all()
    if options.json:
        show_json([_to_facts(each) for each in found])
        return ExitCode.DONE
    for line in table([_HEADER, *map(_to_row, found)]):
        print(line)
    return ExitCode.DONE


async def _revoke(options: Namespace, settings: Settings) -> int:
    async with open_access(settings) as database:
        store = TokenStore(database, SystemClock())
        is_changed = await store.revoke(options.id, whoami())
    say("revoked; running services refuse it within seconds")
    if not is_changed:
        say("(it had been revoked before)")
    return ExitCode.DONE


async def _audit(options: Namespace, settings: Settings) -> int:
    async with open_access(settings) as database:
        found = await AuditLog(database, SystemClock()).newest(options.limit)
    if options.json:
        show_json([_to_audit_facts(row) for row in found])
        return ExitCode.DONE
    header = ("AT (UTC)", "WHO", "ACTION", "SUBJECT", "DETAIL")
    for line in table([header, *map(_to_audit_row, found)]):
        print(line)
    return ExitCode.DONE


@asynccontextmanager
async def open_access(settings: Settings) -> AsyncIterator[AsyncEngine]:
    """Open the database of these settings, up to date."""
    make_home(settings.home)
    async with open_database(settings) as engine:
        with naming_faults():
            yield engine


_HEADER = ("ID", "NAME", "ROLE", "SCOPE", "STANDING", "EXPIRES (UTC)", "LAST USED")


def _to_row(each: Token) -> tuple[str, ...]:
    lists = to_json(each.scope).items()
    scope = " ".join(f"{kind}={','.join(codes)}" for kind, codes in lists)
    standing = each.standing(SystemClock().now())
    used = to_minute(each.last_used_at)
    expires = to_minute(each.expires_at)
    return each.id, each.name, each.role, scope or "all", standing, expires, used


def _to_facts(each: Token) -> dict[str, Any]:
    return {
        "id": each.id,
        "name": each.name,
        "role": each.role,
        "scope": to_json(each.scope),
        "standing": each.standing(SystemClock().now()),
        "created_at": to_iso(each.created_at),
        "expires_at": to_iso(each.expires_at),
        "last_used_at": to_iso(each.last_used_at),
        "revoked_at": to_iso(each.revoked_at),
    }


def _to_audit_row(row: AuditRow) -> tuple[str, ...]:
    detail = json.dumps(row.deed.detail, ensure_ascii=False)
    return to_minute(row.at), row.deed.who, row.deed.action, row.deed.subject, detail


def _to_audit_facts(row: AuditRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": to_iso(row.at),
        "who": row.deed.who,
        "action": row.deed.action,
        "subject": row.deed.subject,
        "detail": row.deed.detail,
    }


def whoami() -> str:
    """Return the user of this process, as the audit names them."""
    try:
        return f"local:{pwd.getpwuid(os.getuid()).pw_name}"
    except KeyError:  # a container's user often has no name
        return f"local:{os.getuid()}"


def to_iso(at: datetime | None) -> str | None:
    """Return a moment for programs."""
    return at.isoformat().replace("+00:00", "Z") if at else None


def to_minute(at: datetime | None) -> str:
    """Return a moment for people, UTC."""
    return f"{at:%Y-%m-%d %H:%M}" if at else "-"
