"""/hooks: other systems say what they found wrong."""

from __future__ import annotations

import logging

from fastapi import APIRouter
from starlette.responses import Response

from netmon.access.audit import Deed
from netmon.api.desk import AtDesk
from netmon.api.encoding import fresh
from netmon.api.hook_models import GrafanaNotice, HookAnswer
from netmon.api.rights import AtCaller

router = APIRouter(tags=["hooks"])
log = logging.getLogger(__name__)

GRAFANA = "/hooks/grafana"


@router.post(GRAFANA, response_model=HookAnswer, operation_id="hearGrafana")
async def hear_grafana(
    desk: AtDesk, caller: AtCaller, notice: GrafanaNotice
) -> Response:
    """Take a notification of Grafana's; answered once it is in the journal.

    An alert is known by its fingerprint: told again it changes nothing, and one that
    is over and was never heard of is no error.
    """
    now = desk.live.clock.now()
    reports = [alert.to_report(now) for alert in notice.alerts]
    taken = await desk.live.reports.take(reports)
    if notice.truncated_count or taken.refused:
        log.warning(
            "alerts not heard: Grafana left out %d, %d were refused",
            notice.truncated_count,
            taken.refused,
        )
    if any(taken):
        deed = Deed(caller.name, "alert.report", "grafana", taken._asdict())
        await desk.live.audit.write(deed)
    return fresh(taken._asdict())
