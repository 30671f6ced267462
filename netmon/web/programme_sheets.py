"""The heavy parts of the programme's page: made once, for everybody who reads them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from netmon.links.area import NATION, Area
from netmon.web.programme_view import to_groups, to_targets, to_training_tiles

if TYPE_CHECKING:
    from jinja2 import Environment

    from inventory.model import Register
    from netmon.links.programme import Programme
    from netmon.web.texts import Language, Texts

MOST = 64
"""Areas times languages; those of a nation's provinces are not asked for at once."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """HTML in which nothing is about who reads it.

    Attributes:
        targets: Empty where no target is told.
        tiles: The map of disturbed training; empty but for the whole nation.
        groups: The sums by part.
    """

    targets: Markup
    tiles: Markup
    groups: Markup


class SheetPress:
    """Makes sheets, and keeps them while the programme they are of is in force.

    Args:
        templates: The pages' own.
    """

    def __init__(self, templates: Environment) -> None:
        self._templates = templates
        self._kept: dict[tuple[Language, Area], tuple[Programme, Sheets]] = {}

    def press(
        self, texts: Texts, register: Register, area: Area, programme: Programme
    ) -> Sheets:
        """Return the sheets of one programme, which is of `area`."""
        key = texts.language, area
        kept = self._kept.get(key)
        if kept is not None and kept[0] is programme:
            return kept[1]
        if len(self._kept) >= MOST:
            self._kept.clear()
        made = self._make(texts, register, area, programme)
        self._kept[key] = programme, made
        return made

    def _make(
        self, texts: Texts, register: Register, area: Area, programme: Programme
    ) -> Sheets:
        is_whole = area == NATION
        targets = to_targets(texts, programme.standings)
        tiles = to_training_tiles(texts, register, programme) if is_whole else []
        groups = to_groups(texts, register, programme)
        return Sheets(
            targets=self._render("targets", texts, targets) if targets else Markup(),
            tiles=self._render("tiles", texts, tiles) if tiles else Markup(),
            groups=self._render("groups", texts, groups, is_open=not is_whole),
        )

    def _render(
        self, name: str, texts: Texts, rows: list[Any], **values: object
    ) -> Markup:
        page = self._templates.get_template(f"_programme_{name}.html")
        words = {"t": texts, "lang": texts.language.value, name: rows}
        # Escaped by the template.
        return Markup(page.render(words | values))  # noqa: S704
