"""What Grafana sends, made by hand: the shape is that of its documentation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from netmon.access.doorman import Doorman
from netmon.api.hook_models import HookAnswer
from tests.live import World

HOOK = "/hooks/grafana"
ALERTS = "/api/v1/incidents?cause=alert"
NOTHING = {"opened": 0, "reopened": 0, "closed": 0, "refused": 0}

NEVER = "0001-01-01T00:00:00Z"
"""What Grafana sends as the end of an alert that goes on."""


def alert(
    at: datetime, fingerprint: str = "c6eadffa33fcdf37", **changes: Any
) -> dict[str, Any]:
    """Return an alert that has fired since `at`."""
    return {
        "status": "firing",
        "labels": {"alertname": "ShareDown", "province": "50", "__rule_uid__": "x1"},
        "annotations": {"summary": "Over 10 % down", "summary_th": "ล่มเกิน 10%"},
        "startsAt": at.isoformat(),
        "endsAt": NEVER,
        "generatorURL": "https://grafana.example.org/alerting/grafana/x1/view",
        "fingerprint": fingerprint,
        "silenceURL": "https://grafana.example.org/alerting/silence/new",
        "dashboardURL": "",
        "panelURL": "",
        "values": {"B": 0.12},
        "valueString": "[ var='B' value=0.12 ]",
    } | changes


def over(
    started_at: datetime, lasted_s: float, fingerprint: str = "c6eadffa33fcdf37"
) -> dict[str, Any]:
    """Return an alert that began at `started_at` and has ended."""
    ended_at = started_at + timedelta(seconds=lasted_s)
    changes = {"status": "resolved", "endsAt": ended_at.isoformat()}
    return alert(started_at, fingerprint, **changes)


def notice(*alerts: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a notification of one group."""
    return {
        "receiver": "netmon",
        "status": "firing",
        "orgId": 1,
        "alerts": list(alerts),
        "groupLabels": {"alertname": "ShareDown"},
        "commonLabels": {},
        "commonAnnotations": {},
        "externalURL": "https://grafana.example.org/",
        "version": "1",
        "groupKey": '{}:{alertname="ShareDown"}',
        "truncatedAlerts": 0,
        "title": "[FIRING:1]",
        "state": "alerting",
        "message": "",
    } | changes


@dataclass
class Scene:
    """A service where every site is up, Grafana, and somebody who reads."""

    world: World
    grafana: httpx.AsyncClient
    noc: httpx.AsyncClient
    doorman: Doorman

    async def say(self, *alerts: dict[str, Any], **changes: Any) -> dict[str, int]:
        await self.doorman.refresh()
        body = json.dumps(notice(*alerts, **changes))  # lone surrogates as well
        headers = {"Content-Type": "application/json"}
        answer = await self.grafana.post(HOOK, content=body, headers=headers)
        assert answer.status_code == 200, answer.text
        HookAnswer.model_validate_json(answer.content)
        return dict(answer.json())

    async def incidents(self) -> list[dict[str, Any]]:
        return list((await self.noc.get(ALERTS)).json()["items"])

    async def news(self) -> list[str]:
        """Return the kinds of the news there are after half a minute."""
        self.world.clock.move(30)
        self.world.keeper._incidents += self.world.keeper.book.tick(
            self.world.clock.now()
        )
        await self.world.keeper.flush()
        return [each.kind for each in await self.world.live.outbox.queued(100)]
