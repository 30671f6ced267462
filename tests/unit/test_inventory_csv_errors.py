"""One row per message: a bad cell, row or file is named, and nothing is loaded."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from inventory.sheets.dump import dump_csv
from inventory.sheets.load import load_csv
from inventory.sheets.problems import PROBLEM_LIMIT
from inventory.sheets.sheet import FILE_LIMIT_BYTES
from netmon.core.errors import ConfigError
from tests.unit.small_register import small_register

CODE = "a code of letters, digits and - _ ., at most 48 characters"
LONG_CODE = "a code of letters, digits and - _ . /, at most 64 characters"
PROBED = "an address that may be probed, not"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A directory with four good files."""
    dump_csv(small_register(), tmp_path)
    return tmp_path


def problems_of(directory: Path) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as raised:
        load_csv(directory)
    return raised.value.problems


def edit(path: Path, row: int, column: str, text: str) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        records = list(csv.reader(file))
    records[row - 1][records[0].index(column)] = text
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(records)


BAD_CELLS = [
    # sites.csv: row 2 is PI-50-00001, row 3 PI-50-00002
    ("sites.csv", 2, "code", "", "a value, got ''"),
    ("sites.csv", 2, "name_th", "", "a value, got ''"),
    ("sites.csv", 3, "code", "PI 50", f"{CODE}, got 'PI 50'"),
    ("sites.csv", 3, "code", "=1+1", f"{CODE}, got '=1+1'"),
    ("sites.csv", 3, "code", "x" * 49, f"{CODE}, got '{'x' * 49}'"),
    (
        *("sites.csv", 3, "code", "PI-50-00001"),
        "each code once, 'PI-50-00001' is already in sites.csv row 2",
    ),
    (
        *("sites.csv", 2, "name_th", "ก" * 201),
        f"at most 200 characters, got '{'ก' * 60}'... (201 characters)",
    ),
    (
        *("sites.csv", 2, "name_th", "a\x00b"),
        "no control or invisible character (U+0000 is at character 2), got 'a\\x00b'",
    ),
    (
        *("sites.csv", 2, "name_th", "กขค\u200bง"),
        "no control or invisible character (U+200B is at character 4), "
        "got 'กขค\\u200bง'",
    ),
    (
        *("sites.csv", 2, "name_en", "a\nb"),
        "no control or invisible character (U+000A is at character 2), got 'a\\nb'",
    ),
    (
        *("sites.csv", 2, "site_type", "school"),
        "one of learning_centre, library, farm_centre, digital_centre, "
        "border_police_school, justice_centre, welfare_school, hospital, got 'school'",
    ),
    ("sites.csv", 2, "province", "99", "a code of the provinces, got '99'"),
    (
        *("sites.csv", 2, "province", "๕๐"),
        "a province's two digits, as 50 (digits 0-9, not Thai ones), got '๕๐'",
    ),
    ("sites.csv", 2, "contract", "C-9", "a code of contracts.csv, got 'C-9'"),
    ("sites.csv", 2, "parents", "A-1;A-9", "a code of topology.csv, got 'A-9'"),
    ("sites.csv", 2, "parents", "A-1;A-1", "each value once, got 'A-1;A-1'"),
    ("sites.csv", 2, "parents", "A-1;;A-2", f"{LONG_CODE}, got 'A-1;;A-2'"),
    *(
        (
            *("sites.csv", 2, "lat", text),
            f"degrees from 5 to 21 with a decimal point, got '{text}'",
        )
        for text in ("north", "nan", "inf", "-inf", "1e1", "99.5", "18_0", "+18", "0x1")
    ),
    (
        *("sites.csv", 2, "lat", "๑๘.๕"),
        "degrees from 5 to 21 with a decimal point (digits 0-9, not Thai ones), "
        "got '๑๘.๕'",
    ),
    (
        *("sites.csv", 2, "lon", "18.5"),
        "degrees from 97 to 106 with a decimal point, got '18.5'",
    ),
    ("sites.csv", 2, "lon", "", "a value, because lat has one, got ''"),
    ("sites.csv", 2, "weekdays", "1;8", "a whole number from 1 to 7, got '1;8'"),
    ("sites.csv", 2, "weekdays", "", "a value, because opens, closes has one, got ''"),
    ("sites.csv", 2, "opens", "8:30", "a time from 00:00 to 23:59, as 08:30, got"),
    ("sites.csv", 2, "opens", "24:00", "a time from 00:00 to 23:59, as 08:30, got"),
    ("sites.csv", 2, "closes", "08:30", "a time later than opens 08:30, got 08:30"),
    ("sites.csv", 2, "closes", "", "a value, because weekdays, opens has one, got ''"),
    (
        *("sites.csv", 2, "in_service_from", "31/05/2024"),
        "a date as 2024-05-31, got '31/05/2024'",
    ),
    (
        *("sites.csv", 2, "in_service_from", "2567-05-31"),
        "a date as 2024-05-31, in the common era: 2024, got '2567-05-31'",
    ),
    (
        *("sites.csv", 2, "in_service_from", "2023-02-29"),
        "a date as 2024-05-31 that exists in the calendar, got '2023-02-29'",
    ),
    (
        *("sites.csv", 2, "in_service_from", "1900-01-01"),
        "a date as 2024-05-31, not before 1990, got '1900-01-01'",
    ),
    # devices.csv: row 2 the router of site 1, rows 3 to 5 its access points, row 7
    # a controller
    ("devices.csv", 2, "id", "", "a value, got ''"),
    (
        *("devices.csv", 2, "role", "switch"),
        "one of router, access_point, controller, got 'switch'",
    ),
    ("devices.csv", 2, "site", "", "a value for a router, got ''"),
    ("devices.csv", 3, "site", "", "a value for an access point, got ''"),
    (
        *("devices.csv", 7, "site", "PI-50-00001"),
        "an empty cell for a controller, got 'PI-50-00001'",
    ),
    ("devices.csv", 7, "snmp_port", "", "a value for a controller, got ''"),
    ("devices.csv", 2, "site", "PI-9", "a code of sites.csv, got 'PI-9'"),
    ("devices.csv", 2, "methods", "", "a value for a router, got ''"),
    ("devices.csv", 2, "methods", "ping", "one of icmp, snmp, tcp, got 'ping'"),
    ("devices.csv", 2, "methods", "tcp;tcp", "each value once, got 'tcp;tcp'"),
    ("devices.csv", 2, "snmp_port", "0", "a whole number from 1 to 65535, got '0'"),
    ("devices.csv", 2, "snmp_port", "1e3", "a whole number from 1 to 65535, got '1e3'"),
    ("devices.csv", 2, "tcp_port", "65536", "a whole number from 1 to 65535, got"),
    (
        *("devices.csv", 2, "tcp_port", "๒๒"),
        "a whole number from 1 to 65535 (digits 0-9, not Thai ones), got '๒๒'",
    ),
    ("devices.csv", 2, "seen_by", "tunnel", "an empty cell for a router, got 'tunnel'"),
    ("devices.csv", 3, "tcp_port", "22", "an empty cell for an access point, got '22'"),
    ("devices.csv", 3, "seen_by", "", "a value for an access point, got ''"),
    (
        *("devices.csv", 4, "address", "198.18.9.9"),
        "an empty cell for an access point seen by controller, got '198.18.9.9'",
    ),
    (
        *("devices.csv", 4, "controller", ""),
        "a value for an access point seen by controller, got ''",
    ),
    (
        *("devices.csv", 5, "controller", "WLC-1"),
        "an empty cell for an access point seen by router, got 'WLC-1'",
    ),
    *(
        (
            "devices.csv",
            2,
            "address",
            text,
            f"an IP address or a host name, got '{text}'",
        )
        for text in (
            *("198.18.1", "198.18.1.256", "198.18.1.1/24", "-a.example", "a b", "a_b"),
            *("1234", "::1::", "fe80::1%eth0%", "a..b", "http://a"),
        )
    ),
    *(
        ("devices.csv", 2, "address", text, f"{PROBED} {reason}, got '{text}'")
        for text, reason in (
            ("224.0.0.1", "multicast"),
            ("ff02::1", "multicast"),
            ("0.0.0.0", "unspecified"),
            ("::", "unspecified"),
            ("0.1.2.3", "this network"),
            ("255.255.255.255", "broadcast"),
            ("240.0.0.1", "reserved (240.0.0.0/4, RFC 1112)"),
            ("169.254.1.1", "link-local"),
            ("fe80::1", "link-local"),
            ("127.0.0.1", "loopback"),
            ("::1", "loopback"),
            ("::ffff:127.0.0.1", "loopback"),
            ("::ffff:224.0.0.1", "multicast"),
            ("localhost", "loopback"),
        )
    ),
    *(
        (
            *("devices.csv", 3, "mac", text),
            f"a MAC address as 02:00:5e:00:00:01, got '{text}'",
        )
        for text in ("02:00:5e:00:00", "02005e000001", "02:00:5e:00:00:0g")
    ),
    (
        *("devices.csv", 3, "mac", "01:00:5e:00:00:01"),
        "the MAC address of one device, not of a group or of none, got",
    ),
    (
        *("devices.csv", 6, "site", "PI-50-00001"),
        "one router per site, 'PI-50-00001' has one in devices.csv row 2",
    ),
    # topology.csv, P-1, T-1
    (
        "topology.csv",
        2,
        "kind",
        "hub",
        "one of provider, trunk, aggregation, got 'hub'",
    ),
    ("topology.csv", 2, "parents", "T-9", "a code of topology.csv, got 'T-9'"),
    ("topology.csv", 2, "parents", "A-1", "no node above itself, got A-1 > A-1"),
    (
        *("contracts.csv", 2, "min_up_bps", "100,000"),
        "a whole number from 1 to 100000000000, got '100,000'",
    ),
    (
        *("contracts.csv", 2, "min_down_bps", "200Mbps"),
        "a whole number from 1 to 100000000000, got '200Mbps'",
    ),
]


