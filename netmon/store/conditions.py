"""Parts of SQL that say which rows are meant, and in which step each is."""

from __future__ import annotations

from collections.abc import Sequence

from netmon.store.columns import to_ms
from netmon.store.duck import literal
from netmon.store.faults import QuestionRefused
from netmon.store.port import STEP_ORIGIN, Span

MOMENT = 'epoch_ms("at")'


def bucket_sql(step_s: int) -> str:
    """Return the SQL for the beginning of a row's step, in milliseconds."""
    step_ms, origin_ms = step_s * 1000, to_ms(STEP_ORIGIN)
    return f"({MOMENT} - {origin_ms}) // {step_ms} * {step_ms} + {origin_ms}"


def step_sql(span: Span, step_s: int) -> tuple[str, str]:
    """Return the SQL for the step of a row of `span`, and for grouping by it.

    Where all of the span is one step it is a number, and nothing need be grouped:
    over millions of rows that is most of the work.
    """
    step_ms, origin_ms = step_s * 1000, to_ms(STEP_ORIGIN)
    first = (to_ms(span.start) - origin_ms) // step_ms
    last = (to_ms(span.end) - 1 - origin_ms) // step_ms
    if first == last:
        return f"{first * step_ms + origin_ms}::BIGINT", ""
    return bucket_sql(step_s), "GROUP BY b"


def condition(
    span: Span, sites: Sequence[str] | None = None, device: str | None = None
) -> str:
    """Return SQL for the rows of a span, of some sites and a device."""
    words = [
        f'"at" >= TIMESTAMPTZ {literal(span.start.isoformat())}',
        f'"at" < TIMESTAMPTZ {literal(span.end.isoformat())}',
    ]
    if sites is not None:
        codes = [text_sql(site) for site in sites]
        one = len(codes) == 1
        words.append(f"site = {codes[0]}" if one else f"site IN ({', '.join(codes)})")
    if device is not None:
        words.append(f"device = {text_sql(device)}")
    return " AND ".join(words)


def text_sql(value: str) -> str:
    """Return a code for SQL.

    Raises:
        QuestionRefused: It holds what no code does.
    """
    check_code(value)
    return literal(value)


def check_code(value: str) -> None:
    """Refuse what no code is.

    Raises:
        QuestionRefused: It holds what no code does.
    """
    if "\0" in value or not value.isprintable():
        message = f"{value!a} is no code of a site or device"
        raise QuestionRefused(message)
