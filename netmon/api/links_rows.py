"""What links tell as the API shows it: plain dicts, encoded by orjson."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from inventory.model import Register
    from netmon.links.commerce import DarkDay, SalesComparison
    from netmon.links.completion import Completion, CompletionComparison
    from netmon.links.health import Card, LinkSums
    from netmon.links.picture import Picture
    from netmon.links.priority import Priority
    from netmon.links.proportions import Bounds
    from netmon.links.risk import Risk
    from netmon.links.training import SessionLook, TrainingSums
    from netmon.links.volunteers import Witness

Json = dict[str, Any]


def to_card(card: Card, picture: Picture) -> Json:
    """Return a health card."""
    centre, now = card.centre, card.now
    site = picture.register.sites.get(centre.site)
    wifi, coming = card.wifi, card.next_session
    return {
        "code": centre.code,
        "site": centre.site,
        "level": centre.level,
        "opened_date": centre.opened_date,
        "phase": centre.phase,
        "province": site.province if site else None,
        "name_th": site.name_th if site else None,
        "name_en": site.name_en if site else None,
        "at": picture.at,
        "state": now.state.value,
        "link": {"state": now.link.state.value, "since": now.link.since},
        "month": _to_link(card.month),
        "year": _to_link(card.year),
        "wifi": {"clients_count": wifi.clients_count, "at": wifi.at} if wifi else None,
        "training": to_training(card.training),
        "next_session": {
            "code": coming.code,
            "course": coming.course,
            "starts_at": coming.starts_at,
            "ends_at": coming.ends_at,
            "registered": coming.registered,
        }
        if coming
        else None,
        "sales": {
            "shop_count": card.sales.shop_count,
            "members_count": card.sales.members_count,
            "month_baht": card.sales.month_baht,
            "year_baht": card.sales.year_baht,
            "written_days_count": card.sales.written_days_count,
            "dark_days_count": card.sales.dark_days_count,
        },
        "volunteer_count": card.volunteer_count,
    }


def to_training(sums: TrainingSums) -> Json:
    """Return the sums of sessions."""
    return {
        "session_count": sums.session_count,
        "disturbed_count": sums.disturbed_count,
        "undisturbed_count": sums.undisturbed_count,
        "not_observed_count": sums.not_observed_count,
        "not_over_count": sums.not_over_count,
        "down_s": sums.down_s,
        "not_observed_s": sums.not_observed_s,
        "affected_count": sums.affected_count,
        "unwritten_count": sums.unwritten_count,
        "attended_count": sums.attended_count,
        "completed_count": sums.completed_count,
    }


def to_session(look: SessionLook) -> Json:
    """Return a session beside its line."""
    session = look.session
    return {
        "code": session.code,
        "centre": session.centre,
        "site": look.site,
        "course": session.course,
        "phase": session.phase,
        "learner_group": session.learner_group,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
        "registered": session.registered,
        "attended": session.attended,
        "completed": session.completed,
        "class_s": look.class_s,
        "passed_s": look.passed_s,
        "down_s": look.down_s,
        "not_observed_s": look.not_observed_s,
        "verdict": look.verdict.value,
        "affected_count": look.affected_count,
    }


def to_completion(found: CompletionComparison) -> Json:
    """Return the comparison of disturbed with undisturbed sessions."""
    return {
        "disturbed": _to_kind(found.disturbed),
        "undisturbed": _to_kind(found.undisturbed),
        "difference": found.difference,
        "bounds": _to_bounds(found.bounds),
        "is_too_few": found.is_too_few,
    }


def to_risk_row(risk: Risk) -> Json:
    """Return a session of the coming week."""
    session = risk.session
    return {
        "code": session.code,
        "centre": session.centre,
        "site": risk.site,
        "course": session.course,
        "level": risk.level.value,
        "next_class_at": risk.next_class_at,
        "registered": session.registered,
        "down_since": risk.down_since,
        "seen_days_count": risk.seen_days_count,
        "dark_days_count": risk.dark_days_count,
    }


def to_dark_day(day: DarkDay) -> Json:
    """Return a shop on a dark day."""
    return {
        "shop": day.shop,
        "centre": day.centre,
        "site": day.site,
        "day": day.day,
        "open_s": day.open_s,
        "down_s": day.down_s,
        "amount_baht": day.amount_baht,
        "like_days": day.like_days,
        "like_median_baht": day.like_median_baht,
        "difference_baht": day.difference_baht,
    }


def to_sales(found: SalesComparison) -> Json:
    """Return the comparison of dark with like days."""
    interval = found.interval
    return {
        "shop_days_count": found.shop_days_count,
        "matched_count": found.matched_count,
        "centre_days_count": found.centre_days_count,
        "lower_count": found.lower_count,
        "equal_count": found.equal_count,
        "higher_count": found.higher_count,
        "median_difference_baht": found.median_difference_baht,
        "bounds": _to_bounds(interval.bounds if interval else None),
        "coverage_ratio": interval.coverage_ratio if interval else None,
    }


def to_priority_row(priority: Priority, register: Register) -> Json:
    """Return a site to repair."""
    site = register.sites[priority.site]
    return {
        "site": site.code,
        "name_th": site.name_th,
        "name_en": site.name_en,
        "province": site.province,
        "state": priority.state.value,
        "since": priority.since,
        "points": priority.points,
        "parts": [
            {
                "reason": each.reason.value,
                "amount": each.amount,
                "weight": each.weight,
                "points": each.points,
            }
            for each in priority.parts
        ],
    }


def to_witness(witness: Witness) -> Json:
    """Return a volunteer, without name and telephone."""
    volunteer = witness.volunteer
    return {
        "code": volunteer.code,
        "site": volunteer.site,
        "role": volunteer.role,
        "nearness": witness.nearness.value,
        "distance_m": witness.distance_m,
    }


def _to_link(sums: LinkSums) -> Json:
    return {
        "observed_s": sums.observed_s,
        "down_s": sums.down_s,
        "not_observed_s": sums.not_observed_s,
        "up_ratio": sums.up_ratio,
        "outage_count": sums.outage_count,
        "longest_s": sums.longest_s,
    }


def _to_kind(found: Completion) -> Json:
    return {
        "session_count": found.session_count,
        "attended_count": found.attended_count,
        "completed_count": found.completed_count,
        "ratio": found.ratio,
        "median_ratio": found.median_ratio,
    }


def _to_bounds(bounds: Bounds | None) -> Json | None:
    return {"low": bounds.low, "high": bounds.high} if bounds else None