@pytest.mark.parametrize(
    ("file", "row", "column", "text", "message"),
    BAD_CELLS,
    ids=[f"{case[0]}-{case[2]}-{case[3][:20]!r}" for case in BAD_CELLS],
)
def test_a_bad_cell_is_named_with_what_was_expected_and_what_came(
    directory: Path, file: str, row: int, column: str, text: str, message: str
) -> None:
    edit(directory / file, row, column, text)

    problems = problems_of(directory)

    start = f"{file} row {row} column {column}: expected {message}"
    assert any(line.startswith(start) for line in problems), problems


def test_a_cycle_of_parents_is_shown(directory: Path) -> None:
    edit(directory / "topology.csv", 4, "parents", "A-1")

    (problem,) = problems_of(directory)

    assert problem.startswith("topology.csv row ")
    assert "column parents: expected no node above itself, got " in problem
    assert problem.count(" > ") == 3


BAD_FILES = [
    (b"", "row 1: expected a header of code, provider, area, "),
    (b"\n", "row 1: expected a header of code, provider, area, "),
    (b"code;provider\nC;P\n", "; got 'code;provider'"),
    (
        b"code,provider,area,min_down_bps,min_up_pbs\n",
        "row 1: unknown column 'min_up_pbs'; did you mean min_up_bps?",
    ),
    (
        b"code,provider,area,min_down_bps\n",
        "row 1: expected a column min_up_bps, it is missing",
    ),
    (
        b"code,provider,area,min_down_bps,min_up_bps,area\n",
        "row 1: expected one column area, got several",
    ),
    (
        b"code,provider,area,min_down_bps,min_up_bps\nC-1,P,\xe9,1,1\n",
        "row 2 column area: expected UTF-8 (byte 0xe9 at character 1 is not), "
        "got '\\udce9'",
    ),
    (
        b'code,provider,area,min_down_bps,min_up_bps\nC-1,"P",A,1,1\nC-2,"P,A,1,1\n',
        "row 3: expected quoted cells to be closed (unexpected end of data); "
        "not read from here on",
    ),
    (
        b"code,provider,area,min_down_bps,min_up_bps\nC-1,"
        + b"x" * 131_073
        + b",A,1,1",
        "row 2: expected at most 131072 characters in a cell, got more: "
        "is a quotation mark missing? Not read from here on",
    ),
    (
        b"code,provider,area,min_down_bps,min_up_bps\r\n\r\nC-1,P,A\r\n",
        "row 3: expected 5 cells, got 3",
    ),
    ("code".encode("utf-16"), ": expected UTF-8, got UTF-16; save it as UTF-8"),
    (b"a," * 1001, "row 1: expected at most 1000 columns, got 1002"),
    (
        b" " * (FILE_LIMIT_BYTES + 1),
        ": expected at most 67108864 bytes, got more",
    ),
]


