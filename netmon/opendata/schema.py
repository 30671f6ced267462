"""The tables that are published, column by column: files and dictionary read this."""

from __future__ import annotations

from inventory.importer.kinds import NAMES
from inventory.sheets.declared import Column, Form, Table

SCHEMA_VERSION = "1.0"
"""Of the tables below. The second number grows when a column is added at the end, the
first when one goes, moves or changes its meaning."""

_TYPES = {kind.value: name for kind, name in NAMES.items()}

SITES = Table(
    "sites",
    "Public-internet sites",
    "จุดบริการอินเทอร์เน็ตสาธารณะ",
    ("site_code",),
    (
        Column(
            "site_code",
            Form.STRING,
            "รหัสจุดบริการ",
            "Code of the site; it never changes.",
            "รหัสของจุดบริการ ไม่เปลี่ยนแปลง",
        ),
        Column(
            "name_th",
            Form.STRING,
            "ชื่อ (ไทย)",
            "Name in Thai.",
            "ชื่อภาษาไทย",
        ),
        Column(
            "name_en",
            Form.STRING,
            "ชื่อ (อังกฤษ)",
            "Name in English, empty where none is known.",
            "ชื่อภาษาอังกฤษ ว่างเมื่อไม่มี",
            can_be_null=True,
        ),
        Column(
            "site_type",
            Form.STRING,
            "ประเภท",
            "Kind of place.",
            "ประเภทของสถานที่",
            values=_TYPES,
        ),
        Column(
            "province_code",
            Form.STRING,
            "รหัสจังหวัด",
            "Two digits of the administrative code, as text.",
            "รหัสจังหวัดสองหลัก เก็บเป็นข้อความ",
        ),
        Column("province_th", Form.STRING, "จังหวัด", "Province.", "ชื่อจังหวัด"),
        Column(
            "district_th",
            Form.STRING,
            "อำเภอ",
            "Amphoe or khet, without prefix.",
            "อำเภอหรือเขต ไม่มีคำนำหน้า",
            can_be_null=True,
        ),
        Column(
            "subdistrict_th",
            Form.STRING,
            "ตำบล",
            "Tambon or khwaeng, without prefix.",
            "ตำบลหรือแขวง ไม่มีคำนำหน้า",
            can_be_null=True,
        ),
        Column(
            "lat",
            Form.NUMBER,
            "ละติจูด",
            "North of the equator, WGS 84; empty where unknown.",
            "ละติจูด WGS 84 ว่างเมื่อไม่ทราบ",
            "degree",
            can_be_null=True,
        ),
        Column(
            "lon",
            Form.NUMBER,
            "ลองจิจูด",
            "East of Greenwich, WGS 84; empty where unknown.",
            "ลองจิจูด WGS 84 ว่างเมื่อไม่ทราบ",
            "degree",
            can_be_null=True,
        ),
        Column(
            "in_service_from",
            Form.DATE,
            "วันที่เปิดให้บริการ",
            "First day of service, empty where it is not yet in service.",
            "วันแรกที่ให้บริการ ว่างเมื่อยังไม่เปิด",
            can_be_null=True,
        ),
        Column(
            "contract",
            Form.STRING,
            "เลขที่สัญญา",
            "Contract under which the line is provided.",
            "สัญญาที่ให้บริการวงจร",
        ),
        Column(
            "provider",
            Form.STRING,
            "ผู้ให้บริการ",
            "Who provides the line by that contract.",
            "ผู้ให้บริการวงจรตามสัญญา",
        ),
    ),
)

