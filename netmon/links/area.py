"""What part of the nation is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from inventory.model import Site
from netmon.core.model import SiteCode


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the nation; None leaves it open, all that is named must hold.

    Attributes:
        province: Province code.
        contract: Contract code.
        site: Site code.
    """

    province: str | None = None
    contract: str | None = None
    site: str | None = None

    def holds(self, code: SiteCode, site: Site | None) -> bool:
        """Return whether a site lies in it.

        Args:
            code: Its code.
            site: What the register says of it, None where that does not know it.
        """
        if self.site not in (None, code):
            return False
        if site is None:
            return self.province is None and self.contract is None
        is_there = self.province in (None, site.province)
        return is_there and self.contract in (None, site.contract)


NATION = Area()
