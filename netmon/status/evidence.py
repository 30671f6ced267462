"""Probes as plain JSON, for the journals and for people who look for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from netmon.core.model import AgentReading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from netmon.core.model import Probe

Json = dict[str, Any]


def to_json(probe: Probe) -> Json:
    """Return `probe` as JSON; what was not measured is left out, never 0."""
    facts: Json = {
        "device": probe.device,
        "method": probe.method.value,
        "at": probe.at.isoformat(),
        "outcome": probe.outcome.value,
        "took_s": round(probe.took_s, 6),
    }
    if probe.reason:
        facts["reason"] = probe.reason
    if probe.echoes is not None:
        facts["rtts_s"] = [
            None if rtt is None else round(rtt, 6) for rtt in probe.echoes.rtts_s
        ]
        facts["loss_ratio"] = round(probe.echoes.loss_ratio, 4)
        for name in ("rtt_avg_s", "jitter_s"):
            value = getattr(probe.echoes, name)
            if value is not None:
                facts[name] = round(value, 6)
    if probe.agent is not None:
        facts["agent"] = agent_to_json(probe.agent)
    return facts


def all_to_json(probes: Iterable[Probe]) -> list[Json]:
    """Return each probe as JSON, in order."""
    return [to_json(probe) for probe in probes]


def agent_to_json(agent: AgentReading | None) -> Json | None:
    """Return what an agent said, without what it did not say."""
    if agent is None:
        return None
    facts = {
        "sys_uptime_s": agent.sys_uptime_s,
        "sys_object_id": agent.sys_object_id,
        "engine_boots": agent.engine_boots,
        "engine_time_s": agent.engine_time_s,
    }
    return {name: value for name, value in facts.items() if value is not None}


def agent_from_json(facts: Json | None) -> AgentReading | None:
    """Return what `agent_to_json` kept."""
    return None if facts is None else AgentReading(**facts)
