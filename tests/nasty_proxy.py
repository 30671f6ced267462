"""A TCP proxy that is slow, goes silent half-way, or resets, as it likes."""

from __future__ import annotations

import random
import socket
import struct
import threading
from contextlib import suppress
from dataclasses import dataclass, field


@dataclass
class NastyProxy:
    """Stands before a port on loopback.

    Attributes:
        trouble_ratio: Share of connections that come to harm.
        stall_s: How long a half-open connection says nothing.
        harms: Connections harmed so far.
    """

    target_port: int
    trouble_ratio: float = 0.5
    stall_s: float = 1.0
    seed: int = 1
    harms: int = 0
    _listener: socket.socket = field(init=False)
    _closing: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        self._closing.set()
        self._listener.close()

    def _serve(self) -> None:
        while not self._closing.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            harm = ""
            if self._random.random() < self.trouble_ratio:
                harm = self._random.choice(
                    ["reset_early", "reset_late", "mute_answer", "half_open", "slow"]
                )
                self.harms += 1
            threading.Thread(
                target=self._relay, args=(client, harm), daemon=True
            ).start()

    def _relay(self, client: socket.socket, harm: str) -> None:
        """Carry one connection; what harms it comes after some bytes."""
        with client, suppress(OSError):
            if harm == "reset_early":
                _reset(client)
                return
            if harm == "half_open":
                self._closing.wait(self.stall_s)
                return
            with socket.create_connection(("127.0.0.1", self.target_port)) as server:
                up = threading.Thread(target=self._carry, args=(client, server, harm))
                up.start()
                self._answer(server, client, harm)
                up.join(self.stall_s)

    def _carry(self, source: socket.socket, sink: socket.socket, harm: str) -> None:
        with suppress(OSError):
            while data := source.recv(4_096):
                if harm == "slow":
                    self._closing.wait(0.01)
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def _answer(self, server: socket.socket, client: socket.socket, harm: str) -> None:
        while data := server.recv(4_096):
            # The server has stored the lines; the one who sent them does not know.
            if harm == "reset_late":
                _reset(client)
                return
            if harm == "mute_answer":
                self._closing.wait(self.stall_s)
                return
            client.sendall(data)


def _reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
