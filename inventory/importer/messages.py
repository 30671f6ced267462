"""What each kind of finding says, in English and in Thai."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping

from inventory.importer.form_messages import FORM_MESSAGES
from inventory.records.flaws import WORDS
from inventory.records.thai_details import to_thai_detail

MESSAGES: Mapping[str, tuple[str, str]] = {
    "address_unclear": (
        "the address is written in a way with more than one reading",
        "เขียนเลข IP แบบที่อ่านได้หลายอย่าง",
    ),
    "amphoe_alias": (
        "another way to write this amphoe",
        "ชื่ออำเภอเขียนอีกแบบหนึ่ง",
    ),
    "amphoe_not_in_province": (
        "this amphoe is in another province",
        "อำเภอนี้อยู่ในจังหวัดอื่น",
    ),
    "code_names_other_province": (
        "the site code carries the number of another province",
        "รหัสจุดบริการมีเลขของจังหวัดอื่น",
    ),
    "column_order": (
        "the columns stand in another order; they were matched by header",
        "ลำดับคอลัมน์ต่างจากแบบ จึงจับคู่ด้วยชื่อหัวตาราง",
    ),
    "contract_providers_differ": (
        "other rows name {detail} as the provider of this contract",
        "แถวอื่นระบุว่าสัญญานี้เป็นของ {detail}",
    ),
    "control_character": (
        "control characters were taken out",
        "ลบอักขระควบคุมที่มองไม่เห็นออก",
    ),
    "date_form": (
        "the date is not written as dd/mm/yyyy of the Buddhist Era{detail}",
        "วันที่ไม่ได้เขียนแบบ วว/ดด/ปปปป พ.ศ.{detail}",
    ),
    "duplicate_code": (
        "the code also stands in row {detail}",
        "รหัสซ้ำกับแถว {detail}",
    ),
    "duplicate_column": (
        "several columns have this header; which one holds cannot be known",
        "มีหลายคอลัมน์ชื่อนี้ จึงไม่ทราบว่าต้องใช้คอลัมน์ใด",
    ),
    "duplicate_ip": (
        "the same address stands in row {detail}; they cannot be told apart",
        "เลข IP ซ้ำกับแถว {detail} จึงแยกผลการเฝ้าดูไม่ได้",
    ),
    "encoding": (
        "the file was read as {detail}",
        "อ่านไฟล์ด้วยรหัสอักขระ {detail}",
    ),
    "formula_injection": (
        "a spreadsheet could run this text; it is kept as text",
        "ข้อความนี้อาจถูกตารางคำนวณสั่งทำงาน จึงเก็บเป็นข้อความเท่านั้น",
    ),
    "future_date": (
        "the opening day lies in the future",
        "วันที่เปิดให้บริการเป็นวันในอนาคต",
    ),
    "invisible_text": (
        "spaces or invisible characters; what is seen is kept{detail}",
        "มีช่องว่างหรืออักขระที่มองไม่เห็น เก็บเฉพาะที่มองเห็น{detail}",
    ),
    "latlon_blank": (
        "no position is given",
        "ไม่ได้ระบุพิกัด",
    ),
    "latlon_impossible": (
        "this point is not in Thailand",
        "พิกัดนี้ไม่อยู่ในประเทศไทย",
    ),
    "latlon_outside_province": (
        "the point lies outside the stated province",
        "พิกัดอยู่นอกจังหวัดที่ระบุ",
    ),
    "latlon_swapped": (
        "latitude and longitude were exchanged; longitude is {detail}",
        "ละติจูดกับลองจิจูดสลับกัน ลองจิจูดคือ {detail}",
    ),
    "malformed_code": (
        "expected letters, digits, - _ and ., at most {detail}",
        "รหัสต้องเป็นตัวอักษรอังกฤษ ตัวเลข - _ หรือ . ไม่เกิน {detail} ตัว",
    ),
    "malformed_ip": (
        "this is no IP address",
        "ไม่ใช่เลข IP ที่ถูกต้อง",
    ),
    "malformed_number": (
        "expected a number{detail}",
        "ต้องเป็นตัวเลข{detail}",
    ),
    "malformed_tambon_code": (
        "expected six digits",
        "รหัสตำบลต้องเป็นตัวเลขหกหลัก",
    ),
    "merged_cells": (
        "the cell is empty or merged; filled from the row above",
        "ช่องว่างหรือถูกผสาน จึงเติมจากแถวบน",
    ),
    "missing_code": (
        "there is no code",
        "ไม่มีรหัส",
    ),
    "missing_column": (
        "the file has no such column",
        "ไฟล์ไม่มีคอลัมน์นี้",
    ),
    "missing_marker": (
        "no value is given; stored as missing",
        "ไม่ได้ระบุค่า จึงเก็บเป็นค่าว่าง",
    ),
    "missing_value": (
        "a value is required here",
        "ต้องระบุค่าในช่องนี้",
    ),
    "newline_in_cell": (
        "a line break inside the cell became a space",
        "เปลี่ยนการขึ้นบรรทัดใหม่ในช่องเป็นช่องว่าง",
    ),
    "not_a_data_row": (
        "this row is no data: {detail}",
        "แถวนี้ไม่ใช่ข้อมูล: {detail}",
    ),
    "number_text": (
        "a unit, separator or form that a number does not need",
        "มีหน่วย เครื่องหมายคั่น หรือรูปแบบที่ไม่จำเป็นในตัวเลข",
    ),
    "other_sheet": (
        "this sheet is not read; sheet {detail} is",
        "ไม่ได้อ่านแผ่นงานนี้ อ่านเฉพาะแผ่นงาน {detail}",
    ),
    "overlong_name": (
        "the name is longer than {detail} characters",
        "ชื่อยาวเกิน {detail} ตัวอักษร",
    ),
    "overlong_text": (
        "the text is longer than {detail} characters",
        "ข้อความยาวเกิน {detail} ตัวอักษร",
    ),
    "province_alias": (
        "another way to write this province",
        "ชื่อจังหวัดเขียนอีกแบบหนึ่ง",
    ),
    "province_from_tambon_code": (
        "the cell is empty; the tambon code gives the province",
        "ช่องว่าง จึงใช้จังหวัดตามรหัสตำบล",
    ),
    "same_site_two_codes": (
        "row {detail} has the same name, type, tambon and point under another code",
        "แถว {detail} มีชื่อ ประเภท ตำบล และพิกัดเดียวกัน แต่รหัสต่างกัน",
    ),
    "speed_below_contract": (
        "below the contract's {detail} Mbps",
        "ต่ำกว่าสัญญา {detail} Mbps",
    ),
    "tambon_alias": (
        "another way to write this tambon",
        "ชื่อตำบลเขียนอีกแบบหนึ่ง",
    ),
    "tambon_code_contradicts_amphoe": (
        "the tambon code belongs to another amphoe",
        "รหัสตำบลเป็นของอำเภออื่น",
    ),
    "tambon_code_contradicts_province": (
        "the tambon code belongs to another province",
        "รหัสตำบลเป็นของจังหวัดอื่น",
    ),
    "tambon_code_contradicts_tambon": (
        "the tambon code belongs to another tambon",
        "รหัสตำบลเป็นของตำบลอื่น",
    ),
    "thai_digits": (
        "Thai digits were read as 0-9",
        "อ่านเลขไทยเป็นเลขอารบิก",
    ),
    "type_abbreviated": (
        "another name of one of the eight types",
        "ชื่อย่อหรือชื่ออื่นของประเภทหน่วยงาน",
    ),
    "unknown_amphoe": (
        "no amphoe of this province has this name",
        "ไม่พบอำเภอชื่อนี้ในจังหวัด",
    ),
    "unknown_column": (
        "this column is not known here; ignored",
        "ไม่รู้จักคอลัมน์นี้ จึงไม่ใช้",
    ),
    "unknown_province": (
        "there is no province of this name",
        "ไม่มีจังหวัดชื่อนี้",
    ),
    "unknown_tambon": (
        "no tambon of this amphoe has this name",
        "ไม่พบตำบลชื่อนี้ในอำเภอ",
    ),
    "unknown_tambon_code": (
        "the geography has no such tambon code",
        "ไม่พบรหัสตำบลนี้ในข้อมูลเขตการปกครอง",
    ),
    "unknown_type": (
        "this is none of the eight types",
        "ไม่ใช่ประเภทหน่วยงานที่กำหนดไว้แปดประเภท",
    ),
    "unroutable_ip": (
        "an address that cannot be a site's ({detail}) and must never be probed",
        "เลข IP นี้เป็นของจุดบริการไม่ได้ ({detail}) และห้ามเฝ้าดู",
    ),
}
"""About the register of sites, and what every table may have; keyed by kind."""

_ALL = ChainMap(dict(MESSAGES), dict(FORM_MESSAGES), dict(WORDS))


def to_messages(code: str, detail: str) -> tuple[str, str]:
    """Return what a finding of the kind `code` says in English and in Thai."""
    english, thai = _ALL[code]
    told = to_thai_detail(code, detail)
    return english.replace("{detail}", detail), thai.replace("{detail}", told)
