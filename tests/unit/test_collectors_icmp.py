"""Echoes: the arithmetic, what a burst says, and the kernel's drop counters."""

from __future__ import annotations

import os
import socket
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.icmp.collector import to_probe
from collectors.icmp.drops import ReceiveDrops, to_drops
from collectors.icmp.echo import Burst
from collectors.refusals import to_reason, to_word
from netmon.core.model import DeviceId, Echoes, Method, Outcome, Role, SiteCode, Target
from tests.clock import T0

TARGET = Target(
    DeviceId("D1"), SiteCode("S1"), Role.ROUTER, "192.0.2.1", (Method.ICMP,)
)
RTT = st.one_of(st.none(), st.floats(1e-6, 10.0))


def burst(
    sent_s: Sequence[float | None],
    rtts_s: Sequence[float | None],
    *,
    errors: Sequence[str] = (),
    has_receive_drops: bool = False,
    asked_s: float = 10.0,
) -> Burst:
    return Burst(
        "192.0.2.1",
        asked_s,
        list(sent_s),
        list(rtts_s),
        done=cast("Any", None),
        drops_before=0,
        open_count=0,
        send_errors=list(errors),
        has_receive_drops=has_receive_drops,
    )


@pytest.mark.parametrize(
    ("rtts_s", "loss_ratio", "avg_s", "jitter_s"),
    [
        ((0.010, 0.020, 0.015), 0.0, 0.015, 0.0075),
        ((0.010, None, 0.030), 1 / 3, 0.020, 0.020),
        ((None, 0.010, None), 2 / 3, 0.010, None),
        ((None, None, None), 1.0, None, None),
        ((0.010,), 0.0, 0.010, None),
        ((0.010, 0.010, 0.010), 0.0, 0.010, 0.0),
    ],
)
def test_loss_mean_and_jitter_by_hand(
    rtts_s: tuple[float | None, ...],
    loss_ratio: float,
    avg_s: float | None,
    jitter_s: float | None,
) -> None:
    echoes = Echoes(rtts_s)

    assert echoes.loss_ratio == pytest.approx(loss_ratio)
    assert echoes.rtt_avg_s == (None if avg_s is None else pytest.approx(avg_s))
    assert echoes.jitter_s == (None if jitter_s is None else pytest.approx(jitter_s))


@given(st.lists(RTT, min_size=1, max_size=20))
def test_the_arithmetic_of_any_burst_holds_together(rtts_s: list[float | None]) -> None:
    echoes = Echoes(tuple(rtts_s))
    answered = echoes.answered_s

    assert echoes.loss_ratio == pytest.approx(1 - len(answered) / len(rtts_s))
    assert (echoes.rtt_avg_s is None) == (not answered)
    assert (echoes.jitter_s is None) == (len(answered) < 2)
    if echoes.rtt_avg_s is not None:
        low, high = min(answered), max(answered)
        assert low * 0.999_999 <= echoes.rtt_avg_s <= high * 1.000_001
        assert (echoes.jitter_s or 0.0) <= (high - low) * 1.000_001


def test_one_answer_is_an_answer_dated_to_its_request() -> None:
    probe = to_probe(
        TARGET, burst([10.0, 10.5, 11.0], [None, None, 0.02]), T0, took_s=1.02
    )

    assert (probe.outcome, probe.reason) == (Outcome.ANSWERED, "")
    assert probe.at == T0 + timedelta(seconds=1.0)
    assert probe.echoes == Echoes((None, None, 0.02))
    assert probe.took_s == 1.02


def test_silence_is_dated_to_the_first_request() -> None:
    probe = to_probe(TARGET, burst([10.0, 10.5, 11.0], [None] * 3), T0, 2.0)

    assert (probe.outcome, probe.reason, probe.at) == (Outcome.SILENT, "timeout", T0)
    assert probe.echoes == Echoes((None, None, None))


def test_time_spent_waiting_to_be_sent_is_not_time_of_the_device() -> None:
    late, sent_s = 9.25, [10.0, 10.5, 11.0]
    alive = to_probe(TARGET, burst(sent_s, [0.02] * 3, asked_s=late), T0, 2.0)
    silent = to_probe(TARGET, burst(sent_s, [None] * 3, asked_s=late), T0, 2.0)

    assert alive.at == silent.at == T0 + timedelta(seconds=0.75)


def test_what_was_never_sent_is_no_loss() -> None:
    none_sent = to_probe(TARGET, burst([None] * 3, [None] * 3, errors=["x"] * 3), T0, 1)
    one_sent = to_probe(
        TARGET, burst([None, 10.5, None], [None, 0.02, None], errors=["x"] * 2), T0, 1
    )

    assert none_sent.echoes is None
    assert one_sent.echoes == Echoes((0.02,))
    assert (one_sent.outcome, one_sent.at) == (
        Outcome.ANSWERED,
        T0 + timedelta(seconds=0.5),
    )


