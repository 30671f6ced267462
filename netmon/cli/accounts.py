"""`netmon account`: directly in the database, one transaction each.

A running service reads its accounts anew every two seconds, so it need not be asked. A
password is asked for at the terminal, or is the first line of standard input: what
stands in an argument stands in the list of processes and in the shell's history.
"""

from __future__ import annotations

import asyncio
import getpass
import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from netmon.access.account_store import AccountStore
from netmon.access.accounts import Account, AccountWish, to_login
from netmon.access.passwords import LONGEST, WORDS, Passwords, find_faults
from netmon.access.repository import to_json
from netmon.access.roles import Role
from netmon.cli.access import open_access, to_iso, to_minute, whoami
from netmon.cli.answers import say, show_json
from netmon.cli.exit_codes import ExitCode
from netmon.cli.scope import read_scope
from netmon.cli.show import table
from netmon.cli.sources import note_demo
from netmon.core.clock import SystemClock
from netmon.core.errors import ConfigError, NotFound

if TYPE_CHECKING:
    from netmon.core.settings import Settings

LONGEST_LINE = 4 * LONGEST + 2
"""Bytes of a password on standard input, with its line end."""


def account(options: Namespace, settings: Settings) -> int:
    """Make, list or change accounts."""
    actions = {
        "add": _add,
        "list": _list,
        "disable": _disable,
        "enable": _enable,
        "password": _password,
        "scope": _scope,
    }
    code = asyncio.run(actions[options.action](options, settings))
    note_demo(settings, f"account {options.action}")
    return code


async def _add(options: Namespace, settings: Settings) -> int:
    login = to_login(options.login)
    async with open_access(settings) as database:
        wish = AccountWish(
            login,
            options.name,
            Role(options.role),
            await read_scope(options, database),
            must_change=not options.final,
        )
        store = AccountStore(database, SystemClock())
        kept = None
        if not options.no_password:
            kept = await _ask_password(login, options.name)
        await store.add(wish, kept, whoami())
    say(f"{login} may sign in; running services know within seconds")
    return ExitCode.DONE


async def _list(options: Namespace, settings: Settings) -> int:
    async with open_access(settings) as database:
        found = await AccountStore(database, SystemClock()).all()
    if options.json:
        show_json([_to_facts(each) for each in found])
        return ExitCode.DONE
    for line in table([_HEADER, *map(_to_row, found)]):
        print(line)
    return ExitCode.DONE


async def _disable(options: Namespace, settings: Settings) -> int:
    async with open_access(settings) as database:
        store = AccountStore(database, SystemClock())
        await store.disable(to_login(options.login), whoami())
    say("disabled and signed out; running services know within seconds")
    return ExitCode.DONE


async def _enable(options: Namespace, settings: Settings) -> int:
    async with open_access(settings) as database:
        store = AccountStore(database, SystemClock())
        await store.enable(to_login(options.login), whoami())
    say("enabled; running services know within seconds")
    return ExitCode.DONE


async def _password(options: Namespace, settings: Settings) -> int:
    async with open_access(settings) as database:
        store = AccountStore(database, SystemClock())
        found = await _find(store, options.login)
        kept = await _ask_password(found.login, found.display_name)
        await store.set_password(
            found.login, kept, whoami(), must_change=not options.final
        )
    say("changed, and signed out everywhere; running services know within seconds")
    return ExitCode.DONE


async def _scope(options: Namespace, settings: Settings) -> int:
    async with open_access(settings) as database:
        store = AccountStore(database, SystemClock())
        found = await _find(store, options.login)
        role = Role(options.role) if options.role else found.role
        scope = await read_scope(options, database)
        await store.set_reach(found.login, role, scope, whoami())
    say("changed, also for who is signed in; running services know within seconds")
    return ExitCode.DONE


async def _find(store: AccountStore, login: str) -> Account:
    name = to_login(login)
    for each in await store.all():
        if each.login == name:
            return each
    raise NotFound("account", name)


async def _ask_password(login: str, display_name: str) -> str:
    """Return what is kept of a password somebody gives.

    Raises:
        ConfigError: It is not taken; each reason a line.
    """
    password = _read_password()
    if faults := find_faults(password, login, display_name):
        raise ConfigError(*(f"password: {WORDS[each]}" for each in faults))
    return await Passwords().hash(password)


def _read_password() -> str:
    if sys.stdin is not None and sys.stdin.isatty():
        first = getpass.getpass("Password: ")
        if getpass.getpass("Once more: ") != first:
            raise ConfigError("password: the two differ")
        return first
    line = sys.stdin.buffer.readline(LONGEST_LINE) if sys.stdin is not None else b""
    if not line:
        raise ConfigError("password: expected one line on standard input")
    try:
        return line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise ConfigError("password: expected UTF-8 text") from None


_HEADER = ("LOGIN", "NAME", "ROLE", "SCOPE", "STANDING", "SIGNED IN (UTC)")


def _to_row(each: Account) -> tuple[str, ...]:
    lists = to_json(each.scope).items()
    scope = " ".join(f"{kind}={','.join(codes)}" for kind, codes in lists)
    signed_in = to_minute(each.signed_in_at)
    standing = _to_standing(each)
    return each.login, each.display_name, each.role, scope or "all", standing, signed_in


def _to_standing(each: Account) -> str:
    if each.is_disabled:
        return "disabled"
    return "must change password" if each.must_change else "good"


def _to_facts(each: Account) -> dict[str, Any]:
    return {
        "login": each.login,
        "name": each.display_name,
        "role": each.role,
        "scope": to_json(each.scope),
        "is_disabled": each.is_disabled,
        "must_change": each.must_change,
        "has_password": each.password_hash is not None,
        "is_linked": each.oidc is not None,
        "created_at": to_iso(each.created_at),
        "signed_in_at": to_iso(each.signed_in_at),
    }
