"""What the register adds to the tags of a row, and how a tag's text is kept whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from netmon.core.model import Role
from netmon.core.schema import PLACE_TAGS, POLLER, ROLE_TAG, SITE_TAGS

if TYPE_CHECKING:
    from inventory.model import Register

Pairs = tuple[tuple[str, str], ...]
"""Names and values of tags."""

_UNFIT = str.maketrans({"\n": "␤", "\r": "␍", "\t": "␉", "\0": "␀"})
_BACKSLASH = "＼"


@dataclass(frozen=True, slots=True)
class TagBook:
    """What the register says of sites and devices, for tags.

    Attributes:
        version: Of the register.
        sites: By code: province code, region, site type, contract.
        roles: Of devices, by id.
        regions: By province code.
    """

    version: int = 0
    sites: Mapping[str, tuple[str, str, str, str]] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    regions: Mapping[str, str] = field(default_factory=dict)

    def pairs(self, measurement: str, names: tuple[str, ...], row: Pairs) -> Pairs:
        """Return the tags of a row as InfluxDB gets them.

        Args:
            measurement: Its name.
            names: What the register adds of a site: PLACE_TAGS, or SITE_TAGS.
            row: The tags the row has in the sample log.
        """
        if measurement == POLLER.name:
            return row
        own = dict(row)
        if "site" not in own:
            return (*row, ("region", self.regions.get(own["province"], "")))
        known = dict(zip(SITE_TAGS, self.sites.get(own["site"], ()), strict=False))
        role = (
            ((ROLE_TAG, self.roles.get(own["device"], "")),) if "device" in own else ()
        )
        return (*row, *role, *((name, known.get(name, "")) for name in names))


RAW_TAGS = PLACE_TAGS
ROLLED_TAGS = SITE_TAGS


def to_tag_book(register: Register) -> TagBook:
    """Return what `register` says, for tags."""
    regions = {code: each.region for code, each in register.provinces.items()}
    sites = {
        str(code): (
            site.province,
            regions.get(site.province, ""),
            site.site_type.value,
            site.contract,
        )
        for code, site in register.sites.items()
    }
    roles = {str(each.id): Role.ROUTER.value for each in register.routers.values()}
    for points in register.access_points.values():
        roles |= {str(each.id): Role.ACCESS_POINT.value for each in points}
    for name in register.controllers:
        roles[str(name)] = Role.CONTROLLER.value
    return TagBook(register.version, sites, roles, regions)


def to_tag(text: str) -> str:
    r"""Return a text that comes back from every InfluxDB as it was sent.

    Line protocol has no way to write a line break in a tag, and a backslash at its end
    would take the separator behind it for itself (seen on 1.6.7; the official client
    writes the letters `\n` and adds a space). Here they become the signs for them
    (U+2424, U+240D, U+2409, U+2400) and a full-width backslash (U+FF3C), so that two
    values stay two.
    """
    fit = text.translate(_UNFIT)
    bare = fit.rstrip("\\")
    return bare + _BACKSLASH * (len(fit) - len(bare))
