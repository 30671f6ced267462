"""A statement: one month of many sites, as it is printed, stored and disputed. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from netmon.sla.facts import ExclusionStatus, ExclusionType
from netmon.sla.figures import Repair, Seconds, SiteFigures, Verdict

if TYPE_CHECKING:
    from netmon.core.intervals import Interval
    from netmon.core.months import Month


class Stage(StrEnum):
    """How far a month's statement has come."""

    DRAFT = "draft"
    FROZEN = "frozen"
    FINAL = "final"


def to_label(version: int) -> str:
    """Return a version as people name it: `draft`, `v1`, `v1.1` for its correction."""
    if version == 0:
        return "draft"
    return "v1" if version == 1 else f"v1.{version - 1}"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on the cover.

    Attributes:
        version: 1 for the first that was frozen, 0 for a draft.
        contract: Of whose sites alone it speaks; None: of all.
        ruleset_id, ruleset_digest: Which rules; the digest is SHA-256, hex.
        data_digest: SHA-256 of the canonical facts it was made from, hex.
        made_at: UTC; when it was frozen, for a draft up to when it reckons.
        made_by: Who froze it; empty for a draft.
        final_at: UTC; None before.
        why: Of a correction: what it is about.
        supersedes: The version it corrects; None for the first.
        scope_digest: The same of the facts of the contract's sites alone, which who
            holds its files can reckon; empty where it was not reckoned.
        result_digest: SHA-256 of summary and lines of the whole version, see Kept;
            empty in the bytes it is reckoned of.
    """

    month: Month
    stage: Stage
    version: int
    contract: str | None
    ruleset_id: str
    ruleset_digest: str
    data_digest: str
    made_at: datetime
    made_by: str = ""
    final_at: datetime | None = None
    why: str = ""
    supersedes: int | None = None
    scope_digest: str = ""
    result_digest: str = ""

    @property
    def label(self) -> str:
        """The version as people name it: `draft`, `v1`, `v1.1` for its correction."""
        return to_label(self.version)


@dataclass(frozen=True, slots=True)
class Group:
    """Sites together. Ratios are of the summed seconds, never means of percentages.

    Attributes:
        key: Province, region, contract or type code; empty for the nation.
        verdicts: Sites by verdict; each verdict is there.
        repair_s: Sum of repair times of `incidents`.
        penalty_baht: None where no site has terms.
        fee_baht: Sum of the monthly fees; None likewise.
    """

    key: str
    name_th: str
    name_en: str
    seconds: Seconds
    verdicts: Mapping[Verdict, int]
    incidents: int
    repair_s: int
    late_repairs: int
    blips: int
    fee_baht: Decimal | None
    penalty_baht: Decimal | None

    @property
    def sites(self) -> int:
        """How many."""
        return sum(self.verdicts.values())


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site of the annex: who it is, and its figures."""

    name_th: str
    name_en: str
    province: str
    province_th: str
    province_en: str
    region: str
    site_type: str
    contract: str | None
    figures: SiteFigures


@dataclass(frozen=True, slots=True)
class ExclusionLine:
    """One request to leave time out.

    Attributes:
        sites: Of the statement's sites, those it is about.
        excluded_s: Time it took out of their windows; 0 unless approved.
        excluded_of_site_s: The same for each of `sites`; empty unless approved.
        document_sha256: Of what was attached; empty for nothing.
    """

    id: str
    kind: ExclusionType
    status: ExclusionStatus
    span: Interval
    sites: Sequence[str]
    excluded_s: int
    reason: str
    requested_by: str
    requested_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    document_sha256: str
    excluded_of_site_s: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class PollerGap:
    """Time our own pollers did not look."""

    poller: str
    span: Interval
    reason: str


@dataclass(frozen=True, slots=True)
class SiteChange:
    """What a correction changed of one site; texts as the statement prints them."""

    site: str
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Everything a pack says; renderers add words and lay-out, never a figure.

    Attributes:
        rules: Parameter to value, as the rule set's file has them.
        regions, provinces, contracts, site_types: Sorted by key.
        sites: Sorted by code.
        matrix: Sites by availability verdict and bandwidth verdict; that of bandwidth
            is `no-evidence` until it is measured.
        worst: Codes of at most 50 sites with most seconds down, worst first.
        repairs: Outages that ended in the month.
        wifi: None: no data.
    """

    head: Head
    rules: Mapping[str, object]
    nation: Group
    regions: Sequence[Group]
    provinces: Sequence[Group]
    contracts: Sequence[Group]
    site_types: Sequence[Group]
    sites: Sequence[SiteLine]
    matrix: Mapping[tuple[Verdict, str], int]
    worst: Sequence[str]
    repairs: Sequence[Repair]
    exclusions: Sequence[ExclusionLine]
    poller_gaps: Sequence[PollerGap]
    changes: Sequence[SiteChange] = ()
    wifi: None = field(default=None)
