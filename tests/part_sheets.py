"""Messy sheets of parts of the register, one of each, and what must become of each."""

from __future__ import annotations

from tests.record_sheets import Messy

MESSY_PARTS = {
    "contracts": Messy(
        "เลขที่สัญญา,ผู้ให้บริการ,ภาค,ความเร็วดาวน์โหลดขั้นต่ำ (Mbps),min_up_mbps,ผู้รับจ้าง,"
        "ความพร้อมใช้งานขั้นต่ำ,ระยะเวลาซ่อม (ชั่วโมง),ค่าบริการรายเดือน (บาท),"
        "ค่าปรับต่อชั่วโมง (ร้อยละ),วันเริ่มสัญญา,วันสิ้นสุดสัญญา,ip_block\n"
        "C1,Provider,เหนือ,200,100,บริษัท ก,99.5,24,1500000,0.025,01/10/2568,"
        "30/09/2571,198.18.0.0/19\n"
        "C2,Provider,ใต้,1 Gbps,500,บริษัท ข,99.5 %,24 ชั่วโมง,,0.1%,2025-10-01,,\n"
        "C3,Provider,ใต้,,,,0.4,,,,,,\n"
        "C4,Provider,ใต้,0,,,0.995,,,,,,\n"
        "C5,,ใต้,,,,,,,,,,\n"
        "C6,Provider,ใต้,,,,,,,101,,,\n"
        "C7,Provider,ใต้,,,,,,,,01/10/2568,30/09/2567,\n"
        "C8,Provider,ใต้,,,,,,,,9999-01-01,,\n"
        "รวม,,,,,,,,1500000,,,,\n",
        [
            (3, "ความเร็วดาวน์โหลดขั้นต่ำ (Mbps)", "number_text", "repair"),
            (3, "ระยะเวลาซ่อม (ชั่วโมง)", "number_text", "repair"),
            (4, "ความพร้อมใช้งานขั้นต่ำ", "malformed_share", "reject-row"),
            (5, "ความเร็วดาวน์โหลดขั้นต่ำ (Mbps)", "malformed_number", "reject-row"),
            (6, "ผู้ให้บริการ", "missing_value", "reject-row"),
            (7, "ค่าปรับต่อชั่วโมง (ร้อยละ)", "malformed_share", "reject-row"),
            (8, "วันสิ้นสุดสัญญา", "ends_before_start", "reject-row"),
            (9, "วันเริ่มสัญญา", "day_form", "reject-row"),
            (10, "*", "not_a_data_row", "reject-row"),
        ],
        ["C1", "C2"],
    ),
    "nodes": Messy(
        "รหัสโหนด;ชนิด;ชื่อโหนด;ip;parents\n"
        "A1;aggregation;จุดรวม 1;198.18.1.4;T1\n"
        "A3;จุดรวม;จุดรวม 3;10.0.0.1;T1,A1\n"
        "A4;aggregation;จุดรวม 4;224.0.0.1;T1\n"
        "A5;aggregation;จุดรวม 5;198.18.1.300;T1\n"
        "A6;aggregation;จุดรวม 6;;T9\n"
        "A7;aggregation;จุดรวม 7;;A6\n"
        "T1;trunk;สาย 1;198.18.2.1;T3\n"
        "T3;trunk;สาย 3;;T1\n"
        "T4;satellite;สาย 4;;P1\n",
        [
            (3, "ชนิด", "choice_alias", "repair"),
            (3, "parents", "list_form", "repair"),
            (4, "ip", "address_never_probed", "reject-row"),
            (5, "ip", "malformed_address", "reject-row"),
            (6, "parents", "unknown_reference", "reject-row"),
            (7, "parents", "unknown_reference", "reject-row"),
            (8, "parents", "parents_in_a_circle", "reject-row"),
            (9, "parents", "parents_in_a_circle", "reject-row"),
            (10, "ชนิด", "unknown_choice", "reject-row"),
        ],
        ["A1", "A3"],
    ),
    "topology": Messy(
        "รหัสจุดบริการ,โหนดต้นทาง\n"
        "S1,A2\n"
        "S6,A1 A2\n"
        "S2,\n"
        "S3,A9\n"
        "S9,A1\n"
        "S4,A1;A1\n"
        "S5,A1\n"
        "S5,A2\n",
        [
            (3, "โหนดต้นทาง", "list_form", "repair"),
            (4, "โหนดต้นทาง", "missing_value", "reject-row"),
            (5, "โหนดต้นทาง", "unknown_reference", "reject-row"),
            (6, "รหัสจุดบริการ", "unknown_reference", "reject-row"),
            (7, "โหนดต้นทาง", "list_form", "repair"),
            (8, "รหัสจุดบริการ", "duplicate_code", "reject-row"),
            (9, "รหัสจุดบริการ", "duplicate_code", "reject-row"),
        ],
        ["S1", "S6", "S4"],
    ),
    "access-points": Messy(
        "ap_id,รหัสจุดบริการ,ยี่ห้อ,รุ่น,mac,วิธีเฝ้าดู,ip,controller\n"
        "S1/ap2,S1,Ruckus,R350,02:00:5e:00:01:01,router,,\n"
        "S1/ap3,S1,Ruckus,R350,02-00-5E-00-01-02,controller,,wlc-1\n"
        "S1/ap4,S1,Ruckus,R350,0200.5e00.0103,อุโมงค์,10.1.0.4,\n"
        "S1/ap5,S1,Ruckus,R350,02:00:5e:00:01:05,tunnel,10.1.0.4,\n"
        "S1/ap6,S1,Ruckus,R350,02:00:5e:00:01:05,tunnel,198.18.2.1,\n"
        "S1/ap7,S1,Ruckus,R350,01:00:5e:00:00:01,router,,\n"
        "S1/ap8,S1,Ruckus,R350,02:00:5e:00:01,router,,\n"
        "S1/ap9,S1,Ruckus,R350,,router,10.1.0.9,\n"
        "S2/ap2,S2,Ruckus,R350,,controller,,\n"
        "S9/ap1,S9,Ruckus,R350,,router,,\n"
        "S3/ap2,S3,Ruckus,R350,,radio,,\n",
        [
            (3, "mac", "mac_form", "repair"),
            (3, "controller", "unknown_controller", "warn"),
            (4, "mac", "mac_form", "repair"),
            (4, "ip", "duplicate_ip", "warn"),
            (5, "ip", "duplicate_ip", "warn"),
            (5, "mac", "doubled_mac", "warn"),
            (6, "ip", "address_taken", "warn"),
            (6, "mac", "doubled_mac", "warn"),
            (7, "mac", "mac_of_group", "reject-row"),
            (8, "mac", "malformed_mac", "reject-row"),
            (9, "ip", "not_needed_here", "reject-row"),
            (10, "controller", "missing_value", "reject-row"),
            (11, "รหัสจุดบริการ", "unknown_reference", "reject-row"),
            (12, "วิธีเฝ้าดู", "unknown_choice", "reject-row"),
        ],
        ["S1/ap2", "S1/ap3", "S1/ap4", "S1/ap5", "S1/ap6"],
    ),
    "controllers": Messy(
        "ตัวควบคุม,ยี่ห้อ,รุ่น,ip\n"
        "wlc-1,Ruckus,SZ-144,10.2.0.1\n"
        "wlc-2,Aruba,,wlc2.example.org\n"
        "wlc 3,Aruba,,10.2.0.3\n"
        "wlc-4,,SZ-144,10.2.0.4\n"
        "wlc-5,Aruba,,127.0.0.1\n"
        "wlc-6,Aruba,-,10.2.0.1\n",
        [
            (2, "ip", "duplicate_ip", "warn"),
            (4, "ตัวควบคุม", "malformed_code", "reject-row"),
            (5, "ยี่ห้อ", "missing_value", "reject-row"),
            (6, "ip", "address_never_probed", "reject-row"),
            (7, "รุ่น", "missing_marker", "warn"),
            (7, "ip", "duplicate_ip", "warn"),
        ],
        ["wlc-1", "wlc-2", "wlc-6"],
    ),
    "service-hours": Messy(
        "รหัสจุดบริการ,วันให้บริการ,เวลาเปิด,เวลาปิด\n"
        "S1,1;2;3;4;5,08:30,16:30\n"
        "S2,จันทร์-ศุกร์,8.30 น.,16:30:00\n"
        "S3,ตลอด 24 ชั่วโมง,,\n"
        "S4,ทุกวัน,00:00,24:00\n"
        "S5,1;2,08:30,\n"
        "S6,24 h,08:30,16:30\n"
        "S7,1,08:30,16:30\n",
        [
            (3, "วันให้บริการ", "weekday_names", "repair"),
            (3, "เวลาเปิด", "time_form", "repair"),
            (5, "วันให้บริการ", "weekday_names", "repair"),
            (6, "เวลาปิด", "missing_value", "reject-row"),
            (7, "เวลาเปิด", "round_the_clock_and_hours", "reject-row"),
            (8, "รหัสจุดบริการ", "unknown_reference", "reject-row"),
        ],
        ["S1", "S2", "S3", "S4"],
    ),
}
"""Keyed by part; held against tests.registers.small_register."""
