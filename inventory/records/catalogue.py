"""Every kind of record the programme keeps, column by column."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from inventory.records import checks
from inventory.records.kinds import Column, Kind, Personal, Shape

REPAIR = Personal(
    "to reach who opens the door for a repair",
    "เพื่อติดต่อผู้เปิดประตูเมื่อซ่อม",
    365,
)
TEACH = Personal("to plan who teaches where", "เพื่อจัดวิทยากรประจำการอบรม", 2 * 365)
CONFIRM = Personal(
    "to ask somebody near whether a site is dark",
    "เพื่อสอบถามผู้อยู่ใกล้ว่าจุดบริการขัดข้องหรือไม่",
    365,
)
"""Purposes and times are the programme's to decide; docs/records.md says so."""

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "leaders": "ผู้นำชุมชน",
        "elderly": "ผู้สูงอายุ",
        "youth": "เยาวชน",
        "farmers": "เกษตรกร",
        "informal_workers": "แรงงานนอกระบบ",
        "people_with_disabilities": "คนพิการ",
    }
)
TRAINED_BY: Mapping[str, str] = MappingProxyType(
    {"online": "ออนไลน์", "on_site": "ในสถานที่"}
)
TOPICS: Mapping[str, str] = MappingProxyType(
    {
        "announcement": "ประกาศ",
        "know_how": "ภูมิปัญญาท้องถิ่น",
        "culture": "วัฒนธรรม",
    }
)
VERDICTS: Mapping[str, str] = MappingProxyType(
    {"true": "ข่าวจริง", "false": "ข่าวปลอม", "misleading": "ข่าวบิดเบือน"}
)


def _key(*headers: str, most: int = 64) -> Column:
    return Column("code", Shape.CODE, headers, is_required=True, most=most)


def _refers(name: str, kind: str, *headers: str) -> Column:
    return Column(name, Shape.CODE, headers, is_required=True, refers=kind, most=64)


def _telephone(why: Personal) -> Column:
    headers = ("โทรศัพท์", "เบอร์โทร", "phone", "tel")
    return Column("telephone", Shape.TEXT, headers, most=40, personal=why)


def _phase() -> Column:
    return Column("phase", Shape.COUNT, ("ระยะ", "ระยะที่"), most=20)


