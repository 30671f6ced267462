"""Whatever the bytes are: a register, or a list of problems; never anything else."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.model import Register
from inventory.sheets.columns import FILES
from inventory.sheets.dump import dump_csv
from inventory.sheets.load import load_csv
from netmon.core.errors import ConfigError
from tests.unit.small_register import small_register

PIECES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([b'"', b",", b"\r", b"\n", b"\0", b";", b"\xef\xbb\xbf", b"\xff"]),
    st.text(max_size=8).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.sampled_from([b"1" * 5000, b"nan", b"9999-12-31", b"0000-00-00", b"24:60"]),
)


def try_to_load(directory: Path) -> Register | ConfigError:
    try:
        return load_csv(directory)
    except ConfigError as error:
        # What is shown can always be printed, whatever came in.
        str(error).encode("utf-8")
        return error


@settings(max_examples=300, deadline=None)
@given(
    name=st.sampled_from(FILES),
    place=st.floats(0, 1),
    length=st.integers(0, 40),
    piece=PIECES,
)
def test_a_damaged_file_gives_problems_or_a_register(
    name: str, place: float, length: int, piece: bytes
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        dump_csv(small_register(), Path(directory))
        path = Path(directory, name)
        data = path.read_bytes()
        start = int(place * len(data))
        path.write_bytes(data[:start] + piece + data[start + length :])

        try_to_load(Path(directory))


@settings(max_examples=100, deadline=None)
@given(name=st.sampled_from(FILES), data=st.lists(PIECES).map(b"".join))
def test_a_file_of_anything_gives_problems(name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as directory:
        dump_csv(small_register(), Path(directory))
        Path(directory, name).write_bytes(data)

        found = try_to_load(Path(directory))

        assert isinstance(found, ConfigError)
        assert found.problems


def test_a_directory_in_the_place_of_a_file_is_a_problem(tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).mkdir()

    found = try_to_load(tmp_path)

    assert isinstance(found, ConfigError)
    assert len(found.problems) == 4
