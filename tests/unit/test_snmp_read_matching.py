"""Whose access points a controller's are."""

from __future__ import annotations

from collectors.snmp.matching import Registered, match_access_points
from netmon.core.reading import ApReading

A, B = "00:00:00:00:00:0a", "00:00:00:00:00:0b"


def test_a_mac_decides_before_a_name() -> None:
    moved = ApReading(A, "hall")
    found = match_access_points(
        [ApReading(B, "hall"), moved],
        [Registered("S1/ap1", A, ("hall",)), Registered("S2/ap1", B, ("yard",))],
    )

    assert found.known == {"S1/ap1": moved, "S2/ap1": ApReading(B, "hall")}
    assert found.unmatched == ()


def test_a_name_decides_where_one_alone_has_it() -> None:
    heard = [ApReading("", " Hall "), ApReading(B, "roof")]
    twice = [Registered("S1/ap1", "", ("roof",)), Registered("S2/ap1", "", ("roof",))]

    found = match_access_points(heard, [*twice, Registered("S3/ap1", A, ("hall",))])

    assert found.known == {"S3/ap1": heard[0]}
    assert found.unmatched == (heard[1],)


def test_a_second_of_one_name_is_not_matched_and_no_name_matches_nothing() -> None:
    heard = [ApReading(A, "hall"), ApReading(B, "hall"), ApReading("", "")]

    found = match_access_points(heard, [Registered("S1/ap1", A, ("hall", ""))])

    assert found.known == {"S1/ap1": heard[0]}
    assert found.unmatched == (heard[1], heard[2])
