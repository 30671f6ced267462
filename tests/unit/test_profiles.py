"""Profile files: what is accepted, what is refused with its place, who is chosen."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from collectors.profiles import Catalogue, Measure, Profile, load_catalogue
from collectors.profiles.index import parse_index
from netmon.core.errors import ConfigError

CATALOGUE = load_catalogue()
GOOD = """
name = "acme-router"
vendor = "Acme"
sys_object_ids = ["1.3.6.1.4.1.99999.1"]

[[object]]
measure = "cpu"
mib = "ACME-SYSTEM-MIB::acmeCpuBusy"
oid = "1.3.6.1.4.1.99999.1.1.1"
type = "Gauge32"
unit = "percent"
index = "scalar"
source = "ACME-SYSTEM-MIB 2025-03-01"
"""


@pytest.mark.parametrize("profile", CATALOGUE.profiles, ids=lambda each: each.name)
def test_every_object_that_comes_with_the_product_names_its_source(
    profile: Profile,
) -> None:
    for each in profile.object:
        module, _, name = each.mib.partition("::")
        assert module
        assert name
        assert each.source
        if not each.oid.startswith("1.3.6.1.4.1."):
            assert module in (
                *("HOST-RESOURCES-MIB", "ENTITY-SENSOR-MIB", "ENTITY-MIB", "IF-MIB"),
                "POWER-ETHERNET-MIB",
            )


def test_no_two_profiles_claim_one_object_id() -> None:
    claims = [oid for each in CATALOGUE.profiles for oid in each.sys_object_ids]

    assert len(claims) == len(set(claims))


@pytest.mark.parametrize("profile", CATALOGUE.profiles, ids=lambda each: each.name)
def test_one_object_has_one_name_everywhere(profile: Profile) -> None:
    names = {
        each.oid: each.mib for other in CATALOGUE.profiles for each in other.object
    }

    assert {each.oid: each.mib for each in profile.object}.items() <= names.items()


@pytest.mark.parametrize(
    ("sys_object_id", "sys_descr", "name"),
    [
        ("1.3.6.1.4.1.14988.1", "RouterOS RB750Gr3", "mikrotik-routeros"),
        ("1.3.6.1.4.1.14988.1", "router", "mikrotik-routeros"),
        ("1.3.6.1.4.1.9.1.2093", "Cisco IOS Software [Bengaluru]", "cisco-ios"),
        ("1.3.6.1.4.1.9.1.1069", "Cisco Controller", "cisco-wlc"),
        (
            "1.3.6.1.4.1.9.1.1034",
            "Cisco IOS Software, C1140 Software (C1140-K9W7-M), Version 12.4",
            "cisco-aironet",
        ),
        ("1.3.6.1.4.1.9.6.1.80", "Linux, Cisco Systems", "cisco-small-business"),
        ("1.3.6.1.4.1.2011.2.224.62", "Huawei AR169F", "huawei-vrp"),
        ("1.3.6.1.4.1.2011.2.240.6", "Huawei AC6605-26-PWR", "huawei-ac"),
        ("1.3.6.1.4.1.25053.3.1.4.71", "Ruckus Wireless Inc", "ruckus-standalone"),
        ("1.3.6.1.4.1.25053.3.1.5.2", "Ruckus Wireless ZD1106", "ruckus-zonedirector"),
        ("1.3.6.1.4.1.25053.3.1.5.20", "Ruckus Wireless T300", "ruckus-unleashed"),
        ("1.3.6.1.4.1.25053.3.1.11.1", "SmartZone", "ruckus-smartzone"),
        ("1.3.6.1.4.1.14823.1.2.59", "ArubaOS (MODEL: 225)", "aruba-instant"),
        ("1.3.6.1.4.1.14823.1.1.9999", "ArubaOS Version 6.4", "aruba-controller"),
        ("1.3.6.1.4.1.8072.3.2.10", "UAP-nanoHD 5.43.36", "ubiquiti-unifi"),
        ("1.3.6.1.4.1.10002.1", "Linux 2.6.32.68 #1 mips", "ubiquiti-airos"),
        ("1.3.6.1.4.1.41112.1.5", "EdgeRouter Lite", "ubiquiti-edgeos"),
        ("1.3.6.1.4.1.8072.3.2.10", "Linux OpenWrt 5.4.137 #0 SMP", "openwrt"),
        ("1.3.6.1.4.1.8072.3.2.10", "Linux TomatoWifi 2.6.22", "freshtomato"),
        ("1.3.6.1.4.1.8072.3.2.10", "Linux web01 3.10.0 #1 SMP", "net-snmp"),
        ("1.3.6.1.4.1.12356.101.1.644", "", "fortinet-fortigate"),
        ("1.3.6.1.4.1.2636.1.1.1.2.39", "whatever", "juniper-junos"),
        ("1.3.6.1.4.1.890.1.15", "NXC2500", "zyxel-nxc"),
        ("1.3.6.1.4.1.99999.7", "a model nobody has seen", "standard"),
        (None, None, "standard"),
        ("0.0", "", "standard"),
    ],
)
def test_a_device_is_known_by_what_it_says(
    sys_object_id: str | None, sys_descr: str | None, name: str
) -> None:
    assert CATALOGUE.choose(sys_object_id, sys_descr).name == name


def test_a_vendor_that_hides_behind_net_snmp_is_known_by_its_own_scalars() -> None:
    hidden = CATALOGUE.choose("1.3.6.1.4.1.8072.3.2.10", "Linux host 4.14.221 #0 SMP")
    found = CATALOGUE.choose_by_probes({"1.3.6.1.4.1.48690.1.3.0"}, hidden)

    assert (hidden.name, found.name) == ("openwrt", "teltonika")
    assert CATALOGUE.choose_by_probes(set(), hidden) is hidden


def test_the_standard_ways_come_after_a_vendors_own() -> None:
    profile = CATALOGUE.choose("1.3.6.1.4.1.12356.101.1.644", "")

    ways = CATALOGUE.ways(profile, Measure.CPU)

    assert ways[0].objects[0].mib == "FORTINET-FORTIGATE-MIB::fgSysCpuUsage"
    assert "HOST-RESOURCES-MIB::hrProcessorLoad" in [
        each.mib for way in ways for each in way.objects
    ]


def test_a_file_dropped_into_the_folder_is_a_profile(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_text(GOOD)

    catalogue = load_catalogue(tmp_path)

    assert catalogue.choose("1.3.6.1.4.1.99999.1.4", None).vendor == "Acme"
    assert catalogue.choose("1.3.6.1.4.1.99999.2", None).name == "standard"


def test_a_known_name_in_the_folder_replaces_the_profile(tmp_path: Path) -> None:
    text = GOOD.replace("acme-router", "zyxel-nxc")
    (tmp_path / "acme.toml").write_text(text)

    catalogue = load_catalogue(tmp_path)

    assert catalogue.choose("1.3.6.1.4.1.890.1.15", None).name == "standard"
    assert catalogue.choose("1.3.6.1.4.1.99999.1", None).name == "zyxel-nxc"


def test_a_folder_that_is_not_there_adds_nothing(tmp_path: Path) -> None:
    catalogue = load_catalogue(tmp_path / "nowhere")

    assert [each.name for each in catalogue.profiles] == [
        each.name for each in CATALOGUE.profiles
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"1.3.6.1.4.1.99999.1.1.1"', '".1.3.6"', "object 0 oid: expected an OID"),
        ('unit = "percent"', 'unit = "percents"', "object 0 unit"),
        ('index = "scalar"', 'index = "mac,port"', "object 0 index: expected 'scalar'"),
        ('"cpu"', '"cpus"', "object 0 measure"),
        ("source =", "sauce =", "object 0 sauce: Extra inputs"),
        ("ACME-SYSTEM-MIB::acmeCpuBusy", "acmeCpuBusy", "object 0 mib"),
        ('vendor = "Acme"', 'vendor = ""', "vendor: String should have at least 1"),
        ('name = "acme-router"', 'name = "A!"', "name: String should match"),
        ('vendor = "Acme"', 'vendor = "Acme"\nalso = ["no"]', "no profile is called"),
        ('vendor = "Acme"', 'vendor = "A"\nsys_descrs = ["("]', "sys_descrs 0: not a"),
        ("[[object]]", "[[object", "Expected ']]'"),
        (
            'vendor = "Acme"',
            'vendor = "A"\nsys_descrs = ["a{5000000000}"]',
            "not a reg",
        ),
        (
            'vendor = "Acme"',
            f'vendor = "A"\nsys_descrs = ["{"(" * 9999}"]',
            "not a reg",
        ),
        (
            "source =",
            "scale = inf\nsource =",
            "object 0 scale: Input should be a finite",
        ),
        ("source =", "other_scales = [nan]\nsource =", "object 0 other_scales 0"),
        ("source =", "no_reading = [inf]\nsource =", "object 0 no_reading 0"),
        ("source =", f"scale = 1{5_000 * '0'}\nsource =", "Exceeds the limit"),
        ("source =", f"only = {100_000 * '['}\nsource =", "nested too deeply"),
        (GOOD, GOOD + GOOD[GOOD.index("[[") :], "object 1 (ACME-SYSTEM-MIB::acmeCpu"),
    ],
)
def test_a_mistake_is_one_line_with_its_place(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    (tmp_path / "acme.toml").write_text(GOOD.replace(old, new))

    with pytest.raises(ConfigError) as caught:
        load_catalogue(tmp_path)

    assert any("acme" in line and said in line for line in caught.value.problems), (
        caught.value.problems
    )


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ConfigError, match=r"acme\.toml"):
        load_catalogue(tmp_path)


def test_a_huge_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_text("#" * 300_000)

    with pytest.raises(ConfigError, match="larger than"):
        load_catalogue(tmp_path)


def test_a_sparse_file_of_a_terabyte_is_not_read_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "acme.toml").open("wb") as file:
        file.truncate(2**40)

    with pytest.raises(ConfigError, match="larger than"):
        load_catalogue(tmp_path)


def test_what_is_no_regular_file_is_refused_unopened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    (tmp_path / "zero.toml").symlink_to("/dev/zero")
    (tmp_path / "loop.toml").symlink_to("loop.toml")
    (tmp_path / "folder.toml").mkdir()

    with pytest.raises(ConfigError) as caught:
        load_catalogue(tmp_path)

    names = ("folder", "loop", "pipe", "zero")
    assert caught.value.problems == tuple(
        f"{tmp_path / name}.toml: not a regular file" for name in names
    )


def test_a_profile_of_ones_own_goes_before_those_of_the_product(tmp_path: Path) -> None:
    mikrotik = "1.3.6.1.4.1.14988.1"
    assert CATALOGUE.choose(mikrotik, None).name != "standard"
    (tmp_path / "acme.toml").write_text(GOOD.replace("1.3.6.1.4.1.99999.1", mikrotik))

    catalogue = load_catalogue(tmp_path)

    assert catalogue.choose(mikrotik, None).name == "acme-router"


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (GOOD.replace(".99999.1", ".99999.2"), "name acme-router"),
        (GOOD.replace("acme-router", "acme-switch"), "OID 1.3.6.1.4.1.99999.1"),
    ],
)
def test_two_files_that_claim_the_same_are_refused(
    tmp_path: Path, other: str, said: str
) -> None:
    (tmp_path / "acme.toml").write_text(GOOD)
    (tmp_path / "more.toml").write_text(other)

    with pytest.raises(ConfigError) as caught:
        load_catalogue(tmp_path)

    assert caught.value.problems == (f"more.toml: {said}: acme.toml has it already",)


def test_ways_keep_the_order_of_the_file() -> None:
    mikrotik = Catalogue(CATALOGUE.profiles).choose("1.3.6.1.4.1.14988.1", None)

    assert [way.name for way in mikrotik.ways(Measure.CLIENTS)] == [
        *("legacy", "capsman", "wifi", "capsman_rows", "wifi_signal"),
    ]


@pytest.mark.parametrize(
    ("shape", "suffix", "parts"),
    [
        ("scalar", "0", ("0",)),
        ("integer", "7", ("7",)),
        ("mac,integer", "0.58.152.176.46.112.1", ("00:3a:98:b0:2e:70", "1")),
        ("counted", "6.12.244.213.36.221.0", ("0c:f4:d5:24:dd:00",)),
        ("text,integer", "3.87.73.70.9", ("WIF", "9")),
        ("implied_text", "87.73", ("WI",)),
        ("address,integer", "10.0.0.1.3", ("10.0.0.1", "3")),
        ("integer,rest", "2.1.3.6", ("2", "1.3.6")),
        ("mac,integer", "1.2", ("01:02",)),
        ("text", "200.65", ("A",)),
        ("integer", "", ()),
        ("text", "2.255.254", ("\ufffd\ufffd",)),
        ("mac", "999.1.2.3.4.5", ("e7:01:02:03:04:05",)),
    ],
)
def test_an_index_is_read_by_its_shape_however_short(
    shape: str, suffix: str, parts: tuple[str, ...]
) -> None:
    assert parse_index(shape, suffix) == parts
