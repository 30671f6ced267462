"""Keys and ciphers of SNMPv3, against the examples of the standards."""

from __future__ import annotations

from netmon.twin import usm
from netmon.twin.credentials import V3_USER

ENGINE = bytes.fromhex("000000000000000000000002")


def test_the_sha1_key_is_that_of_rfc_3414_appendix_a_3_2() -> None:
    assert usm.master_key("maplesyrup", "sha1").hex() == (
        "9fb5cc0381497b3793528939ff788d5d79145211"
    )
    assert usm.localised_key("maplesyrup", "sha1", ENGINE).hex() == (
        "6695febc9288e36282235fc7151f128497b38f3f"
    )


def test_digests_are_cut_as_their_standards_say() -> None:
    keys = usm.local_keys(V3_USER, ENGINE)

    assert len(keys.digest(b"message")) == keys.digest_bytes == 24


def test_aes_in_cfb_is_that_of_nist_sp_800_38a_f_3_13() -> None:
    key = bytes.fromhex("2b7e151628aed2a6abf7158809cf4f3c")
    initial = bytes(range(16))
    plain = bytes.fromhex(
        "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
    )
    sealed = bytes.fromhex(
        "3b3fd92eb72dad20333449f8e83cfb4ac8a64537a0b3a93fcde3cdad9f1ce58b"
    )
    cipher = usm.Aes128Cfb(key)

    assert cipher.encrypt(initial, plain) == sealed
    assert cipher.decrypt(initial, sealed) == plain
    assert cipher.encrypt(initial, plain[:21]) == sealed[:21]
