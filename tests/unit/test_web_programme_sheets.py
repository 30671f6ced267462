"""The heavy parts of the programme's page: made once, and never out of date."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from inventory.fleet import make_fleet
from netmon.core.intervals import Interval
from netmon.links.area import NATION, Area
from netmon.links.draw import draw
from netmon.links.facts import Records
from netmon.links.ground import Ground
from netmon.status.board import UNMONITORED
from netmon.status.lookback import Journals
from netmon.web.programme_sheets import MOST, SheetPress
from netmon.web.render import environment
from netmon.web.texts import Language, load_texts

NOW = datetime(2026, 11, 20, tzinfo=UTC)
FLEET = make_fleet(size=30)
JOURNALS = Journals(Interval(NOW - timedelta(days=9), NOW), [], [], {}, {}, {})
STATES = dict.fromkeys(FLEET.sites, UNMONITORED)
PICTURE = draw(Ground(NOW, FLEET, Records(), JOURNALS, STATES, {}))
THAI, ENGLISH = load_texts(Language.THAI), load_texts(Language.ENGLISH)


def test_sheets_are_made_once_a_language_and_anew_with_the_programme() -> None:
    press = SheetPress(environment())
    programme = PICTURE.programme()

    first = press.press(THAI, FLEET, NATION, programme)
    english = press.press(ENGLISH, FLEET, NATION, programme)
    again = press.press(THAI, FLEET, NATION, programme)
    newer = replace(programme, total=replace(programme.total, sites_count=31))
    after = press.press(THAI, FLEET, NATION, newer)

    assert again is first
    assert after is not first
    assert "Public-internet sites in service" in english.targets
    assert "จุดบริการอินเทอร์เน็ตสาธารณะ" in first.targets


def test_a_part_has_no_targets_and_no_map_and_lies_open() -> None:
    area = Area(province=next(iter(FLEET.provinces)))
    press = SheetPress(environment())

    whole = press.press(THAI, FLEET, NATION, PICTURE.programme())
    part = press.press(THAI, FLEET, area, PICTURE.programme(area))

    assert (part.targets, part.tiles) == ("", "")
    assert whole.tiles.count('class="tile ') == len(FLEET.provinces)
    assert part.groups.count(" open>") == part.groups.count("<details") == 4
    assert whole.groups.count(" open>") == 1


def test_what_many_areas_were_asked_for_is_not_kept_for_ever() -> None:
    press, programme = SheetPress(environment()), PICTURE.programme()

    for number in range(3 * MOST):
        press.press(THAI, FLEET, Area(site=f"PI-{number}"), programme)

    assert len(press._kept) <= MOST


def test_a_kind_without_rows_has_no_record_and_no_share() -> None:
    programme = PICTURE.programme()

    figures = {each.target.counted_by: each.actual for each in programme.standings}
    sheet = SheetPress(environment()).press(ENGLISH, FLEET, NATION, programme).targets

    assert {name for name, figure in figures.items() if figure is not None} == {
        "sites_in_service"
    }
    assert sheet.count("No record<") == len(programme.standings) - 1
    assert sheet.count("%</p>") == 1
    assert [goal.year.kind.value for goal in programme.goals] == ["budget", "calendar"]