@pytest.mark.parametrize(
    ("data", "message"), BAD_FILES, ids=[case[1][:50] for case in BAD_FILES]
)
def test_a_bad_file_is_named(directory: Path, data: bytes, message: str) -> None:
    (directory / "contracts.csv").write_bytes(data)

    problems = problems_of(directory)

    assert any(
        line.startswith("contracts.csv") and message in line for line in problems
    ), problems


def test_an_unreadable_file_does_not_blame_the_rows_that_refer_to_it(
    directory: Path,
) -> None:
    (directory / "contracts.csv").unlink()

    assert problems_of(directory) == (
        "contracts.csv: expected a file, cannot read it: No such file or directory",
    )


def test_a_row_with_a_bad_cell_still_counts_as_known(directory: Path) -> None:
    edit(directory / "contracts.csv", 2, "min_up_bps", "much")

    (problem,) = problems_of(directory)

    assert problem.startswith("contracts.csv row 2 column min_up_bps: ")


def test_all_problems_are_told_at_once(directory: Path) -> None:
    edit(directory / "sites.csv", 2, "lat", "x")
    edit(directory / "sites.csv", 2, "lon", "y")
    edit(directory / "devices.csv", 3, "mac", "z")

    assert [line.split(":")[0] for line in problems_of(directory)] == [
        "sites.csv row 2 column lat",
        "sites.csv row 2 column lon",
        "devices.csv row 3 column mac",
    ]


def test_beyond_the_limit_problems_are_counted(directory: Path) -> None:
    path = directory / "contracts.csv"
    path.write_text(path.read_text("utf-8") + "bad\n" * (PROBLEM_LIMIT + 5), "utf-8")

    problems = problems_of(directory)

    assert len(problems) == PROBLEM_LIMIT + 1
    assert problems[-1] == "and 5 more problems"
