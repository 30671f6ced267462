"""Reads what a page's form sends."""

from __future__ import annotations

from urllib.parse import parse_qsl

from fastapi import Request

from netmon.api import csrf
from netmon.api.problems import Problem


async def read_form(request: Request, most_fields: int) -> dict[str, str]:
    """Return the fields of a form, a browser's line breaks as ours.

    What proves that the form is ours has been seen to by the gate, and is left out.

    Args:
        request: Its body is `application/x-www-form-urlencoded`, in UTF-8.
        most_fields: Fields the form has, without the one that proves it ours.

    Raises:
        Problem: 400 for more fields than that.
    """
    fields = await read_fields(request, most_fields + 1)
    fields.pop(csrf.FIELD, None)
    return fields


async def read_fields(request: Request, most_fields: int) -> dict[str, str]:
    """Return all the fields of a form; see read_form."""
    body = (await request.body()).decode("utf-8", "replace")
    try:
        fields = parse_qsl(body, keep_blank_values=True, max_num_fields=most_fields)
    except ValueError:
        raise Problem(400, f"a form has at most {most_fields} fields") from None
    return {name: value.replace("\r\n", "\n") for name, value in fields}