@pytest.mark.parametrize(
    ("errors", "has_receive_drops", "reason"),
    [
        (["no_route"] * 3, False, "no_route"),
        (["no_route"], False, "no_route"),
        ([], True, "receive_drops"),
        (["no_route"], True, "receive_drops"),
    ],
)
def test_silence_we_may_have_made_ourselves_is_not_measured(
    errors: list[str], has_receive_drops: bool, reason: str
) -> None:
    sent = [None] * len(errors) + [10.5] * (3 - len(errors))
    probe = to_probe(
        TARGET,
        burst(sent, [None] * 3, errors=errors, has_receive_drops=has_receive_drops),
        T0,
        2.0,
    )

    assert (probe.outcome, probe.reason) == (Outcome.NOT_MEASURED, reason)


def test_an_answer_beats_drops_and_errors() -> None:
    spoke = burst(
        [10.0, None, 11.0], [0.0, None, 0.03], errors=["x"], has_receive_drops=True
    )

    assert to_probe(TARGET, spoke, T0, 1.0).outcome is Outcome.ANSWERED


def test_the_first_sent_may_be_the_first_second_of_a_machine() -> None:
    probe = to_probe(TARGET, burst([0.0, 0.5], [None] * 2, asked_s=0.0), T0, 2.0)

    assert probe.at == T0


# As Linux 6.1 writes /proc/net/icmp and /proc/net/raw6; the numbers are made up.
ICMP_TABLE = """\
   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
   13: 00000000:000D 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 48214 2 0000000000000000 0
  411: 0100007F:019B 00000000:0000 07 00000000:00034000 00:00000000 00000000  1000        0 48215 2 0000000000000000 1733
"""  # noqa: E501 - as the kernel writes it
RAW6_TABLE = """\
  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
   58: 00000000000000000000000000000000:003A 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 991 2 0000000000000000 42
"""  # noqa: E501 - as the kernel writes it


@pytest.mark.parametrize(
    ("table", "inode", "drops"),
    [
        (ICMP_TABLE, 48214, 0),
        (ICMP_TABLE, 48215, 1733),
        (ICMP_TABLE, 4821, None),
        (ICMP_TABLE, 1733, None),
        (RAW6_TABLE, 991, 42),
        (RAW6_TABLE, 0, None),
        ("", 1, None),
        ("sl\n", 1, None),
        ("sl\n\n 1: short line\n", 1, None),
    ],
)
def test_drops_are_found_by_the_inode(
    table: str, inode: int, drops: int | None
) -> None:
    assert to_drops(table, inode) == drops


@given(st.text(max_size=400), st.integers(0, 2**32))
def test_any_table_without_the_inode_says_nothing(text: str, inode: int) -> None:
    if str(inode) not in text:
        assert to_drops(f"head\n{text}", inode) is None


def test_drops_are_read_from_whichever_table_lists_the_socket(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        inode = os.fstat(sock.fileno()).st_ino
        drops = ReceiveDrops(sock.fileno(), tmp_path)
        assert drops.read_count() == 0

        (tmp_path / "raw").write_text(ICMP_TABLE)
        (tmp_path / "icmp6").write_text(RAW6_TABLE.replace(" 991 ", f" {inode} "))
        assert drops.read_count() == 42

        (tmp_path / "icmp6").unlink()
        assert drops.read_count() == 0


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OSError("Network is unreachable (os error 101)"), "no_route"),
        (OSError("No route to host (os error 113)"), "no_route"),
        (OSError("Permission denied (os error 13)"), "send_refused"),
        (OSError("Operation not permitted (os error 1)"), "send_refused"),
        (OSError("No buffer space available (os error 105)"), "send_buffer_full"),
        (OSError("Too many open files (os error 24)"), "no_descriptor"),
        (OSError("Message too long (os error 90)"), "emsgsize"),
        (OSError("Unknown (os error 4711)"), "refused_here"),
        (OSError("no number at all"), "refused_here"),
        (OSError(24, "Too many open files"), "no_descriptor"),
        (OSError(99, "Cannot assign requested address"), "no_local_port"),
    ],
)
def test_a_local_refusal_has_a_short_word(error: OSError, reason: str) -> None:
    assert to_reason(error) == reason


def test_every_number_has_a_word() -> None:
    words = {to_word(number) for number in range(-1, 200)} | {to_word(None)}

    assert all(word and word == word.lower() and " " not in word for word in words)
