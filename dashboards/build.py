"""Builds every dashboard in every language; needs grafana-foundation-sdk."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.cog.encoder import JSONEncoder

from dashboards.access_points import build_access_points
from dashboards.health import build_health
from dashboards.names import LANGUAGES, PAGES, Language
from dashboards.page import Page
from dashboards.province import build_province
from dashboards.site import build_site
from dashboards.sla import build_sla
from dashboards.wall import build_wall

BUILDERS: Mapping[str, Callable[[Page], Dashboard]] = MappingProxyType(
    {
        "wall": build_wall,
        "province": build_province,
        "site": build_site,
        "access-points": build_access_points,
        "sla": build_sla,
        "health": build_health,
    }
)


def build_all(provinces: Mapping[str, Mapping[Language, str]]) -> dict[str, str]:
    """Return the JSON of every dashboard, keyed by its path under generated/.

    Args:
        provinces: Names by language, keyed by province code.
    """
    made = {}
    for language in LANGUAGES:
        names = {code: each[language] for code, each in provinces.items()}
        for key in PAGES:
            built = BUILDERS[key](Page(key, language, names)).build()
            made[f"{language}/{key}.json"] = to_text(built)
    return made


def to_text(made: object) -> str:
    """Return what the SDK made as JSON people can compare line by line."""
    told = json.loads(JSONEncoder().encode(made), object_hook=_in_sight)
    return json.dumps(told, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _in_sight(part: dict[str, Any]) -> dict[str, Any]:
    """Return a part without what puts links into a menu, the SDK's own default."""
    return {k: v for k, v in part.items() if (k, v) != ("placement", "inControlsMenu")}
