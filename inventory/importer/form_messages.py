"""What findings about records and parts of the register say, in English and Thai."""

from __future__ import annotations

from collections.abc import Mapping

FORM_MESSAGES: Mapping[str, tuple[str, str]] = {
    "address_never_probed": (
        "an address that must never be probed ({detail})",
        "ห้ามเฝ้าดูเลข IP นี้ ({detail})",
    ),
    "address_taken": (
        "{detail} of the register has this address; they cannot be told apart",
        "{detail} ในทะเบียนใช้เลข IP นี้แล้ว จึงแยกผลการเฝ้าดูไม่ได้",
    ),
    "choice_alias": (
        "another way to write this",
        "เขียนอีกแบบหนึ่ง",
    ),
    "closes_before_opens": (
        "it closes before it opens",
        "เวลาปิดอยู่ก่อนเวลาเปิด",
    ),
    "day_ahead": (
        "this day has not come",
        "เป็นวันที่ยังไม่ถึง",
    ),
    "day_form": (
        "expected a day as yyyy-mm-dd, or dd/mm/yyyy of the Buddhist Era{detail}",
        "วันที่ไม่ได้เขียนแบบ ปปปป-ดด-วว ค.ศ. หรือ วว/ดด/ปปปป พ.ศ.{detail}",
    ),
    "doubled_mac": (
        "the same MAC address stands in row {detail}; they cannot be told apart",
        "MAC ซ้ำกับแถว {detail} จึงแยกอุปกรณ์ไม่ได้",
    ),
    "list_form": (
        "codes are separated by ; and each stands once",
        "คั่นรหัสด้วย ; และแต่ละรหัสมีครั้งเดียว",
    ),
    "mac_form": (
        "the MAC address was written in another form",
        "MAC เขียนอีกแบบหนึ่ง",
    ),
    "mac_of_group": (
        "this is the MAC address of a group or of none",
        "MAC นี้เป็นของกลุ่มหรือไม่ใช่ของอุปกรณ์ใด",
    ),
    "mac_taken": (
        "{detail} of the register has this MAC address; they cannot be told apart",
        "{detail} ในทะเบียนใช้ MAC นี้แล้ว จึงแยกอุปกรณ์ไม่ได้",
    ),
    "malformed_address": (
        "this is neither an IP address nor a host name",
        "ไม่ใช่เลข IP หรือชื่อโฮสต์ที่ถูกต้อง",
    ),
    "malformed_mac": (
        "expected a MAC address as 02:00:5e:00:00:01",
        "MAC ต้องเป็นแบบ 02:00:5e:00:00:01",
    ),
    "malformed_share": (
        "expected a share of {detail}",
        "ต้องเป็นสัดส่วน {detail}",
    ),
    "malformed_time": (
        "expected a time as 08:30",
        "ต้องเป็นเวลาแบบ 08:30",
    ),
    "malformed_web_address": (
        "expected an address that begins with http:// or https:// and names no user",
        "ต้องขึ้นต้นด้วย http:// หรือ https:// และไม่มีชื่อผู้ใช้",
    ),
    "malformed_weekdays": (
        "expected weekdays, as 1;2;3;4;5 from Monday on",
        "ต้องเป็นวันในสัปดาห์ เช่น 1;2;3;4;5 เริ่มจากวันจันทร์",
    ),
    "malformed_whole": (
        "expected a whole number, 0 or more",
        "ต้องเป็นจำนวนเต็มตั้งแต่ 0",
    ),
    "moment_form": (
        "expected a day and a time, as 2026-11-20T09:00+07:00",
        "ต้องเป็นวันและเวลา เช่น 2026-11-20T09:00+07:00",
    ),
    "moment_text": (
        "day and time were written in words or short",
        "วันเวลาเขียนเป็นคำหรือแบบย่อ",
    ),
    "name_of_several": (
        "several have this name: {detail}",
        "มีหลายรายการใช้ชื่อนี้: {detail}",
    ),
    "not_needed_here": (
        "expected an empty cell, because of {detail}",
        "ต้องเว้นว่าง เพราะ {detail}",
    ),
    "number_too_large": (
        "expected at most {detail}",
        "ต้องไม่เกิน {detail}",
    ),
    "other_code": (
        "the other cells make {detail}",
        "ข้อมูลช่องอื่นเป็นของ {detail}",
    ),
    "parents_in_a_circle": (
        "no node may be above itself: {detail}",
        "โหนดอยู่เหนือตัวเองไม่ได้: {detail}",
    ),
    "round_the_clock_and_hours": (
        "the row says round the clock and other hours",
        "แถวนี้ระบุทั้งตลอด 24 ชั่วโมงและเวลาอื่น",
    ),
    "share_unclear": (
        "without % or a header that says so, this share has several readings",
        "ไม่มี % หรือหัวตารางที่ระบุหน่วย จึงอ่านได้หลายอย่าง",
    ),
    "time_form": (
        "the time was written in another form",
        "เวลาเขียนอีกแบบหนึ่ง",
    ),
    "tunnel_without_address": (
        "it is seen through the tunnel and has no address: nobody will look at it",
        "เฝ้าดูผ่านอุโมงค์แต่ไม่มีเลข IP จึงไม่มีใครเฝ้าดู",
    ),
    "unknown_choice": (
        "expected one of {detail}",
        "ต้องเป็นค่าใดค่าหนึ่งของ {detail}",
    ),
    "unknown_controller": (
        "the register has no such controller: nobody will ask it",
        "ไม่พบตัวควบคุมนี้ในทะเบียน จึงไม่มีใครสอบถาม",
    ),
    "unknown_name": (
        "nothing has this code or name",
        "ไม่พบรหัสหรือชื่อนี้",
    ),
    "weekday_names": (
        "the days were written in another form",
        "วันเขียนอีกแบบหนึ่ง",
    ),
}
"""English and Thai, keyed by kind."""
