"""An SNMP agent whose objects and misdeeds are given: for tests of reading."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from netmon.twin import ber, pdu

GET, GET_NEXT, GET_BULK = 0xA0, 0xA1, 0xA5
TOO_BIG, NO_SUCH_NAME, GEN_ERR = 1, 2, 5
END_OF_MIB = b"\x82\x00"
NO_SUCH_OBJECT = b"\x80\x00"
V1 = 0

Oid = tuple[int, ...]


def number(value: int, tag: int = ber.INTEGER) -> bytes:
    return ber.integer(value, tag)


def words(value: str | bytes) -> bytes:
    raw = value.encode() if isinstance(value, str) else value
    return ber.tlv(ber.OCTET_STRING, raw)


def to_oid(text: str) -> Oid:
    return tuple(int(each) for each in text.split("."))


@dataclass
class ScriptedAgent:
    """Answers by a table of values, encoded; every misdeed is a field.

    Attributes:
        objects: Encoded values keyed by OID.
        most_variables: More in one answer is tooBig.
        broken: OIDs that answer genErr.
        silent: Columns whose rows are never told.
        drop: Says of the n-th request, from 0, whether it is lost.
        rewrite_next: Given the OID that would come next, the one to claim.
        asked: How many variables each request had.
    """

    objects: Mapping[str, bytes]
    most_variables: int = 1_000
    broken: frozenset[str] = frozenset()
    silent: tuple[str, ...] = ()
    drop: Callable[[int], bool] = lambda number: False
    rewrite_next: Callable[[Oid], Oid] = lambda oid: oid
    asked: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._values = {to_oid(oid): value for oid, value in self.objects.items()}
        self._order = sorted(self._values)

    def __call__(self, message: bytes) -> Iterable[bytes]:
        """Return the datagrams that answer a request, none for silence."""
        _, at, _ = ber.read(message, 0, ber.SEQUENCE)
        version, at = ber.read_integer(message, at)
        community, at = ber.read_octets(message, at)
        request = pdu.parse_request(message, at)
        names = [ber.parse_oid(body) for body, _ in pdu.names_of(request.varbinds)]
        self.asked.append(len(names))
        if self.drop(len(self.asked) - 1) or self._is_silent(names):
            return
        body = self._answer(request, names, version)
        head = number(version) + words(community)
        yield ber.tlv(ber.SEQUENCE, head + ber.tlv(0xA2, request.request_id + body))

    def _is_silent(self, names: list[Oid]) -> bool:
        shown = [".".join(map(str, name)) for name in names]
        return any(name.startswith(self.silent) for name in shown if self.silent)

    def _answer(self, request: pdu.Request, names: list[Oid], version: int) -> bytes:
        if request.tag == GET:
            return self._get(request, names, version)
        count = request.second if request.tag == GET_BULK else 1
        if count > self.most_variables:
            return _error(TOO_BIG, 0, request)
        rows, oid = [], names[0]
        for _ in range(count):
            at = bisect_right(self._order, oid)
            if at == len(self._order):
                if version == V1:
                    return _error(NO_SUCH_NAME, 1, request)
                rows.append((oid, END_OF_MIB))
                break
            oid = self._order[at]
            rows.append((self.rewrite_next(oid), self._values[oid]))
        return _values(rows)

    def _get(self, request: pdu.Request, names: list[Oid], version: int) -> bytes:
        if len(names) > self.most_variables:
            return _error(TOO_BIG, 0, request)
        for index, name in enumerate(names, 1):
            if ".".join(map(str, name)) in self.broken:
                return _error(GEN_ERR, index, request)
            if version == V1 and name not in self._values:
                return _error(NO_SUCH_NAME, index, request)
        return _values(
            [(name, self._values.get(name, NO_SUCH_OBJECT)) for name in names]
        )


def _values(rows: Iterable[tuple[Oid, bytes]]) -> bytes:
    encoded = (ber.tlv(ber.SEQUENCE, ber.oid(oid) + value) for oid, value in rows)
    return number(0) + number(0) + ber.tlv(ber.SEQUENCE, b"".join(encoded))


def _error(status: int, index: int, request: pdu.Request) -> bytes:
    return number(status) + number(index) + request.varbinds
