"""The columns of the ministry's register, and the other names people give them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from inventory.importer.headings import Headings
from inventory.importer.plan import Compared
from inventory.importer.text import to_key


class Field(StrEnum):
    """A column, named by its header; in the order of a clean register."""

    NUMBER = "ลำดับ"
    CODE = "รหัสจุดบริการ"
    NAME = "ชื่อหน่วยงาน"
    TYPE = "ประเภทหน่วยงาน"
    PROVINCE = "จังหวัด"
    AMPHOE = "อำเภอ"
    TAMBON = "ตำบล"
    TAMBON_CODE = "รหัสตำบล"
    LAT = "ละติจูด"
    LON = "ลองจิจูด"
    PROVIDER = "ผู้ให้บริการ"
    CONTRACT = "เลขที่สัญญา"
    ADDRESS = "Fixed IP"
    DOWN = "ความเร็วดาวน์โหลด (Mbps)"
    UP = "ความเร็วอัปโหลด (Mbps)"
    OPENED = "วันที่เปิดให้บริการ"
    ROUTER = "รุ่นเราเตอร์"
    POINT_COUNT = "จำนวน AP"
    POINT_MODEL = "รุ่น AP"
    CARETAKER = "ผู้ดูแล"
    TELEPHONE = "โทรศัพท์"


REQUIRED = (Field.CODE, Field.NAME, Field.TYPE, Field.PROVINCE, Field.CONTRACT)
"""Without one of these a row is no site: who it is, where, and who owes the line."""

PERSONAL = (Field.CARETAKER, Field.TELEPHONE)
"""About people: what they hold stands on no screen that an import prints."""

_OTHER_NAMES: Mapping[Field, str] = {
    Field.NUMBER: "ลำดับที่|ที่|no|no.|number|#",
    Field.CODE: "รหัส|รหัสจุด|รหัสสถานที่|site code|site_code|site id|code",
    Field.NAME: "ชื่อ|ชื่อจุดบริการ|ชื่อสถานที่|หน่วยงาน|name|site name|name_th",
    Field.TYPE: "ประเภท|ประเภทจุดบริการ|ประเภทสถานที่|type|site type|site_type",
    Field.PROVINCE: "จ.|province|changwat",
    Field.AMPHOE: "อ.|อำเภอ/เขต|เขต|district|amphoe",
    Field.TAMBON: "ต.|ตำบล/แขวง|แขวง|subdistrict|sub-district|tambon",
    Field.TAMBON_CODE: "รหัสตำบล/แขวง|tambon code|tambon_code|subdistrict code",
    Field.LAT: "lat|latitude|พิกัด lat|ละติจูด (lat)",
    Field.LON: "lon|long|lng|longitude|พิกัด long|ลองจิจูด (long)|ลองติจูด",
    Field.PROVIDER: "ผู้ให้บริการอินเทอร์เน็ต|provider|isp",
    Field.CONTRACT: "สัญญา|สัญญาเลขที่|เลขสัญญา|contract|contract no|contract_no",
    Field.ADDRESS: "ip|ip address|fixed_ip|หมายเลข ip|ไอพี|address",
    Field.DOWN: "ความเร็วดาวน์โหลด|download|download (mbps)|down_mbps|download mbps",
    Field.UP: "ความเร็วอัปโหลด|ความเร็วอัพโหลด|ความเร็วอัพโหลด (mbps)"
    "|upload|upload (mbps)|up_mbps|upload mbps",
    Field.OPENED: "วันเปิดให้บริการ|วันที่เปิดบริการ|opened|opening date|opened_date",
    Field.ROUTER: "เราเตอร์|router|router model|router_model",
    Field.POINT_COUNT: "จำนวน access point|ap count|ap_count|aps|number of aps",
    Field.POINT_MODEL: "รุ่น access point|ap model|ap_model|ap",
    Field.CARETAKER: "ผู้ดูแลจุดบริการ|ผู้ประสานงาน|caretaker|contact|contact person",
    Field.TELEPHONE: "เบอร์โทร|เบอร์โทรศัพท์|หมายเลขโทรศัพท์|โทร|telephone|phone|tel",
}


def _by_key() -> Mapping[str, str]:
    named: dict[str, str] = {to_key(field.value): field for field in Field}
    for field, others in _OTHER_NAMES.items():
        named |= {to_key(other): field for other in others.split("|")}
    return MappingProxyType(named)


COMPARED = Compared(
    # The running number is issued anew with every hand-over; the provider is the
    # contract's, which one empty cell does not end.
    tuple(field for field in Field if field is not Field.NUMBER),
    kept=(Field.PROVIDER,),
)
HEADINGS = Headings(_by_key(), REQUIRED, tuple(Field), (Field.NUMBER,))
