"""One SNMP conversation that junk cannot end and a closed port does not hide."""

from __future__ import annotations

import asyncio
import errno
import socket
from typing import TYPE_CHECKING, TypeVar

from gufo.snmp import SnmpAuthError, SnmpDecodeError
from gufo.snmp.aio import SnmpSession

from collectors.snmp.ber import is_sound
from collectors.snmp.credentials import SnmpCommunity, SnmpCredential
from collectors.snmp.pdu_error import PduError, read_error
from collectors.snmp.refusal import is_own_word, tell_refusers

if TYPE_CHECKING:
    from collections.abc import Callable

    from gufo.snmp._fast import GetIter

    from collectors.snmp.authentic import Signature
    from collectors.snmp.values import Value

T = TypeVar("T")
Row = tuple[str, "Value"]
"""OID and value."""

MAX_DATAGRAM_BYTES = 65_535


class Garbled(Exception):
    """Something answered, and none of it was an SNMP message for us."""


class Stale(Exception):
    """Nothing came to a session that was kept: perhaps its fault."""


class Unfinished(Exception):
    """An agent answered the first message of a look, and not the last."""


class PortClosed(Exception):
    """The host answered that nobody listens on the port (ICMP port unreachable)."""


class Undelivered(Exception):
    """A router on the way says that it cannot deliver: nobody there spoke.

    Attributes:
        reason: Short machine word, as `ehostunreach`.
    """

    def __init__(self, number: int | None) -> None:
        self.reason = errno.errorcode.get(number or 0, "unreachable").lower()
        super().__init__(self.reason)


class GuardedSession(SnmpSession):
    """gufo-snmp's session with a look at each datagram before its parser.

    Only the wait for a reply is replaced: it keeps one deadline whatever arrives, drops
    what is not whole BER, and tells a closed port from silence.

    Attributes:
        has_spoken: Whether the agent has answered anything.
        is_kept: Whether it is from another reading, so that another box may be at the
            address now, which cannot understand it.
        error: What the newest reply of v1 or v2c says instead of values.
        signature: How replies must be signed, None where they are not.
    """

    has_spoken = False
    is_kept = False
    error: PduError | None = None
    signature: Signature | None = None

    @property
    def descriptor(self) -> int:
        """The socket's file descriptor; the session closes it."""
        return int(self._fd)

    def begin_again(self) -> None:
        """Forget what the agent said before: another reading begins."""
        self.has_spoken, self.is_kept, self.error = False, True, None

    def wait_for(self, timeout_s: float) -> None:
        """Wait so long for each reply from now on, seconds."""
        self._timeout = timeout_s

    async def next_rows(
        self, place: GetIter, *, is_bulk: bool
    ) -> tuple[list[Row], bool]:
        """Return the next rows of a column, and whether they are the last.

        Args:
            place: How far the column has been read; goes on.
            is_bulk: Whether to ask for many at once.
        """
        sock = self._sock
        try:
            if is_bulk:
                await self._send(lambda: sock.send_get_bulk(place))
                found = await self._recv(lambda: sock.recv_get_bulk(place))
            else:
                await self._send(lambda: sock.send_get_next(place))
                found = [await self._recv(lambda: sock.recv_get_next(place))]
        except StopAsyncIteration:
            return [], True
        rows = [row for row in found if row is not None]
        return rows, not rows or len(rows) < len(found)

    async def _recv(self, receiver: Callable[[], T]) -> T:
        """Return what `receiver` makes of the first reply to our request.

        Raises:
            PortClosed: The host refuses the port.
            Undelivered: A router on the way refuses to deliver.
            Garbled: Time is up, and only junk came.
            TimeoutError: Time is up, and nothing came.
        """
        sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM, fileno=self._fd)
        wait = _Wait(sock, self.signature)
        try:
            async with asyncio.timeout(self._timeout):
                reply = await wait.first(receiver)
                self.has_spoken = True
                return reply
        except TimeoutError:
            if wait.junk_count:
                raise Garbled from None
            if wait.undelivered:
                raise Undelivered(wait.undelivered) from None
            raise
        finally:
            self.error = read_error(wait.message)
            wait.close()


class _Wait:
    """Waits on one UDP socket for a datagram worth parsing."""

    def __init__(self, sock: socket.socket, signature: Signature | None) -> None:
        self._sock = sock
        self._signature = signature
        self._loop = asyncio.get_running_loop()
        self._readable = asyncio.Event()
        self.junk_count = 0
        self.undelivered = 0
        self.message = b""
        self._loop.add_reader(sock.fileno(), self._readable.set)

    def close(self) -> None:
        """Stop waiting; the descriptor stays the session's."""
        self._loop.remove_reader(self._sock.fileno())
        self._sock.detach()

    async def first(self, receiver: Callable[[], T]) -> T:
        """Return what `receiver` makes of the first datagram it accepts."""
        while True:
            await self._readable.wait()
            self._readable.clear()
            while self._has_sound_datagram():
                try:
                    return _parse(receiver)
                except BlockingIOError:  # another request's answer: taken, not ours
                    continue
                except SnmpAuthError:
                    raise
                except SnmpDecodeError:
                    self.junk_count += 1

    def _has_sound_datagram(self) -> bool:
        """Drop junk from the head of the queue; return whether a message is there."""
        while True:
            try:
                head = self._sock.recv(
                    MAX_DATAGRAM_BYTES, socket.MSG_PEEK | socket.MSG_DONTWAIT
                )
            except BlockingIOError:
                return False
            except OSError as error:
                if is_own_word(self._sock) and error.errno == errno.ECONNREFUSED:
                    raise PortClosed from None
                # Somebody on the way (RFC 1122, section 4.1.3.3): an answer may come.
                self.undelivered = error.errno or 0
                return False
            if is_sound(head) and self._is_authentic(head):
                self.message = head
                return True
            self.junk_count += 1
            self._sock.recv(1, socket.MSG_DONTWAIT)

    def _is_authentic(self, message: bytes) -> bool:
        return self._signature is None or self._signature.is_on(message)


def _parse(receiver: Callable[[], T]) -> T:
    """Run the core's parser; what makes it stumble is junk like any other.

    After a message that is not for us the core reads on by itself, past our guard: so
    it may still meet what makes it panic. It comes out of that unharmed (0.13.0).
    """
    try:
        return receiver()
    except (RuntimeError, ValueError, TypeError, ArithmeticError) as error:
        raise SnmpDecodeError(str(error)) from None
    except Exception:
        raise
    except BaseException as panic:
        if type(panic).__name__ == "PanicException":
            raise SnmpDecodeError("parser panic") from None
        raise


def open_session(
    address: str,
    port: int,
    credential: SnmpCredential,
    *,
    engine_id: bytes | None,
    timeout_s: float,
) -> GuardedSession:
    """Return a session that has sent nothing yet.

    Args:
        address: IP literal.
        port: UDP port.
        credential: Community or user.
        engine_id: The agent's, for v3, where it is known: saves one round trip.
        timeout_s: Time for each answer, seconds.

    Raises:
        OSError: No socket could be opened here.
    """
    if isinstance(credential, SnmpCommunity):
        session = GuardedSession(
            address,
            port,
            community=credential.community,
            version=credential.snmp_version,
            timeout=timeout_s,
        )
    else:
        session = GuardedSession(
            address, port, user=credential.user, engine_id=engine_id, timeout=timeout_s
        )
        session.signature = credential.signature
    tell_refusers(session.descriptor)
    return session
