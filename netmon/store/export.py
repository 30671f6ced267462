"""Rows of a measurement and a span as one Parquet or CSV file, in bounded memory."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from netmon.core.errors import ConfigError
from netmon.store.columns import AT
from netmon.store.conditions import condition
from netmon.store.duck import Duck, literal, quoted
from netmon.store.layout import Layout
from netmon.store.port import Span, check_measurement
from netmon.store.rows import rows_sql
from netmon.store.sources import FileGone, Sources

_TRIES = 5


class ExportForm(StrEnum):
    """What an export is written as."""

    PARQUET = "parquet"
    CSV = "csv"


_OPTIONS = {
    ExportForm.PARQUET: "FORMAT parquet, COMPRESSION zstd",
    ExportForm.CSV: "FORMAT csv, HEADER",
}


def export(
    root: Path, measurement: str, span: Span, target: Path, form: ExportForm
) -> int:
    """Write rows as measured to `target`, by time; return how many.

    The file is there when it is whole.

    Raises:
        QuestionRefused: No such measurement.
        ConfigError: `target` exists, or cannot be written.
        OSError: Files of the log moved all the while.
    """
    import duckdb  # noqa: PLC0415  # see Duck

    check_measurement(measurement)
    partial = target.with_name(f"{target.name}.partial")
    if target.exists():
        message = f"{target}: it exists already"
        raise ConfigError(message)
    layout = Layout(root)
    duck = Duck(target.absolute().parent)
    try:
        for _ in range(_TRIES):
            try:
                count = _copy(layout, duck, measurement, span, (partial, form))
            except FileGone:
                continue
            partial.rename(target)
            return count
    except (OSError, duckdb.IOException) as error:
        message = f"{target}: {error}".partition("\n")[0]
        raise ConfigError(message) from None
    finally:
        duck.close()
        partial.unlink(missing_ok=True)
    message = f"{target}: files of the log moved all the while, please try again"
    raise ConfigError(message)


def _copy(
    layout: Layout,
    duck: Duck,
    name: str,
    span: Span,
    to: tuple[Path, ExportForm],
) -> int:
    measurement = check_measurement(name)
    path, form = to
    snapshot = Sources(layout).snapshot(name, span.start, span.end)
    order = ", ".join(map(quoted, [AT, *measurement.tags]))
    try:
        with duck.cursor() as cursor:
            rows = rows_sql(cursor, snapshot, list(measurement.fields), condition(span))
            written = cursor.execute(
                f"COPY (SELECT * FROM ({rows}) ORDER BY {order}) "
                f"TO {literal(str(path))} ({_OPTIONS[form]})"
            ).fetchone()
    finally:
        snapshot.close()
    return 0 if written is None else int(written[0])
