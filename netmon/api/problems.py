"""Every error of the API as an RFC 9457 problem document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from inventory.records.flaws import to_words
from inventory.records.record import Refused, Stale, StillNamed, Taken
from netmon.api.thai_faults import to_thai, to_thai_status
from netmon.core.errors import (
    AddressRefused,
    CapabilityMissing,
    DatabaseUnusable,
    NetmonError,
    NotFound,
    ServiceUnreachable,
)
from netmon.core.fiscal_years import NoFiscalYear
from netmon.core.months import NoMonth
from netmon.sla.claims.refusals import Conflict, Flawed, NotApprovable, Outdated

PROBLEM_TYPE = "application/problem+json"
LONGEST_ECHO = 80
"""Characters of a wrong value that are repeated in the answer."""
MOST_PLACES = 20


class Place(NamedTuple):
    """One thing that is wrong.

    Attributes:
        where: The parameter, as `query limit`.
        what: What was expected and what came.
        message_th: The same in Thai; empty where only machines are meant.
    """

    where: str
    what: str
    message_th: str = ""

    def to_json(self) -> dict[str, str]:
        """Return it as the document shows it."""
        shown = {"where": self.where, "what": self.what}
        return shown | ({"message_th": self.message_th} if self.message_th else {})


class Problem(NetmonError):
    """A call that cannot be answered.

    Attributes:
        status: HTTP status code, 400-599.
        detail: What is wrong with this call, in plain words.
        headers: Extra answer headers.
        places: Each wrong parameter, empty where the call as a whole is refused.
        message_th: `detail` in Thai; empty for what is said of all of its status.
    """

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        headers: Sequence[tuple[str, str]] = (),
        places: Sequence[Place] = (),
        message_th: str = "",
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.message_th = message_th or to_thai_status(status)
        self.headers = tuple(headers)
        self.places = tuple(places)

    @property
    def own_message_th(self) -> str:
        """`message_th`, empty where it says no more than the status does."""
        common = to_thai_status(self.status)
        return "" if self.message_th == common else self.message_th

    @property
    def title(self) -> str:
        """The status in words; the same for every problem of the kind."""
        return HTTPStatus(self.status).phrase


class Denied(Problem):
    """What the caller's role or scope does not allow (403)."""

    def __init__(self, reason: str) -> None:
        super().__init__(403, reason)


_SOON = (("Retry-After", "5"),)
_BUSY = ("locked", "busy", "timeout")
"""In what a database, or the way to it, says of a wait that may end."""

ErrorPage = Callable[[Request, Problem], Response | None]
"""Shows a problem to a person; None leaves it to the problem document."""


def bad_parameter(where: str, what: str) -> Problem:
    """Return the problem of one wrong parameter."""
    place = Place(where, what)
    return Problem(400, f"{where}: {what}", places=[place])


def echo(value: object) -> str:
    """Return `value` as it may be repeated: quoted, escaped and short."""
    text = ascii(value) if not _is_plain(value) else repr(value)
    return text if len(text) <= LONGEST_ECHO else text[:LONGEST_ECHO] + "…"


def to_response(problem: Problem) -> Response:
    """Return the problem document."""
    kind = re.sub(r"[^a-z]+", "-", problem.title.lower())
    body: dict[str, Any] = {
        "type": f"urn:netmon:problem:{kind}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
    }
    if problem.message_th:
        body["message_th"] = problem.message_th
    if problem.places:
        body["errors"] = [place.to_json() for place in problem.places]
    response = Response(orjson.dumps(body), problem.status, media_type=PROBLEM_TYPE)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    for name, value in problem.headers:
        response.headers.append(name, value)
    return response


def handle_problems(app: FastAPI, error_page: ErrorPage | None = None) -> None:
    """Let `app` answer every error with a problem, for a person with `error_page`."""

    def answer(request: Request, problem: Problem) -> Response:
        page = error_page(request, problem) if error_page else None
        return page or to_response(problem)

    async def on_error(request: Request, error: Exception) -> Response:
        return answer(request, to_problem(error))

    for kind in (
        NetmonError,
        RequestValidationError,
        HTTPException,
        SQLAlchemyError,
        OSError,  # the way to the database; the API has no other files
        Exception,
    ):
        app.add_exception_handler(kind, on_error)


