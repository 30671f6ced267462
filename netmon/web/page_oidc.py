"""Signing in by an OpenID provider: there, and back."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from netmon.access.login_sessions import make_session_id
from netmon.access.oidc import Provider
from netmon.access.oidc_documents import NotVouched
from netmon.access.reception import Reception
from netmon.api.channel import FORM, Channel
from netmon.api.credentials import Headers
from netmon.api.problems import Problem
from netmon.api.proxies import is_host
from netmon.web.page_login import (
    FORM_AGE_S,
    AtReception,
    Form,
    ask_to_wait,
    let_in,
    show,
)
from netmon.web.render import AtReader
from netmon.web.way_back import to_own_path

log = logging.getLogger(__name__)

router = APIRouter(include_in_schema=False)


@router.get("/login/oidc")
async def get_oidc(
    request: Request, reader: AtReader, reception: AtReception
) -> Response:
    """Send somebody to the provider."""
    provider, channel = _provider(request, reception), request.state.channel
    secret = make_session_id()
    way_back = to_own_path(request.query_params.get("next", ""))
    if wait_s := reception.begin_elsewhere(request.state.place):
        return ask_to_wait(request, reader, reception, Form(way_back), wait_s)
    try:
        address = await provider.begin(secret, _here(request), way_back)
    except NotVouched as error:
        log.warning("OpenID: %s", error)
        form = Form(way_back, why="elsewhere")
        return show(request, reader, reception, form, 502)
    answer = RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
    channel.set_cookie(answer, FORM, secret, FORM_AGE_S)
    return answer


@router.get("/login/oidc/callback")
async def get_callback(
    request: Request, reader: AtReader, reception: AtReception
) -> Response:
    """Let in whom the provider vouches for, if they have an account here."""
    provider, channel = _provider(request, reception), request.state.channel
    secret = channel.cookie(Headers(request.scope), FORM)
    answer = dict(request.query_params)
    if wait_s := reception.begin_elsewhere(request.state.place):
        return ask_to_wait(request, reader, reception, Form(), wait_s)
    try:
        vouched = await provider.finish(secret, _here(request), answer)
    except NotVouched as error:
        log.warning("OpenID: %s", error)
        return show(request, reader, reception, Form(why="elsewhere"), 403)
    entry = await reception.sign_in_known(
        vouched.issuer, vouched.subject, vouched.email, request.state.place
    )
    if entry.guest is None:
        return show(request, reader, reception, Form(why="no_account"), 403)
    return await let_in(request, reception, entry, to_own_path(vouched.way_back))


def _provider(request: Request, reception: Reception) -> Provider:
    channel: Channel = request.state.channel
    if reception.provider is None:
        raise Problem(404, "nobody vouches for people here")
    if not channel.is_private:
        raise Problem(403, "people sign in over HTTPS only")
    return reception.provider


def _here(request: Request) -> str:
    """Return where the provider sends people back to; it knows this address too."""
    host = request.headers.get("host", "")
    if not is_host(host):
        raise Problem(400, "the Host cannot be a host")
    return f"{request.url.scheme}://{host}/login/oidc/callback"
