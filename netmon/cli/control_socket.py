"""HTTP over the control socket, by the standard library.

A client that can do more takes longer to load than the service takes to answer.
"""

from __future__ import annotations

import http.client
import socket
from dataclasses import dataclass
from pathlib import Path

from netmon.core.errors import ServiceUnreachable

TIMEOUT_S = 15.0


class _Connection(http.client.HTTPConnection):
    def __init__(self, path: Path) -> None:
        super().__init__("netmon", timeout=TIMEOUT_S)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._path))


@dataclass(frozen=True, slots=True)
class ControlSocket:
    """The socket of a running service; see netmon.cli.ask.Wire.

    Attributes:
        path: Where it is, in the home of the service.
    """

    path: Path

    async def send(
        self, verb: str, target: str, body: bytes | None = None
    ) -> tuple[int, bytes]:
        """Send one request; return status and body of the answer.

        Blocks, since a command does nothing else meanwhile.

        Raises:
            ServiceUnreachable: It does not answer, or not by HTTP.
        """
        headers = {"Content-Type": "application/json"} if body is not None else {}
        connection = _Connection(self.path)
        try:
            connection.request(verb, target, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            message = f"the service in {self.path.parent} does not answer: {error!r}"
            raise ServiceUnreachable(message) from None
        finally:
            connection.close()
