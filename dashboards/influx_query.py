"""An InfluxQL query as Grafana keeps it; the SDK has no type for InfluxDB.

Keys are those Grafana's InfluxDB data source reads (model_parser: query, rawQuery,
resultFormat, alias) and, for an annotation, those of its annotation editor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Self

from grafana_foundation_sdk.cog import builder, runtime, variants
from grafana_foundation_sdk.models.common import DataSourceRef

from dashboards.names import TYPE, Source

Shape = Literal["time_series", "table"]
_KEYS = {
    "refId": "ref_id",
    "query": "query",
    "resultFormat": "shape",
    "alias": "alias",
    "textColumn": "text_column",
    "tagsColumn": "tags_column",
}


@dataclass(slots=True)
class InfluxQuery(variants.Dataquery):
    """One query.

    Attributes:
        uid: Of the data source, or the variable that holds it.
        shape: `table` makes one frame of many series.
        alias: How a series is called, as `$tag_site`.
        text_column: Of an annotation: what it says.
        tags_column: Of an annotation: what it can be told apart by.
    """

    uid: str = ""
    ref_id: str = "A"
    query: str = ""
    shape: Shape = "time_series"
    alias: str | None = None
    text_column: str | None = None
    tags_column: str | None = None

    def to_json(self) -> dict[str, object]:
        """Return what Grafana stores."""
        told = {key: getattr(self, name) for key, name in _KEYS.items()}
        made: dict[str, object] = {
            "datasource": DataSourceRef(type_val=TYPE, uid=self.uid),
            "rawQuery": True,
            **{key: value for key, value in told.items() if value is not None},
        }
        if self.text_column is not None:
            made["fromAnnotations"] = True
        return made

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the query of its JSON; keys nobody knows are lost."""
        known = {name: data[key] for key, name in _KEYS.items() if key in data}
        return cls(uid=data.get("datasource", {}).get("uid", ""), **known)


@dataclass(frozen=True, slots=True)
class Ask(builder.Builder[variants.Dataquery]):
    """A query of a panel or annotation, as builders write it."""

    source: Source
    text: str
    shape: Shape = "time_series"
    alias: str | None = None
    ref_id: str = "A"
    text_column: str | None = None
    tags_column: str | None = None

    def build(self) -> variants.Dataquery:
        """Return it for the SDK."""
        return InfluxQuery(
            f"${{{self.source.variable}}}",
            self.ref_id,
            self.text,
            self.shape,
            self.alias,
            self.text_column,
            self.tags_column,
        )


def register() -> None:
    """Tell the SDK how to read queries of InfluxDB."""
    runtime.register_dataquery_variant(
        runtime.DataqueryConfig(TYPE, InfluxQuery.from_json)
    )