def to_problem(error: Exception) -> Problem:
    """Return what is said of `error`; of a fault of ours nothing but that it is one."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, NetmonError):
        return _to_refusal(error)
    if isinstance(error, RequestValidationError):
        return _to_bad_request(error)
    if isinstance(error, HTTPException):
        return _to_http_problem(error)
    if isinstance(error, SQLAlchemyError | OSError):
        return Problem(503, _why_unusable(error), headers=_SOON)
    return Problem(500, "a fault inside netmon; its log says more")


def _why_unusable(error: SQLAlchemyError | OSError) -> str:
    said = str(getattr(error, "orig", None) or error).lower()
    if any(word in said for word in _BUSY):
        return "the database is busy: try again in some seconds"
    return "the database cannot be read now"


_STATUS: Mapping[type[NetmonError], int] = {
    NotFound: 404,
    AddressRefused: 409,
    CapabilityMissing: 503,
    DatabaseUnusable: 503,
    ServiceUnreachable: 503,
    Outdated: 412,
    Stale: 412,
    StillNamed: 409,
    Taken: 409,
}


def _to_refusal(error: NetmonError) -> Problem:
    if isinstance(error, Refused):
        return _to_unfit(error)
    if isinstance(error, Flawed | Conflict | NotApprovable):
        return _to_refused_claim(error)
    message_th = error.message_th if isinstance(error, NoMonth | NoFiscalYear) else ""
    return Problem(_STATUS.get(type(error), 400), str(error), message_th=message_th)


def _to_unfit(error: Refused) -> Problem:
    """Return what is wrong with values that are well formed, column by column."""
    places = [
        Place(f"body {flaw.column}", *to_words(flaw.code, flaw.detail))
        for flaw in error.flaws
    ]
    return Problem(422, _to_detail(places), places=places[:MOST_PLACES])


def _to_refused_claim(error: Flawed | Conflict | NotApprovable) -> Problem:
    """Return why a claim about a month, or a decision about one, is refused."""
    if isinstance(error, Flawed):
        place = Place(f"body {error.field}", str(error), error.message_th)
        return Problem(422, _to_detail([place]), places=[place])
    if isinstance(error, Conflict):
        return Problem(409, str(error), message_th=error.message_th)
    places = [Place(f"rule {one.code}", *one.words()) for one in error.findings]
    return Problem(409, str(error), places=places[:MOST_PLACES])


def _to_detail(places: Sequence[Place]) -> str:
    return "; ".join(f"{place.where}: {place.what}" for place in places[:5])


def _to_bad_request(error: RequestValidationError) -> Problem:
    places = [_to_place(each) for each in error.errors()]
    return Problem(400, _to_detail(places), places=places[:MOST_PLACES])


def _to_place(each: Mapping[str, Any]) -> Place:
    where = " ".join(echo(part).strip("'") for part in each["loc"])
    what = str(each["msg"]).removeprefix("Value error, ")
    if each["type"] == "extra_forbidden":
        what = "there is no such parameter"
    elif each["type"] != "missing":
        what = f"{what}; got {echo(each.get('input'))}"
    return Place(where, what, to_thai(str(each["type"])) if _is_form(each) else "")


def _is_form(each: Mapping[str, Any]) -> bool:
    """Whether somebody may have filled it in; queries are for machines."""
    return bool(each["loc"][:1] == ("body",))


def _to_http_problem(error: HTTPException) -> Problem:
    details = {
        404: "there is nothing at this address",
        405: "this address does not take this method",
    }
    headers = [*(error.headers or {}).items()]
    detail = details.get(error.status_code, str(error.detail))
    return Problem(error.status_code, detail, headers=headers)


def _is_plain(value: object) -> bool:
    return isinstance(value, str) and value.isprintable()