CENTRE = Kind(
    name="centre",
    path="centres",
    title_en="Community digital centres",
    title_th="ศูนย์ดิจิทัลชุมชน",
    at="site",
    between=checks.find_shared_sites,
    meets_by=("site",),
    columns=(
        _key("centre_code", "รหัสศูนย์"),
        _refers("site", "site", "site_code", "รหัสจุดบริการ"),
        Column("level", Shape.TEXT, ("ระดับ",), is_required=True, most=40),
        Column("opened_date", Shape.DAY, ("วันที่เปิด", "วันที่เปิดให้บริการ")),
        _phase(),
        Column("caretaker", Shape.TEXT, ("ผู้ดูแล",), personal=REPAIR),
        _telephone(REPAIR),
        Column("equipment", Shape.LONG_TEXT, ("อุปกรณ์", "ครุภัณฑ์"), most=2_000),
    ),
)
COURSE = Kind(
    name="course",
    path="training/courses",
    title_en="Courses",
    title_th="หลักสูตร",
    columns=(
        _key("course_code", "รหัสหลักสูตร"),
        Column("name_th", Shape.TEXT, ("ชื่อหลักสูตร",), is_required=True),
        Column("name_en", Shape.TEXT, is_required=True),
        Column("hours", Shape.COUNT, ("ชั่วโมง",), most=1_000),
    ),
)
TRAINER = Kind(
    name="trainer",
    path="training/trainers",
    title_en="Trainers",
    title_th="วิทยากร",
    columns=(
        _key("trainer_id", "รหัสวิทยากร"),
        Column("name", Shape.TEXT, ("ชื่อ", "ชื่อ-สกุล"), personal=TEACH),
        _telephone(TEACH),
        Column("trained_by", Shape.CHOICE, ("วิธีอบรม",), choices=TRAINED_BY),
        Column("trained_date", Shape.DAY, ("วันที่ผ่านการอบรม",)),
        Column("province", Shape.CODE, ("รหัสจังหวัด",), refers="province"),
    ),
)
SESSION = Kind(
    name="session",
    path="training/sessions",
    title_en="Training sessions",
    title_th="รุ่นอบรม",
    at="centre_code",
    check=checks.check_session,
    between=checks.find_overlaps,
    meets_by=("centre_code", "trainer_id"),
    columns=(
        _key("session_id", "รหัสรุ่น"),
        _refers("centre_code", "centre", "รหัสศูนย์"),
        Column(
            "course",
            Shape.CODE,
            ("หลักสูตร",),
            is_required=True,
            refers="course",
            named_by=("name_th", "name_en"),
        ),
        _phase(),
        Column("trainer_id", Shape.CODE, ("รหัสวิทยากร",), most=64),
        Column("learner_group", Shape.CHOICE, ("กลุ่มผู้เรียน",), choices=GROUPS),
        Column("starts_at", Shape.MOMENT, ("เริ่ม", "วันที่เริ่ม"), is_required=True),
        Column("ends_at", Shape.MOMENT, ("สิ้นสุด", "วันที่สิ้นสุด"), is_required=True),
        Column("registered", Shape.COUNT, ("ผู้สมัคร", "ลงทะเบียน"), most=5_000),
        Column(
            "attended",
            Shape.COUNT,
            ("ผู้เข้าอบรม", "เข้าอบรม", "ผู้เข้าร่วม", "เข้าร่วม"),
            most=5_000,
        ),
        Column(
            "completed",
            Shape.COUNT,
            ("ผู้ผ่านการอบรม", "ผ่าน", "ผู้สำเร็จ", "สำเร็จ"),
            most=5_000,
        ),
    ),
)
SHOP = Kind(
    name="shop",
    path="commerce/shops",
    title_en="Community shops",
    title_th="ร้านค้าชุมชน",
    at="centre_code",
    columns=(
        # With a day behind it, it is the key of a sale.
        _key("shop_id", "รหัสร้าน", most=48),
        _refers("centre_code", "centre", "รหัสศูนย์"),
        Column("shop_name", Shape.TEXT, ("ชื่อร้าน", "name"), is_required=True),
        Column("category", Shape.TEXT, ("ประเภทสินค้า", "หมวด"), most=80),
        Column("opened_date", Shape.DAY, ("วันที่เปิด",)),
        Column("members", Shape.COUNT, ("จำนวนสมาชิก",), most=10_000),
        Column("member_ids", Shape.CODES, ("รหัสสมาชิก",), most=4_000),
    ),
)
PRODUCT = Kind(
    name="product",
    path="commerce/products",
    title_en="Products and services",
    title_th="สินค้าและบริการ",
    at="shop_id",
    columns=(
        _key("product_id", "รหัสสินค้า"),
        _refers("shop_id", "shop", "รหัสร้าน"),
        Column("name", Shape.TEXT, ("ชื่อสินค้า",), is_required=True),
        Column("description", Shape.LONG_TEXT, ("รายละเอียด",), most=4_000),
        Column("price_baht", Shape.BAHT, ("ราคา", "ราคา (บาท)"), most=10_000_000),
    ),
)
SALE = Kind(
    name="sale",
    path="commerce/sales",
    title_en="Sales by day",
    title_th="ยอดขายรายวัน",
    at="shop_id",
    check=checks.check_sale,
    between=checks.find_double_sales,
    meets_by=("date",),
    make_code=checks.to_sale_code,
    past_day="date",
    columns=(
        _key("sale_id"),
        Column("date", Shape.DAY, ("วันที่",), is_required=True),
        _refers("shop_id", "shop", "รหัสร้าน"),
        Column("orders", Shape.COUNT, ("คำสั่งซื้อ",), is_required=True, most=100_000),
        Column(
            "amount_baht",
            Shape.BAHT,
            ("ยอดขาย", "ยอดขาย (บาท)"),
            is_required=True,
            most=10_000_000,
        ),
    ),
)
COMMUNITY_ITEM = Kind(
    name="community_item",
    path="community",
    title_en="Community information",
    title_th="ข้อมูลชุมชน",
    at="centre_code",
    check=checks.check_item,
    columns=(
        _key("item_id", "รหัสข้อมูล"),
        _refers("centre_code", "centre", "รหัสศูนย์"),
        Column("topic", Shape.CHOICE, ("หัวข้อ",), is_required=True, choices=TOPICS),
        Column("title", Shape.TEXT, ("ชื่อเรื่อง", "เรื่อง"), is_required=True),
        Column("body", Shape.LONG_TEXT, ("เนื้อหา",), most=10_000),
        Column("published_date", Shape.DAY, ("วันที่เผยแพร่",), is_required=True),
        Column("expires_date", Shape.DAY, ("แสดงถึงวันที่",)),
    ),
)
VOLUNTEER = Kind(
    name="volunteer",
    path="volunteers",
    title_en="Digital volunteers",
    title_th="อาสาสมัครดิจิทัล",
    at="site_code",
    columns=(
        _key("volunteer_id", "รหัสอาสาสมัคร"),
        _refers("site_code", "site", "รหัสจุดบริการ"),
        Column("role", Shape.TEXT, ("บทบาท",), most=80),
        Column("since", Shape.DAY, ("ตั้งแต่วันที่", "วันที่เริ่ม")),
        Column("also_serves", Shape.CODES, ("จุดบริการอื่น",), refers="site", most=8_000),
        Column("name", Shape.TEXT, ("ชื่อ", "ชื่อ-สกุล"), personal=CONFIRM),
        _telephone(CONFIRM),
    ),
)
NEWS_ITEM = Kind(
    name="news_item",
    path="news",
    title_en="Verified news",
    title_th="ข่าวที่ตรวจสอบแล้ว",
    columns=(
        _key("guid"),
        Column("title", Shape.TEXT, ("หัวข้อข่าว",), is_required=True, most=500),
        Column("summary", Shape.LONG_TEXT, ("สรุป",), most=4_000),
        Column("url", Shape.WEB_ADDRESS, ("link",), most=2_000),
        Column("verdict", Shape.CHOICE, ("ผลตรวจสอบ",), choices=VERDICTS),
        Column("source", Shape.TEXT, ("แหล่งที่มา",)),
        Column("published_at", Shape.MOMENT, ("วันที่เผยแพร่",), is_required=True),
    ),
)

KINDS: tuple[Kind, ...] = (
    CENTRE,
    COURSE,
    TRAINER,
    SESSION,
    SHOP,
    PRODUCT,
    SALE,
    COMMUNITY_ITEM,
    VOLUNTEER,
    NEWS_ITEM,
)
"""In an order in which they can be filled: what is referred to comes first."""

BY_NAME: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in KINDS})
