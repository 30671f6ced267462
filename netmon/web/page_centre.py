"""One centre: how its line is, and what that does to its training and its shops."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from inventory.records.catalogue import CENTRE, VOLUNTEER
from inventory.records.kinds import CODE
from netmon.access.roles import Action
from netmon.api.desk import AtDesk, Desk
from netmon.api.queries import LONGEST_WORD
from netmon.api.record_place import subject_of
from netmon.core.errors import NotFound
from netmon.links.calendar import YearKind
from netmon.web.centre_view import find_courses, to_today, to_trade, to_training
from netmon.web.community_view import items_of_centre
from netmon.web.history_view import TELLING_S
from netmon.web.incident_words import to_why
from netmon.web.page_record import SAID
from netmon.web.product_photo import find_photos
from netmon.web.record_home import to_centre_name, to_centre_url
from netmon.web.render import AtReader, Reader
from netmon.web.site_sentence import say_site
from netmon.web.tiles import to_name

if TYPE_CHECKING:
    from inventory.records.record import Record
    from netmon.access.policy import Subject
    from netmon.links.goal import Progress
    from netmon.links.picture import Picture

router = APIRouter(include_in_schema=False)


@router.get("/centre/{code}")
async def get_centre(
    code: str, desk: AtDesk, reader: AtReader, said: str = ""
) -> Response:
    """Show a centre."""
    if not CODE.fullmatch(code):
        raise NotFound("centre", code[:LONGEST_WORD])
    record = await desk.live.records.get(CENTRE, code)
    subject = await subject_of(desk, CENTRE, record.values)
    may_keep = reader.may(Action.KEEP_RECORDS, subject)
    links = desk.live.links
    # Whoever comes from a form wants to see what they have just written.
    is_writer = may_keep and said in SAID
    picture = await (links.current() if is_writer else links.picture())
    view = await _view(desk, reader, record, picture)
    view |= await _people(desk, reader, record, subject)
    view |= {"may_keep": may_keep, "said": said if said in SAID else ""}
    return reader.render("centre.html", **view)


@router.get("/site/{code}/centre")
async def find_centre(code: str, desk: AtDesk) -> Response:
    """Lead to the centre at a site; to the site's own page where there is none."""
    if not CODE.fullmatch(code):
        raise NotFound("site", code[:LONGEST_WORD])
    found = await desk.live.records.page(CENTRE, {"site": code}, limit=1)
    url = to_centre_url(found[0].code) if found else f"/site/{code}"
    return RedirectResponse(url, status_code=303)


async def _view(
    desk: Desk, reader: Reader, record: Record, picture: Picture
) -> dict[str, Any]:
    card = picture.cards.get(record.code)
    courses = await find_courses(desk, reader.texts)
    site = str(record.values["site"])
    facts = desk.fleet.get(site)
    trade = await to_trade(desk, reader, picture, record.code)
    word = await say_site(desk, facts.site, reader.now) if facts else None
    unseen = to_why(reader.texts, word.unseen) if word and word.unseen else ""
    return {
        "record": record,
        "name": to_centre_name(desk, reader.texts, record.code, site),
        "site": facts.site if facts else None,
        "province": _province(desk, reader, site),
        "at": picture.at,
        "card": card,
        "telling_s": TELLING_S,
        "word": word,
        "unseen": unseen,
        "remarks": to_today(reader, picture, card, courses) if card else [],
        "courses": courses,
        "training": to_training(picture, record.code),
        "trade": trade,
        "items": await items_of_centre(desk, reader, record.code),
        "near": picture.neighbourhood.witnesses(record.values["site"]),
        "goal": await _goal(desk) if reader.sees_nation else None,
        "photos": await find_photos(desk, trade.product_codes),
    }


async def _goal(desk: Desk) -> Progress | None:
    """Return how far all shops of the programme are this year."""
    goals = (await desk.live.links.programme()).goals
    return next((each for each in goals if each.year.kind is YearKind.BUDGET), None)


def _province(desk: Desk, reader: Reader, site: str) -> tuple[str, str] | None:
    """Return code and name of the province, None where the site has left."""
    facts = desk.fleet.get(site)
    if facts is None:
        return None
    code = facts.site.province
    return code, to_name(desk.fleet.register.provinces[code], reader.texts)


async def _people(
    desk: Desk, reader: Reader, record: Record, subject: Subject
) -> dict[str, Any]:
    """Return who is at the centre, for those whose work needs it."""
    if not reader.may(Action.SEE_PEOPLE, subject):
        return {"sees_people": False, "volunteers": []}
    where = {"site_code": record.values["site"]}
    found = await desk.live.records.page(VOLUNTEER, where)
    return {"sees_people": True, "volunteers": found}
