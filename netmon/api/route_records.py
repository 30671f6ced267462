"""Records of the programme: the same seven calls for each kind of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response

from inventory.records.catalogue import KINDS
from inventory.records.flaws import to_words
from inventory.records.kinds import Kind
from netmon.api import PREFIX
from netmon.api.desk import AtDesk
from netmon.api.encoding import fresh, tagged, to_json_bytes
from netmon.api.paging import add_link
from netmon.api.problems import Place
from netmon.api.record_desk import (
    change_record,
    create_record,
    delete_record,
    sees_people,
)
from netmon.api.record_history import to_history
from netmon.api.record_list import find_page
from netmon.api.record_models import (
    HistoryQuery,
    RecordHistory,
    Shapes,
    shapes_of,
    to_shown,
    to_values,
)
from netmon.api.record_tags import read_if_match, to_tag
from netmon.api.rights import AtCaller

if TYPE_CHECKING:
    from inventory.records.record import Record

router = APIRouter(tags=["records"])

IfMatch = Annotated[str | None, Header(description='The ETag looked at, as `"3"`')]
_PRIVATE = "private, no-cache"
_UNKEPT = "no-store"
"""For what shows people: the next one at the same browser may see less."""
_ANY = Any
"""Stands for the model of the kind, which is put there when the route is made."""

Endpoint = Callable[..., Any]


def to_row(kind: Kind, record: Record, *, sees: bool) -> dict[str, Any]:
    """Return a record as answers show it.

    Args:
        kind: Of the record.
        record: Which.
        sees: Whether the caller may see what is personal, and who changed it.
    """
    shown = to_shown(kind, record.values, sees_people=sees)
    shown |= {"version": record.version, "changed_at": record.changed_at}
    return shown | ({"changed_by": record.changed_by} if sees else {})


def _add_kind(kind: Kind) -> None:
    shapes = shapes_of(kind.name)
    _add_reading(kind, shapes)
    _add_writing(kind, shapes)


def _add_reading(kind: Kind, shapes: Shapes) -> None:
    one, name = f"/{kind.path}/{{code}}", _to_name(kind)

    async def list_records(
        request: Request, desk: AtDesk, caller: AtCaller, query: _ANY
    ) -> Response:
        page = await find_page(desk, caller, kind, query)
        rows = [to_row(kind, each, sees=page.sees_people) for each in page.records]
        answer = fresh({"items": rows, "next": page.cursor})
        return add_link(request, answer, page.cursor)

    async def get_record(
        request: Request, code: str, desk: AtDesk, caller: AtCaller
    ) -> Response:
        record = await desk.live.records.get(kind, code)
        sees = await sees_people(desk, caller, kind, record.values)
        body = to_json_bytes(to_row(kind, record, sees=sees))
        cache = _UNKEPT if sees else _PRIVATE
        answer = tagged(request, to_tag(record.version), body, cache=cache)
        answer.headers["Vary"] = "Authorization, Cookie"
        return answer

    async def get_history(
        code: str,
        desk: AtDesk,
        caller: AtCaller,
        query: Annotated[HistoryQuery, Query()],
    ) -> Response:
        lines = await to_history(desk, caller, kind, code, query.limit)
        return fresh({"items": lines})

    _set(list_records, f"List {kind.title_en.lower()} by code.", query=shapes.query)
    _set(get_record, "Return one record.")
    _set(get_history, "Return what happened to a record, the newest first.")
    _add("GET", f"/{kind.path}", list_records, shapes.page, f"list{name}")
    _add("GET", one, get_record, shapes.row, f"get{name}")
    _add("GET", f"{one}/history", get_history, RecordHistory, f"get{name}History")


def _add_writing(kind: Kind, shapes: Shapes) -> None:
    one, name = f"/{kind.path}/{{code}}", _to_name(kind)

    async def create(desk: AtDesk, caller: AtCaller, wish: _ANY) -> Response:
        record = await create_record(desk, caller, kind, to_values(kind, wish))
        sees = await sees_people(desk, caller, kind, record.values)
        answer = _to_kept(kind, record, sees=sees)
        answer.status_code = 201
        answer.headers["Location"] = f"{PREFIX}/{kind.path}/{record.code}"
        return answer

    async def change(
        code: str, desk: AtDesk, caller: AtCaller, wish: _ANY, if_match: IfMatch = None
    ) -> Response:
        version = read_if_match(if_match)
        values = to_values(kind, wish, code)
        record = await change_record(desk, caller, kind, values, version)
        sees = await sees_people(desk, caller, kind, record.values)
        return _to_kept(kind, record, sees=sees)

    async def delete(
        code: str, desk: AtDesk, caller: AtCaller, if_match: IfMatch = None
    ) -> Response:
        version = read_if_match(if_match)
        await delete_record(desk, caller, kind, code, version)
        return Response(status_code=204)

    _set(create, "Make a record.", wish=shapes.wish)
    _set(
        change,
        "Change all of a record; what is left out is emptied.",
        wish=shapes.change,
    )
    _set(delete, "Take a record away. Its history stays.")
    _add("POST", f"/{kind.path}", create, shapes.kept, f"create{name}", 201)
    _add("PUT", one, change, shapes.kept, f"change{name}")
    _add("DELETE", one, delete, None, f"delete{name}", 204)


def _to_kept(kind: Kind, record: Record, *, sees: bool) -> Response:
    """Return the answer to who wrote a record, with what is odd about it."""
    odd = [
        Place(f"body {flaw.column}", *to_words(flaw.code, flaw.detail)).to_json()
        for flaw in kind.check(record.values)
    ]
    answer = fresh(to_row(kind, record, sees=sees) | {"warnings": odd})
    answer.headers["ETag"] = to_tag(record.version)
    return answer


def _set(endpoint: Endpoint, about: str, **models: Any) -> None:
    """Describe an endpoint, and say of which models its parameters are."""
    endpoint.__doc__ = about
    for name, model in models.items():
        is_query = name == "query"
        endpoint.__annotations__[name] = (
            Annotated[model, Query()] if is_query else model
        )


def _add(
    method: str,
    path: str,
    endpoint: Endpoint,
    model: Any,
    operation: str,
    status: int = 200,
) -> None:
    router.add_api_route(
        path,
        endpoint,
        methods=[method],
        response_model=model,
        operation_id=operation,
        status_code=status,
    )


def _to_name(kind: Kind) -> str:
    return "".join(part.title() for part in kind.name.split("_"))


for _kind in KINDS:
    _add_kind(_kind)
