"""One's own account: who one is here, another password, where one is signed in."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from netmon.access.outcomes import Change, Guest
from netmon.access.passwords import LONGEST, SHORTEST, Busy
from netmon.access.policy import Scope
from netmon.api.channel import SESSION
from netmon.api.desk import AtDesk, Desk
from netmon.api.problems import Problem
from netmon.core.model import SiteCode
from netmon.web.form import read_form
from netmon.web.page_login import LONGEST_FIELD, AtReception
from netmon.web.render import AtReader, Reader
from netmon.web.texts import Language
from netmon.web.tiles import to_name

router = APIRouter(include_in_schema=False)

MOST_FIELDS = 6
MOST_NAMED = 20
"""Places of a reach that are listed; of more their number is told."""


async def _get_guest(request: Request) -> Guest:
    guest: Guest | None = request.state.guest
    if guest is None:  # netmon.api.rights has refused this
        raise Problem(401, "sign in first")
    return guest


AtGuest = Annotated[Guest, Depends(_get_guest)]


@router.get("/account")
async def get_account(
    request: Request,
    desk: AtDesk,
    reader: AtReader,
    guest: AtGuest,
    reception: AtReception,
) -> Response:
    """Show one's own account."""
    is_changed = request.query_params.get("done") == "password"
    sessions = reception.sessions_of(guest.account.login)
    return _show(desk, reader, guest, sessions=sessions, is_changed=is_changed)


@router.post("/account/password")
async def post_password(
    request: Request,
    desk: AtDesk,
    reader: AtReader,
    guest: AtGuest,
    reception: AtReception,
) -> Response:
    """Change one's own password: every session ends, and a new one begins here."""
    fields = await read_form(request, MOST_FIELDS)
    present, new, again = (
        fields.get(name, "")[:LONGEST_FIELD] for name in ("present", "new", "again")
    )
    sessions = reception.sessions_of(guest.account.login)
    if new != again:
        return _show(desk, reader, guest, 400, sessions=sessions, why="differ")
    place = request.state.place
    try:
        change = await reception.change_password(guest, present, new, place)
        if not change.is_done:
            why = _to_why(change)
            return _show(desk, reader, guest, 400, sessions=sessions, why=why)
        entry = await reception.begin_again(guest.account.login, place)
    except Busy:
        return _show(desk, reader, guest, 503, sessions=sessions, why="busy")
    answer = _back("?done=password")
    channel = request.state.channel
    channel.set_cookie(answer, SESSION, entry.secret, reception.most_s)
    return answer


@router.post("/account/sessions")
async def post_sessions(
    request: Request, guest: AtGuest, reception: AtReception
) -> Response:
    """End one of one's own sessions, or all."""
    which = (await read_form(request, MOST_FIELDS)).get("session", "")
    if which == "all":
        await reception.sign_out(guest, everywhere=True)
    elif which.isascii() and which.isdigit() and len(which) < 19:
        await reception.end(guest, int(which))
    return _back()


def _to_why(change: Change) -> str:
    if change.wait_s:
        return "wait"
    return change.faults[0].value if change.faults else "unknown"


def _show(
    desk: Desk, reader: Reader, guest: Guest, http_status: int = 200, **values: Any
) -> Response:
    shown = {"why": "", "is_changed": False} | values
    return reader.render(
        "account.html",
        http_status,
        is_live=False,
        account=guest.account,
        here=guest.session.id,
        reach=_to_reach(desk, reader, guest.account.scope),
        shortest=SHORTEST,
        longest=LONGEST,
        **shown,
    )


def _to_reach(desk: Desk, reader: Reader, scope: Scope) -> list[tuple[str, list[str]]]:
    """Return the lists that narrow, as people call what is in them."""
    register, texts = desk.fleet.register, reader.texts
    is_thai = texts.language is Language.THAI

    def name_of(kind: str, code: str) -> str:
        if kind == "provinces" and code in register.provinces:
            return to_name(register.provinces[code], texts)
        if kind == "sites" and code in register.sites:
            site = register.sites[SiteCode(code)]
            return f"{site.name_th if is_thai else site.name_en} ({code})"
        return code

    lists = (
        (kind, getattr(scope, kind)) for kind in ("provinces", "contracts", "sites")
    )
    return [
        (kind, [name_of(kind, each) for each in sorted(codes)[: MOST_NAMED + 1]])
        for kind, codes in lists
        if codes is not None
    ]


def _back(query: str = "") -> Response:
    path = f"/account{query}"
    return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})
