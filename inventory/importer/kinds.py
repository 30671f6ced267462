"""The eight types of site, and the other names they go by."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from inventory.importer.text import to_key
from inventory.model import SiteType

NAMES: Mapping[SiteType, str] = MappingProxyType(
    {
        SiteType.LEARNING_CENTRE: "ศูนย์การศึกษานอกระบบและการศึกษาตามอัธยาศัยระดับตำบล",
        SiteType.LIBRARY: "ห้องสมุดประชาชน",
        SiteType.FARM_CENTRE: "ศูนย์เรียนรู้การเพิ่มประสิทธิภาพการผลิตสินค้าเกษตร (ศพก.)",
        SiteType.DIGITAL_CENTRE: "ศูนย์ดิจิทัลชุมชน",
        SiteType.BORDER_POLICE_SCHOOL: "โรงเรียนตำรวจตระเวนชายแดน",
        SiteType.JUSTICE_CENTRE: "ศูนย์ยุติธรรมชุมชน",
        SiteType.WELFARE_SCHOOL: "โรงเรียนด้อยโอกาส",
        SiteType.HOSPITAL: "โรงพยาบาล",
    }
)
"""The names a clean register uses."""

_OTHERS: Mapping[SiteType, str] = {
    SiteType.LEARNING_CENTRE: "กศน.|กศน|กศน.ตำบล|กศน. ตำบล|กศน.แขวง|ศกร.ตำบล|"
    "ศูนย์ กศน.ตำบล|ศูนย์การศึกษานอกระบบและการศึกษาตามอัธยาศัย",
    SiteType.LIBRARY: "ห้องสมุด|หสม.",
    SiteType.FARM_CENTRE: "ศพก.|ศพก|ศูนย์เรียนรู้การเพิ่มประสิทธิภาพการผลิตสินค้าเกษตร",
    SiteType.DIGITAL_CENTRE: "ศดช.|ศดช|ศูนย์ดิจิทัล",
    SiteType.BORDER_POLICE_SCHOOL: "รร.ตชด.|รร.ตชด|รร. ตชด.|โรงเรียน ตชด.|โรงเรียนตชด.",
    SiteType.JUSTICE_CENTRE: "ศยช.|ยุติธรรมชุมชน",
    SiteType.WELFARE_SCHOOL: "รร.ด้อยโอกาส|โรงเรียนสำหรับเด็กด้อยโอกาส",
    SiteType.HOSPITAL: "รพ.|รพ",
}

BY_NAME: Mapping[str, SiteType] = {name: kind for kind, name in NAMES.items()}
"""The types keyed by the name a clean register uses."""


def find_type(text: str) -> SiteType | None:
    """Return the type that `text` names in any known way, None for none."""
    return BY_NAME.get(text) or _BY_OTHER.get(to_key(text))


_BY_OTHER: Mapping[str, SiteType] = {
    to_key(name): kind
    for kind in SiteType
    for name in (NAMES[kind], kind.value, *_OTHERS[kind].split("|"))
}
