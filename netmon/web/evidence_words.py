"""A probe in words: who was asked how, what came back, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from netmon.web.moments import read_moment, to_clock, to_duration

if TYPE_CHECKING:
    from netmon.web.texts import Texts


@dataclass(frozen=True, slots=True)
class Look:
    """One probe as people read it.

    Attributes:
        at: Machine-readable moment.
        clock: Bangkok time of day.
        device: The end of its id: the page says which site it is of.
        outcome: Machine word, for the mark.
        answer: How it ended, in words.
        numbers: What was measured, in words; empty where nothing was.
    """

    at: str
    clock: str
    device: str
    method: str
    outcome: str
    answer: str
    numbers: str


def to_looks(texts: Texts, evidence: Iterable[Mapping[str, Any]]) -> list[Look]:
    """Return each probe of `evidence` (see netmon.status.evidence) in words."""
    return [_to_look(texts, each) for each in evidence]


def _to_look(texts: Texts, probe: Mapping[str, Any]) -> Look:
    return Look(
        at=probe["at"],
        clock=to_clock(read_moment(probe["at"])),
        device=str(probe["device"]).rpartition("/")[2],
        method=texts.word("method", probe["method"]),
        outcome=probe["outcome"],
        answer=_to_answer(texts, probe),
        numbers=_to_numbers(texts, probe),
    )


def _to_answer(texts: Texts, probe: Mapping[str, Any]) -> str:
    reason = probe.get("reason", "")
    answer = texts.word("outcome", probe["outcome"])
    if not reason or reason == "timeout":
        return answer
    return f"{answer} ({texts.reason(reason)})"


def _to_numbers(texts: Texts, probe: Mapping[str, Any]) -> str:
    if "rtts_s" in probe:
        return _to_echoes(texts, probe)
    agent = probe.get("agent") or {}
    if "sys_uptime_s" in agent:
        lasted = to_duration(texts, agent["sys_uptime_s"])
        return texts("evidence.uptime", lasted=lasted)
    return ""


def _to_echoes(texts: Texts, probe: Mapping[str, Any]) -> str:
    rtts = probe["rtts_s"]
    came = sum(1 for each in rtts if each is not None)
    if "rtt_avg_s" not in probe:
        return texts("evidence.echoes", sent=len(rtts), came=came)
    ms = f"{probe['rtt_avg_s'] * 1000:.1f}"
    return texts("evidence.echoes_rtt", sent=len(rtts), came=came, ms=ms)
