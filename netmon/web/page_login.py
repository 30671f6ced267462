"""Signing in and out; works without scripts."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from netmon.access.login_sessions import make_session_id
from netmon.access.outcomes import Entry, Guest
from netmon.access.passwords import Busy
from netmon.access.reception import Reception
from netmon.api import csrf
from netmon.api.channel import FORM, SESSION, Channel
from netmon.api.credentials import Headers
from netmon.api.problems import Problem
from netmon.web.form import read_fields
from netmon.web.render import AtReader, Reader
from netmon.web.way_back import home_of, to_own_path

router = APIRouter(include_in_schema=False)

MOST_FIELDS = 8
LONGEST_FIELD = 1_000
"""Characters of a field that are looked at; a longer one is nobody's."""
FORM_AGE_S = 3_600
"""How long a form may lie open before it is sent."""


async def _get_reception(request: Request) -> Reception:
    reception: Reception | None = request.app.state.reception
    if reception is None:
        raise Problem(404, "nobody signs in here")
    return reception


AtReception = Annotated[Reception, Depends(_get_reception)]
"""Annotates the parameter of an endpoint that signs people in or out."""


@dataclass(frozen=True, slots=True)
class Form:
    """What the form is shown with.

    Attributes:
        way_back: Where to go then.
        login: As it was typed.
        why: Why it is shown again, a word of the texts `refused`.
        wait_min: How long nobody may try.
    """

    way_back: str = ""
    login: str = ""
    why: str = ""
    wait_min: int = 0


@router.get("/login")
async def get_login(
    request: Request, reader: AtReader, reception: AtReception
) -> Response:
    """Show the form."""
    guest: Guest | None = request.state.guest
    way_back = to_own_path(request.query_params.get("next", ""))
    if guest is not None:
        return _go(way_back or home_of(reader.caller))
    return show(request, reader, reception, Form(way_back))


@router.post("/login")
async def post_login(
    request: Request, reader: AtReader, reception: AtReception
) -> Response:
    """Sign somebody in."""
    fields = await read_fields(request, MOST_FIELDS)
    login, password = (
        fields.get(name, "")[:LONGEST_FIELD] for name in ("login", "password")
    )
    form = Form(to_own_path(fields.get("next", "")), login)
    channel: Channel = request.state.channel
    secret = channel.cookie(Headers(request.scope), FORM)
    if not csrf.is_token(fields.get(csrf.FIELD, ""), secret):
        return show(request, reader, reception, replace(form, why="stale"), 403)
    try:
        entry = await reception.sign_in(login, password, request.state.place)
    except Busy:
        return show(request, reader, reception, replace(form, why="busy"), 503)
    if entry.guest is not None:
        return await let_in(request, reception, entry, form.way_back)
    if not entry.wait_s:
        return show(request, reader, reception, replace(form, why="wrong"), 403)
    return ask_to_wait(request, reader, reception, form, entry.wait_s)


def ask_to_wait(
    request: Request, reader: Reader, reception: Reception, form: Form, wait_s: float
) -> Response:
    """Return the form for who has tried too often."""
    form = replace(form, why="wait", wait_min=math.ceil(wait_s / 60))
    answer = show(request, reader, reception, form, 429)
    answer.headers["Retry-After"] = str(math.ceil(wait_s))
    return answer


@router.post("/logout")
async def post_logout(request: Request) -> Response:
    """Sign the caller out."""
    reception: Reception | None = request.app.state.reception
    guest: Guest | None = request.state.guest
    if reception is not None and guest is not None:
        await reception.sign_out(guest)
    answer = _go("/login")
    request.state.channel.drop_cookie(answer, SESSION)
    return answer


async def let_in(
    request: Request, reception: Reception, entry: Entry, way_back: str
) -> Response:
    """Return the answer that begins a session, and end the one there was."""
    former: Guest | None = request.state.guest
    if former is not None:
        await reception.sign_out(former)
    channel: Channel = request.state.channel
    guest = entry.guest
    if guest is None:
        raise Problem(403, "nobody was let in")
    account = guest.account
    home = "/account" if account.must_change else home_of(account.to_principal())
    answer = _go(home if account.must_change else way_back or home)
    channel.set_cookie(answer, SESSION, entry.secret, reception.most_s)
    channel.drop_cookie(answer, FORM)
    return answer


def show(
    request: Request,
    reader: Reader,
    reception: Reception,
    form: Form,
    http_status: int = 200,
) -> Response:
    """Return the form, with a token that fits the caller's cookie.

    Where a password may not go there is no cookie, and so no token that would fit.
    """
    channel: Channel = request.state.channel
    secret = channel.cookie(Headers(request.scope), FORM) or make_session_id()
    answer = reader.render(
        "login.html",
        http_status,
        is_live=False,
        is_private=channel.is_private,
        has_accounts=reception.has_accounts,
        provider=reception.provider.name if reception.provider else "",
        form=form,
        form_field=csrf.FIELD,
        form_token=csrf.make_token(secret),
        demo_accounts=request.app.state.desk.live.demo_accounts,
    )
    if channel.is_private:
        channel.set_cookie(answer, FORM, secret, FORM_AGE_S)
    return answer


def _go(path: str) -> Response:
    return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})
