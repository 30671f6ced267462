"""Messy sheets of records, one of each kind, and what must become of each."""

from __future__ import annotations

from typing import NamedTuple

Told = tuple[int, str, str, str]
"""Row, column, kind of finding, outcome."""


class Messy(NamedTuple):
    """A sheet.

    Attributes:
        told: What is found in it, in the order of the rows.
        kept: Codes of what can be stored.
    """

    text: str
    told: list[Told]
    kept: list[str]


def _no_data(row: int) -> Told:
    return (row, "*", "not_a_data_row", "reject-row")


MESSY = {
    "centre": Messy(
        "ทะเบียนศูนย์ดิจิทัลชุมชน,,,,\n"
        "รหัสศูนย์,รหัสจุดบริการ,ระดับ,วันที่เปิด,โทรศัพท์\n"
        "DC-3,S3,พื้นฐาน,12/07/2566,000-550-0001\n"
        "DC-๔,S4,ก้าวหน้า,2566-07-12,+66 2 000 0000\n"
        ",,,,\n"
        "รหัสศูนย์,รหัสจุดบริการ,ระดับ,วันที่เปิด,โทรศัพท์\n"
        "DC-5,S9,พื้นฐาน,2023-07-12,-\n"
        "DC-6,S1,พื้นฐาน,2023-07-12,\n"
        "DC-7,S5,,2023-07-12,\n"
        "DC-8,S6,=1+1,2099-01-01,\n"
        "DC-9,S5,พื้นฐาน,31/02/2565,\n"
        "รวม,,,,4\n",
        [
            _no_data(1),
            (3, "รหัสจุดบริการ", "odd_site_type", "warn"),
            (4, "รหัสศูนย์", "thai_digits", "repair"),
            (4, "วันที่เปิด", "day_form", "repair"),
            (4, "รหัสจุดบริการ", "odd_site_type", "warn"),
            _no_data(5),
            _no_data(6),
            (7, "โทรศัพท์", "missing_marker", "warn"),
            (7, "รหัสจุดบริการ", "unknown_reference", "reject-row"),
            (8, "รหัสจุดบริการ", "odd_site_type", "warn"),
            (8, "รหัสจุดบริการ", "taken", "reject-row"),
            (9, "ระดับ", "missing_value", "reject-row"),
            (10, "ระดับ", "formula_injection", "warn"),
            (10, "วันที่เปิด", "day_ahead", "warn"),
            (10, "รหัสจุดบริการ", "odd_site_type", "warn"),
            (11, "วันที่เปิด", "day_form", "reject-row"),
            _no_data(12),
        ],
        ["DC-3", "DC-4", "DC-8"],
    ),
    "course": Messy(
        "name_en;course_code;ชื่อหลักสูตร;ชั่วโมง\n"
        "Data;data;ข้อมูล;9 ชั่วโมง\n"
        "Data 2;bad code;ข้อมูล 2;9\n"
        "Data 3;data_3;ข้อมูล 3;-9\n"
        "Data 4;;ข้อมูล 4;9\n",
        [
            (2, "ชั่วโมง", "number_text", "repair"),
            (3, "course_code", "malformed_code", "reject-row"),
            (4, "ชั่วโมง", "malformed_whole", "reject-row"),
            (5, "course_code", "missing_code", "reject-row"),
        ],
        ["data"],
    ),
    "trainer": Messy(
        "trainer_id\tชื่อ-สกุล\tวิธีอบรม\tรหัสจังหวัด\tหมายเหตุ\n"
        "TR-2\tวิทยากร ๒\tออนไลน์\t10\t\n"
        "TR-3\tวิทยากร 3 \tOn Site\t10\tใหม่\n"
        "TR-4\tวิทยากร 4\tทางไกล\t10\t\n"
        "TR-5\tวิทยากร 5\tonline\t99\t\n",
        [
            (1, "หมายเหตุ", "unknown_column", "warn"),
            (3, "ชื่อ-สกุล", "invisible_text", "repair"),
            (3, "วิธีอบรม", "choice_alias", "repair"),
            (4, "วิธีอบรม", "unknown_choice", "reject-row"),
            (5, "รหัสจังหวัด", "unknown_reference", "reject-row"),
        ],
        ["TR-2", "TR-3"],
    ),
    "session": Messy(
        "session_id,centre_code,course,trainer_id,starts_at,ends_at,"
        "registered,เข้าร่วม,สำเร็จ\n"
        "TS-1,DC-1,การตลาดดิจิทัล,TR-1,2026-11-01T09:00:00+07:00,"
        "2026-11-02T16:00:00+07:00,30,28,28\n"
        "TS-2,DC-1,DIGITAL MARKETING,TR-2,03/11/2569 09:00,04/11/2569 16.00 น.,30,,\n"
        "TS-3,DC-2,ไม่มีหลักสูตรนี้,TR-3,2026-11-01 09:00,2026-11-02 16:00,1,1,1\n"
        "TS-4,DC-2,digital_awareness,TR-4,2026-11-02 16:00,2026-11-01 09:00,1,1,1\n"
        "TS-5,DC-2,digital_awareness,TR-5,2026-11-05,2026-11-06 16:00,1,1,1\n"
        "TS-6,DC-2,digital_awareness,TR-6,2026-11-07 09:00,2026-11-08 16:00,5,6,6\n"
        "TS-7,DC-2,digital_awareness,TR-7,2026-12-01 09:00,2026-12-02 16:00,5,,\n"
        "TS-8,DC-2,digital_awareness,TR-8,2026-12-02 09:00,2026-12-03 16:00,5,,\n"
        "TS-9,DC-1,digital_awareness,TR-9,2026-10-02 15:00,2026-10-03 16:00,5,,\n"
        "TS-10,DC-2,digital_awareness,TR-1,9999-10-01 09:00,9999-10-02 16:00,5,,\n"
        "TS-11,DC-9,digital_awareness,TR-1,2026-12-11 09:00,2026-12-12 16:00,5,,\n"
        "TS-12,DC-2,digital_awareness,TR-1,2026-12-11 09:00,2027-12-12 16:00,5,,\n",
        [
            (3, "course", "choice_alias", "repair"),
            (3, "ends_at", "moment_text", "repair"),
            (4, "course", "unknown_name", "reject-row"),
            (5, "ends_at", "ends_before_start", "reject-row"),
            (6, "starts_at", "moment_form", "reject-row"),
            (7, "เข้าร่วม", "more_than", "reject-row"),
            (8, "centre_code", "overlaps", "reject-row"),
            (9, "centre_code", "overlaps", "reject-row"),
            (10, "centre_code", "overlaps", "reject-row"),
            (11, "starts_at", "day_form", "reject-row"),
            (11, "ends_at", "day_form", "reject-row"),
            (12, "centre_code", "unknown_reference", "reject-row"),
            (13, "ends_at", "too_long", "reject-row"),
        ],
        ["TS-1", "TS-2"],
    ),
    "shop": Messy(
        "shop_id,centre_code,ชื่อร้าน,หมวด,จำนวนสมาชิก (คน),member_ids\n"
        "SH-2,DC-1,ร้านสอง,ผ้าทอ,2 คน,MB-2;MB-1\n"
        'SH-3,DC-1,ร้านสาม,ผ้าทอ,2,"MB-3, MB-4"\n'
        "SH-4,DC-1,ร้าน\x07สี่,ผ้าทอ,99999999999999999999,\n"
        "SH-5,DC-1,ร้านห้า,ผ้าทอ,2,\n"
        "SH-5,DC-1,ร้านห้า,ผ้าทอ,2,\n"
        "SH-6,DC-1,ร้านหก,ผ้าทอ,2,\n"
        "sh-6,DC-2,ร้านเจ็ด,ผ้าทอ,2,\n",
        [
            (2, "จำนวนสมาชิก (คน)", "number_text", "repair"),
            (3, "member_ids", "list_form", "repair"),
            (4, "ชื่อร้าน", "control_character", "repair"),
            (4, "จำนวนสมาชิก (คน)", "malformed_whole", "reject-row"),
            (6, "shop_id", "duplicate_code", "reject-row"),
            (7, "shop_id", "duplicate_code", "reject-row"),
            (8, "shop_id", "duplicate_code", "reject-row"),
        ],
        ["SH-2", "SH-3", "SH-5"],
    ),
    "product": Messy(
        "product_id,shop_id,name,description,ราคา (บาท)\n"
        'PR-1,SH-1,ผ้า,"บรรทัดหนึ่ง\nบรรทัดสอง",1250\n'
        'PR-2,SH-1,ผ้า,,"1,250.00 บาท"\n'
        "PR-3,SH-1,ผ้า,,12.50\n"
        "PR-4,SH-1,ผ้า,,9223372036854775808\n"
        f"PR-5,SH-1,{'ผ' * 201},,1\n"
        "PR-6,SH-9,ผ้า,,1\n",
        [
            (3, "ราคา (บาท)", "number_text", "repair"),
            (4, "ราคา (บาท)", "malformed_whole", "reject-row"),
            (5, "ราคา (บาท)", "malformed_whole", "reject-row"),
            (6, "name", "overlong_text", "reject-row"),
            (7, "shop_id", "unknown_reference", "reject-row"),
        ],
        ["PR-1", "PR-2"],
    ),
    "sale": Messy(
        "วันที่,รหัสร้าน,คำสั่งซื้อ,ยอดขาย (บาท),sale_id\n"
        "2026-11-01,SH-1,2,500,\n"
        "02/11/2569,SH-1,2,๕๐๐,\n"
        "2026-11-03,SH-1,0,500,\n"
        "2026-11-04,SH-1,2,100001,\n"
        "2026-11-05,SH-1,2,10000001,\n"
        "2026-11-06,SH-1,2,500,SH-1.2026-11-07\n"
        "2026-11-08,SH-1,2,500,\n"
        "8/11/2569,SH-1,3,700,\n"
        "12/11/2026,SH-1,3,700,\n"
        "รวมทั้งสิ้น,,14,3200,\n",
        [
            (3, "ยอดขาย (บาท)", "thai_digits", "repair"),
            (4, "ยอดขาย (บาท)", "amount_without_order", "reject-row"),
            (5, "ยอดขาย (บาท)", "absurd_amount", "warn"),
            (6, "ยอดขาย (บาท)", "number_too_large", "reject-row"),
            (7, "sale_id", "other_code", "reject-row"),
            (8, "sale_id", "duplicate_code", "reject-row"),
            (9, "วันที่", "day_form", "repair"),
            (9, "sale_id", "duplicate_code", "reject-row"),
            (10, "วันที่", "day_form", "reject-row"),
            _no_data(11),
        ],
        ["SH-1.2026-11-01", "SH-1.2026-11-02", "SH-1.2026-11-04"],
    ),
    "community_item": Messy(
        "item_id,centre_code,หัวข้อ,เรื่อง,published_date,แสดงถึงวันที่\n"
        "CI-1,DC-1,ประกาศ,งานวัด,2026-11-01,2027-11-01\n"
        "CI-2,DC-1,know_how,ทอผ้า,45200,\n"
        "CI-3,DC-1,culture,บุญบั้งไฟ,2026-11-05,2026-11-01\n"
        "CI-4,DC-1,ข่าว,งานวัด,2026-11-01,\n"
        "CI-5,DC-1,ประกาศ,,2026-11-01,\n",
        [
            (3, "published_date", "day_form", "repair"),
            (4, "แสดงถึงวันที่", "ends_before_start", "reject-row"),
            (5, "หัวข้อ", "unknown_choice", "reject-row"),
            (6, "เรื่อง", "missing_value", "reject-row"),
        ],
        ["CI-1", "CI-2"],
    ),
    "volunteer": Messy(
        "volunteer_id,site_code,role,ตั้งแต่วันที่,จุดบริการอื่น\n"
        "DV-1,S1,อาสา,2022-10-12,S2;S3\n"
        "DV-2,S1,@admin,12 ต.ค. 2565,S2;S9\n"
        "DV-3,S 1,อาสา,2022-10-12,\n"
        "DV-4,S1,'=1+1,2022-10-12,\n",
        [
            (3, "role", "formula_injection", "warn"),
            (3, "ตั้งแต่วันที่", "day_form", "repair"),
            (3, "จุดบริการอื่น", "unknown_reference", "reject-row"),
            (4, "site_code", "malformed_code", "reject-row"),
            (5, "role", "formula_injection", "warn"),
        ],
        ["DV-1", "DV-4"],
    ),
    "news_item": Messy(
        "guid,หัวข้อข่าว,link,ผลตรวจสอบ,published_at\n"
        "N-1,ข่าว,https://example.org/1,ข่าวปลอม,2026-11-01T09:00Z\n"
        "N-2,ข่าว,javascript:alert(1),true,2026-11-01 09:00\n"
        "N-3,ข่าว,http://[::1,true,2026-11-01 09:00\n"
        "N-4,ข่าว,,true,2026-11-01 25:00\n"
        "N-5,ข่าว\u200b,,,1 พ.ย. 2569 เวลา 9.05 น.\n",
        [
            (3, "link", "malformed_web_address", "reject-row"),
            (4, "link", "malformed_web_address", "reject-row"),
            (5, "published_at", "moment_form", "reject-row"),
            (6, "หัวข้อข่าว", "invisible_text", "repair"),
            (6, "published_at", "moment_text", "repair"),
        ],
        ["N-1", "N-5"],
    ),
}
"""Keyed by kind; held against sites S1 to S6, centres DC-1 at S1 and DC-2 at S2, shop
SH-1, and session TS-0 at DC-1 on the first two days of October 2026."""

GROUND = {
    "centre": "centre_code,site_code,level\nDC-1,S1,พื้นฐาน\nDC-2,S2,พื้นฐาน\n",
    "shop": "shop_id,centre_code,shop_name\nSH-1,DC-1,ร้านหนึ่ง\n",
    "session": "session_id,centre_code,course,trainer_id,starts_at,ends_at\n"
    "TS-0,DC-1,digital_awareness,TR-1,2026-10-01 09:00,2026-10-02 16:00\n",
}
"""What stands before: two centres, a shop, a session."""
