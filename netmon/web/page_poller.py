"""How the poller is doing, in full; what of it is wrong is on the wall too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from starlette.responses import Response

from netmon.api.desk import AtDesk, Desk
from netmon.api.poller_facts import find_problems
from netmon.web.render import AtReader, Reader
from netmon.web.texts import Language
from netmon.web.vitals import to_vitals

if TYPE_CHECKING:
    from netmon.status.poller import JobView

router = APIRouter(include_in_schema=False)


@router.get("/poller")
async def get_poller(desk: AtDesk, reader: AtReader) -> Response:
    """Show the poller."""
    view = desk.live.poller()
    return reader.render(
        "poller.html",
        jobs=[_to_job(desk, reader, job) for job in view.jobs],
        **await to_poller(desk, reader),
    )


async def to_poller(desk: Desk, reader: Reader) -> dict[str, Any]:
    """Return what the lines on the poller say."""
    view, sight = desk.live.poller(), desk.live.engine.guard.sight
    outbox = await reader.shared.outbox.get()
    return {
        "vitals": to_vitals(reader.texts, view, sight, outbox, reader.now),
        "poller": view,
        "sight": sight.value,
        "problems": find_problems(view, reader.now),
        "is_ready": desk.live.is_ready(),
    }


def _to_job(desk: Desk, reader: Reader, job: JobView) -> dict[str, Any]:
    slowest = [
        {
            "took_s": took_s,
            "part": device.rpartition("/")[2],
            **_to_site(desk, reader, device),
        }
        for took_s, device in job.slowest
    ]
    return {"job": job, "slowest": slowest}


def _to_site(desk: Desk, reader: Reader, device: str) -> dict[str, str]:
    """Return the site whose device it is; empty where the register knows none."""
    facts = desk.fleet.get(device.rpartition("/")[0])
    if facts is None:
        return {"site": "", "name": device}
    is_thai = reader.texts.language is Language.THAI
    name = facts.site.name_th if is_thai else facts.site.name_en
    return {"site": facts.site.code, "name": name}
