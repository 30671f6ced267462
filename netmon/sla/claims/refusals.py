"""Why a request, a decision, an objection or a ticket is refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from netmon.core.errors import NetmonError
from netmon.sla.claims.claim_words import to_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from netmon.core.model import SiteCode


class Flawed(NetmonError):
    """A value that cannot be kept.

    Attributes:
        field: Of the body, as `starts_at`.
        message_th: Why, in Thai; the text of the error says it in English.
    """

    def __init__(self, field: str, code: str, **detail: Any) -> None:
        self.field = field
        self.code = code
        english, self.message_th = to_words(code, detail)
        super().__init__(english)


class Conflict(NetmonError):
    """What is there already does not allow it.

    Attributes:
        message_th: Why, in Thai.
    """

    def __init__(self, code: str, **detail: Any) -> None:
        self.code = code
        english, self.message_th = to_words(code, detail)
        super().__init__(english)


class Outdated(NetmonError):
    """Somebody else wrote meanwhile.

    Attributes:
        current: The version it has now.
    """

    def __init__(self, current: int) -> None:
        super().__init__("somebody else changed this meanwhile")
        self.current = current


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that a request breaks, or something to know before deciding.

    Attributes:
        code: As `maintenance_notice`; see netmon.sla.claims.claim_words.
        detail: Numbers and moments of the sentence.
        sites: Which of the request's sites it is about; empty for all of them.
    """

    code: str
    detail: Mapping[str, Any] = field(default_factory=dict)
    sites: Sequence[SiteCode] = ()

    def words(self) -> tuple[str, str]:
        """Return what it says, in English and in Thai."""
        return to_words(self.code, self.detail, self.sites)


class NotApprovable(NetmonError):
    """A request breaks rules of its contract.

    Attributes:
        findings: Every one of them, at least one.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(each.words()[0] for each in findings))
        self.findings = tuple(findings)
