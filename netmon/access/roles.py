"""What roles there are, and what each may do."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the programme."""

    ADMIN = "admin"
    NOC = "noc"
    TECHNICIAN = "technician"
    CENTRE = "centre"
    VOLUNTEER = "volunteer"
    CONTRACTOR = "contractor"
    MINISTRY = "ministry"
    PROVINCIAL_OFFICE = "provincial_office"
    LOG_OFFICER = "log_officer"
    GATEWAY = "gateway"
    ALERT_SOURCE = "alert_source"


class Action(StrEnum):
    """What somebody may want to do.

    Attributes:
        BELONG: Fetch what belongs to no site: stylesheets, the API's description.
        READ: See states, evidence and history.
        PROBE: Have a site looked at now.
        ACKNOWLEDGE: Take an incident on, write a note to it.
        MAINTAIN: Declare maintenance.
        KEEP_RECORDS: Write records of centres, training, trade and community.
        SEE_PEOPLE: See names and telephones, where a purpose needs them.
        REPORT: Say that another system found something wrong, or that it is over.
        CLAIM: Ask for an exclusion, object to a statement.
        JUDGE: Freeze statements, decide exclusions, answer objections.
        ADMINISTER: Change tokens, settings or the register.
    """

    BELONG = "belong"
    READ = "read"
    PROBE = "probe"
    ACKNOWLEDGE = "acknowledge"
    MAINTAIN = "maintain"
    KEEP_RECORDS = "keep_records"
    SEE_PEOPLE = "see_people"
    REPORT = "report"
    CLAIM = "claim"
    JUDGE = "judge"
    ADMINISTER = "administer"


_WATCH = frozenset({Action.BELONG, Action.READ})
_REPAIR = _WATCH | {Action.PROBE, Action.ACKNOWLEDGE, Action.SEE_PEOPLE}
_KEEP = _WATCH | {Action.KEEP_RECORDS, Action.SEE_PEOPLE}

PERMISSIONS: Mapping[Role, frozenset[Action]] = {
    Role.ADMIN: frozenset(Action),
    Role.NOC: _REPAIR | {Action.MAINTAIN, Action.CLAIM},
    Role.TECHNICIAN: _REPAIR,
    Role.CENTRE: _KEEP | {Action.PROBE},
    Role.VOLUNTEER: _WATCH,
    Role.CONTRACTOR: _WATCH | {Action.CLAIM},
    Role.MINISTRY: _WATCH | {Action.JUDGE},
    Role.PROVINCIAL_OFFICE: _KEEP,
    # Their work, the portal's log and its gateways, does not exist yet. Officers are
    # people: they sign in, and see pages that belong to no site.
    Role.LOG_OFFICER: frozenset({Action.BELONG}),
    Role.GATEWAY: frozenset(),
    # A machine that holds this in its settings: whoever steals it reads nothing.
    Role.ALERT_SOURCE: frozenset({Action.REPORT}),
}
"""A role does what is listed here and nothing else."""

NARROWED_BY: Mapping[Role, str] = {
    Role.TECHNICIAN: "provinces",
    Role.CENTRE: "sites",
    Role.VOLUNTEER: "sites",
    Role.CONTRACTOR: "contracts",
    Role.PROVINCIAL_OFFICE: "provinces",
}
"""The list a role cannot do without: such a one never answers for the whole nation."""

ONE_ONLY = frozenset({Role.CENTRE, Role.PROVINCIAL_OFFICE})
"""Roles whose list names exactly one."""
