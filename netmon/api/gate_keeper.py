"""Stands at the gate: lets calls in, sends people who could sign in to the form."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote

from starlette.requests import Request
from starlette.responses import RedirectResponse

from netmon.access.lockout import to_network
from netmon.api import csrf
from netmon.api.credentials import Headers
from netmon.api.gate import Caller, Gate, most_bytes, place_of, too_large
from netmon.api.problems import Problem, to_response

if TYPE_CHECKING:
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from netmon.api.problems import ErrorPage
    from netmon.api.throttle import Throttle

LOGIN_PAGE = "/login"
ACCOUNT_PAGE = "/account"
_OPEN_TO_CHANGE = (ACCOUNT_PAGE, LOGIN_PAGE, "/logout", "/static/")
"""Where somebody may go who must first change the password."""

_FORM_TYPE = "application/x-www-form-urlencoded"
_MOST_FIELDS = 1_000
_LONGEST_WAY_BACK = 2_000


class GateKeeper:
    """ASGI middleware that stands at a gate and bounds what comes in.

    Whom it lets in is `request.state.principal` from then on; `.guest` for who has
    signed in, `.channel` how they came, `.csrf_secret` what their forms must fit,
    `.holds` whether they are let in still, `.place` their address.

    Args:
        app: What lies behind.
        gate: The rules.
        throttle: Bounds how often one caller may change something.
        error_page: Shows a refusal to a caller who is known and uses a browser.
    """

    def __init__(
        self,
        app: ASGIApp,
        gate: Gate,
        throttle: Throttle,
        error_page: ErrorPage | None = None,
    ) -> None:
        self._app = app
        self._gate = gate
        self._throttle = throttle
        self._error_page = error_page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the call pass, or answer it with a problem."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_handed_on, caller = False, None
        try:
            scope, is_handed_on = self._gate.proxies.unwrap(scope)
            caller = self._gate.admit(scope, is_handed_on=is_handed_on)
            receive = _bounded(receive, most_bytes(scope))
            receive = await self._check(scope, receive, caller)
        except Problem as problem:
            answer = self._redirect(scope, problem, is_handed_on=is_handed_on)
            answer = answer or self._to_page(scope, problem, caller)
            await (answer or _refuse(scope, problem))(scope, receive, send)
            return
        _introduce(scope, caller)
        await self._app(scope, receive, send)

    async def _check(self, scope: Scope, receive: Receive, caller: Caller) -> Receive:
        """Return the body to read once what may be said against the call is said."""
        if self._gate.is_harmless(scope):
            _check_change(scope, caller)
            return receive
        place = place_of(scope)
        is_named = caller.principal.name != "loopback"
        self._throttle.take(caller.principal.name if is_named else to_network(place))
        if caller.guest is None or scope["path"] == LOGIN_PAGE:  # has its own token
            return receive
        receive = await _check_form(Headers(scope), receive, caller.secret)
        _check_change(scope, caller)
        return receive

    def _to_page(
        self, scope: Scope, problem: Problem, caller: Caller | None
    ) -> Response | None:
        """Return the page of a refusal; before a caller is known there is no page."""
        if caller is None or self._error_page is None:
            return None
        if not is_navigation(Headers(scope)):
            return None
        _introduce(scope, caller)
        answer = self._error_page(Request(scope), problem)
        if answer is not None:
            for name, value in problem.headers:
                answer.headers.append(name, value)
        return answer

    def _redirect(
        self, scope: Scope, problem: Problem, *, is_handed_on: bool
    ) -> Response | None:
        """Return the way to the form for a person who may have to sign in."""
        if not is_navigation(Headers(scope)):
            return None
        if isinstance(problem, _MustChange):
            return _to(ACCOUNT_PAGE)
        channel = self._gate.channel_of(scope, is_handed_on=is_handed_on)
        if problem.status != 401 or not self._gate.offers_sign_in(channel):
            return None
        return sign_in_first(scope)


def _refuse(scope: Scope, problem: Problem) -> Response:
    """Return the problem; a page's script must not make the browser ask for Basic."""
    answer = to_response(problem)
    if Headers(scope).all("sec-fetch-mode") and problem.status == 401:
        challenges = [each for each in problem.headers if "Basic" not in each[1]]
        answer = to_response(Problem(401, problem.detail, headers=challenges))
    return answer


class _MustChange(Problem):
    """Somebody has signed in with a password that is not theirs alone."""

    def __init__(self) -> None:
        super().__init__(403, "the password must be changed first, at /account")


def sign_in_first(scope: Scope) -> RedirectResponse:
    """Return the way to the form, and from there back."""
    return _to(LOGIN_PAGE + _way_back(scope))


def is_navigation(headers: Headers) -> bool:
    """Return whether a person's browser goes to a page, and no script fetches it."""
    is_page = headers.one("sec-fetch-mode") in ("", "navigate")
    accepted = ",".join(headers.all("accept"))
    return is_page and "text/html" in accepted and not headers.all("authorization")


def _introduce(scope: Scope, caller: Caller) -> None:
    state = scope.setdefault("state", {})
    state["principal"] = caller.principal
    state["channel"] = caller.channel
    state["guest"] = caller.guest
    state["csrf_secret"] = caller.secret
    state["holds"] = caller.holds
    state["place"] = place_of(scope)


def _check_change(scope: Scope, caller: Caller) -> None:
    if caller.guest is None or not caller.guest.account.must_change:
        return
    if not scope["path"].startswith(_OPEN_TO_CHANGE):
        raise _MustChange


async def _check_form(headers: Headers, receive: Receive, secret: str) -> Receive:
    """Return the body, unread; a cookie is sent by whatever page asks for it.

    That the call comes from our own page must be said by the browser, and shown by the
    token that stands in our pages.
    """
    is_said = headers.one("sec-fetch-site") == "same-origin" or headers.all("origin")
    if not is_said:
        detail = "a session's call must say where it comes from: Origin"
        raise Problem(403, detail)
    token = headers.one(csrf.HEADER)
    if not token and headers.one("content-type").partition(";")[0] == _FORM_TYPE:
        body = await _read(receive)
        token, receive = _find_token(body), _again(body, receive)
    if not csrf.is_token(token, secret):
        raise Problem(403, "the form is not of this session; load the page again")
    return receive


async def _read(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        piece: bytes = message.get("body", b"")
        body += piece
        if message["type"] != "http.request" or not message.get("more_body"):
            return body


def _find_token(body: bytes) -> str:
    try:
        fields = parse_qs(body.decode("latin-1"), max_num_fields=_MOST_FIELDS)
    except ValueError:
        return ""
    found = fields.get(csrf.FIELD, [])
    return found[0] if len(found) == 1 else ""


def _again(body: bytes, receive: Receive) -> Receive:
    """Return what gives `body` once more, and then what comes after it."""
    given = False

    async def take() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return take


def _bounded(receive: Receive, most: int) -> Receive:
    """Return `receive` that refuses a body that grows past `most` bytes."""
    taken = 0

    async def take() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise too_large(most)
        return message

    return take


def _way_back(scope: Scope) -> str:
    """Return what lets the form lead back to the page that was asked for."""
    if scope["method"] not in ("GET", "HEAD") or scope["path"] == "/":
        return ""
    query = scope["query_string"].decode("latin-1")
    path = quote(scope["path"]) + (f"?{query}" if query else "")
    return f"?next={quote(path, safe='')}" if len(path) <= _LONGEST_WAY_BACK else ""


def _to(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303, headers={"Cache-Control": "no-store"})