SITE_MONTHS = Table(
    "site_months",
    "Connectivity of each site by month",
    "การเชื่อมต่อของจุดบริการรายเดือน",
    ("month", "site_code"),
    (
        Column(
            "month",
            Form.YEARMONTH,
            "เดือน",
            "Calendar month in Asia/Bangkok, Common Era.",
            "เดือนตามเวลาประเทศไทย ปีคริสต์ศักราช",
        ),
        Column(
            "site_code",
            Form.STRING,
            "รหัสจุดบริการ",
            "As in sites.",
            "รหัสเดียวกับตาราง sites",
        ),
        Column(
            "province_code",
            Form.STRING,
            "รหัสจังหวัด",
            "As in sites.",
            "รหัสเดียวกับตาราง sites",
        ),
        Column(
            "in_service_s",
            Form.INTEGER,
            "เวลาที่ให้บริการ",
            "Part of the month from the site's first day of service on, until the end "
            "of the month or of what is known: observed_s + not_observed_s.",
            "ช่วงของเดือนนับจากวันแรกที่ให้บริการ ถึงสิ้นเดือนหรือสิ้นสุดข้อมูล "
            "เท่ากับ observed_s + not_observed_s",
            "second",
        ),
        Column(
            "observed_s",
            Form.INTEGER,
            "เวลาที่ตรวจวัดได้",
            "Time in which it was known whether the line was up or down.",
            "เวลาที่ทราบว่าวงจรใช้งานได้หรือขัดข้อง",
            "second",
        ),
        Column(
            "down_s",
            Form.INTEGER,
            "เวลาขัดข้อง",
            "Observed time in which the line was down; overlapping outages once.",
            "เวลาที่ตรวจวัดได้ว่าวงจรขัดข้อง นับเวลาซ้อนกันครั้งเดียว",
            "second",
        ),
        Column(
            "not_observed_s",
            Form.INTEGER,
            "เวลาที่ไม่ได้ตรวจวัด",
            "Time nobody could see the line: neither up nor down.",
            "เวลาที่ไม่มีการตรวจวัด ไม่นับว่าใช้ได้หรือขัดข้อง",
            "second",
        ),
        Column(
            "outage_count",
            Form.INTEGER,
            "จำนวนครั้งที่ขัดข้อง",
            "Outages of which a part was observed in the month; one that reaches over "
            "the end of a month counts in both.",
            "จำนวนเหตุขัดข้องที่ตรวจพบในเดือน เหตุที่ข้ามเดือนนับทั้งสองเดือน",
        ),
        Column(
            "longest_outage_s",
            Form.INTEGER,
            "เหตุขัดข้องที่นานที่สุด",
            "Observed part within the month of the longest of them, 0 without one.",
            "ช่วงในเดือนที่ตรวจวัดได้ของเหตุที่นานที่สุด เป็น 0 เมื่อไม่มีเหตุ",
            "second",
        ),
        Column(
            "availability_ratio",
            Form.NUMBER,
            "อัตราความพร้อมใช้งาน",
            "1 - down_s / observed_s, rounded down to six decimals; empty where "
            "nothing was observed. No maintenance is taken out: it is no SLA figure.",
            "1 - down_s / observed_s ปัดลงเหลือทศนิยมหกตำแหน่ง ว่างเมื่อไม่ได้ตรวจวัด "
            "ไม่ได้หักเวลาบำรุงรักษา จึงไม่ใช่ค่า SLA",
            "ratio",
            can_be_null=True,
        ),
        Column(
            "wifi_clients_mean",
            Form.NUMBER,
            "ผู้ใช้ Wi-Fi เฉลี่ย",
            "Mean of devices on the free Wi-Fi over all counts of the month, to two "
            "decimals; empty where nobody counted.",
            "จำนวนอุปกรณ์บน Wi-Fi เฉลี่ยทั้งเดือน ทศนิยมสองตำแหน่ง ว่างเมื่อไม่มีการนับ",
            "device",
            can_be_null=True,
        ),
        Column(
            "wifi_clients_max",
            Form.INTEGER,
            "ผู้ใช้ Wi-Fi สูงสุด",
            "Most devices at once; empty where nobody counted.",
            "จำนวนอุปกรณ์สูงสุดในเวลาเดียวกัน ว่างเมื่อไม่มีการนับ",
            "device",
            can_be_null=True,
        ),
        Column(
            "is_complete",
            Form.BOOLEAN,
            "ครบเดือน",
            "Whether something is known of the whole month; false while it runs.",
            "มีข้อมูลถึงสิ้นเดือนหรือไม่ เป็น false เมื่อยังไม่สิ้นเดือน",
        ),
    ),
)

TABLES = (SITES, SITE_MONTHS)
