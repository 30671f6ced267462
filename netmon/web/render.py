"""Turns templates into answers, in the language of whoever asks."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache, partial
from typing import Annotated, Any

from fastapi import Depends, Request
from jinja2 import Environment, PackageLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.responses import HTMLResponse

from netmon.access.policy import NATION, Principal, Subject, may
from netmon.access.reception import Reception
from netmon.access.roles import Action
from netmon.api import csrf
from netmon.api.desk import AtDesk, Desk
from netmon.api.encoding import pack, takes_gzip
from netmon.core.model import SiteState
from netmon.web.kept import Shared
from netmon.web.moments import (
    to_clock,
    to_day_name,
    to_duration,
    to_exact_moment,
    to_moment,
)
from netmon.web.places import to_places
from netmon.web.statics import to_static_url
from netmon.web.texts import COOKIE, Language, Texts, choose_language, load_texts
from netmon.web.way_back import home_of

_YEAR_S = 365 * 24 * 3600
_THAI = re.compile(r"([\u0e00-\u0e7f]+(?:[ .]*[\u0e00-\u0e7f]+)*)")
_WORTH_PACKING = 1_000
"""Bytes; below, gzip only adds."""

STATE_ORDER = (
    SiteState.DOWN,
    SiteState.DEGRADED,
    SiteState.NOT_OBSERVED,
    SiteState.UP,
    SiteState.MAINTENANCE,
    SiteState.UNMONITORED,
)
"""The order people read the states in: what needs them first."""

BAR_TOPS = {
    SiteState.DOWN.value: 0,
    SiteState.DEGRADED.value: 12,
    SiteState.MAINTENANCE.value: 20,
    SiteState.UP.value: 26,
    SiteState.NOT_OBSERVED.value: 34,
    SiteState.UNMONITORED.value: 38,
}
"""Where a state begins in a history bar 40 high: colour alone says nothing to some."""


class Reader:
    """Whoever asks for a page.

    Attributes:
        caller: Who it is.
        texts: In their language.
        now: UTC.
        shared: What all pages share.
    """

    def __init__(self, request: Request, desk: Desk) -> None:
        self._request = request
        self.caller: Principal = request.state.principal
        self._asked = request.query_params.get("lang")
        language = choose_language(
            self._asked,
            request.cookies.get(COOKIE),
            request.headers.get("accept-language"),
        )
        self.texts = load_texts(language)
        self.now = desk.live.clock.now()
        self.shared: Shared = request.app.state.shared
        self._is_simulated = desk.live.is_simulated
        # Empty for a caller without a session: nothing they hold could be abused.
        secret: str = request.state.csrf_secret
        self._csrf_token = csrf.make_token(secret) if secret else ""

    def may(self, action: Action, subject: Subject) -> bool:
        """Return whether they may; what they may not is not offered to them."""
        return may(self.caller, action, subject).is_allowed

    @property
    def sees_nation(self) -> bool:
        """Whether what is about the whole nation is theirs to see."""
        return self.may(Action.READ, NATION)

    @property
    def _can_sign_in(self) -> bool:
        reception: Reception | None = self._request.app.state.reception
        return reception is not None and reception.has_accounts

    def csrf_field(self) -> Markup:
        """Return what every form that changes something must hold."""
        if not self._csrf_token:
            return Markup()
        field = Markup('<input type="hidden" name="{}" value="{}">')
        return field.format(csrf.FIELD, self._csrf_token)

    def render(
        self, template: str, /, http_status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Return the page `template` makes of `values`."""
        page = environment().get_template(template)
        html = page.render(self._frame() | values).encode()
        response = HTMLResponse(html, http_status)
        if len(html) >= _WORTH_PACKING and takes_gzip(self._request):
            response = HTMLResponse(pack(html), http_status)
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Cache-Control"] = "no-store"
        response.headers["Vary"] = "Accept-Encoding, Accept-Language, Cookie"
        if self._asked in tuple(Language):
            response.set_cookie(
                COOKIE,
                self.texts.language,
                _YEAR_S,
                secure=self._request.url.scheme == "https",
                httponly=True,
                samesite="lax",
            )
        return response

    def _frame(self) -> dict[str, Any]:
        texts = self.texts
        return {
            "t": texts,
            "lang": texts.language.value,
            "languages": tuple(Language),
            "now": self.now,
            "is_simulated": self._is_simulated,
            "sees_nation": self.sees_nation,
            "path": self._request.url.path,
            "places": to_places(self.caller),
            "guest": self._request.state.guest,
            "can_sign_in": self._can_sign_in,
            "is_live": self.sees_nation,
            "home": home_of(self.caller),
            "csrf_token": self._csrf_token,
            "csrf_field": self.csrf_field,
            "state_order": STATE_ORDER,
            "moment": partial(to_moment, texts),
            "day_of": partial(to_day_name, texts),
            "exact": partial(to_exact_moment, texts),
            "duration": partial(to_duration, texts),
            "clock": to_clock,
            "bar_tops": BAR_TOPS,
            "ago": partial(_to_ago, texts, self.now),
        }


async def _get_reader(request: Request, desk: AtDesk) -> Reader:
    return Reader(request, desk)


AtReader = Annotated[Reader, Depends(_get_reader)]
"""Annotates the parameter of an endpoint that is given its reader."""


@cache
def environment() -> Environment:
    """Return the templates; compiled once."""
    made = Environment(
        loader=PackageLoader("netmon.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals["static"] = to_static_url
    made.filters["number"] = "{:,}".format
    made.filters["thai"] = mark_thai
    return made


@pass_context
def mark_thai(context: Context, text: str) -> Markup | str:
    """Return `text` with what is Thai in it said to be so, on a page that is not.

    The register knows districts and providers by their Thai names alone.
    """
    if context["lang"] == Language.THAI:
        return text
    return Markup().join(
        Markup('<span lang="th">{}</span>').format(part) if place % 2 else part
        for place, part in enumerate(_THAI.split(text))
    )


def _to_ago(texts: Texts, now: datetime, since: datetime) -> str:
    return to_duration(texts, (now - since).total_seconds())
