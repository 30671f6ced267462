"""The proxy of deploy/nginx.conf, run by the nginx of this machine, over TLS."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.calls import call
from tests.integration.running import free_port
from tests.require import require

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
NAME = "netmon.example.org"


@dataclass(frozen=True)
class Front:
    """A proxy that listens.

    Attributes:
        port, plain_port: Of https, and of http.
        trust: Knows the certificate.
    """

    port: int
    plain_port: int
    trust: ssl.SSLContext

    def caller(self, address: str) -> httpx.Client:
        """Return a caller who comes from `address` and asks for NAME."""
        transport = httpx.HTTPTransport(verify=self.trust, local_address=address)
        return httpx.Client(
            transport=transport,
            base_url=f"https://127.0.0.1:{self.port}",
            headers={"Host": NAME},
            timeout=30,
        )


@contextmanager
def proxy_before(netmon_port: int, home: Path) -> Iterator[Front]:
    """Run the proxy before what listens on `netmon_port`; Grafana is away."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    require(nginx, "nginx")
    front = Front(free_port(), free_port(), _certify(home))
    configuration = home / "nginx.conf"
    configuration.write_text(_adapt(front, netmon_port, home))
    user = " user root;" if os.geteuid() == 0 else ""
    command = [str(nginx), "-c", str(configuration), "-g", f"daemon off;{user}"]
    subprocess.run([*command, "-t"], check=True, timeout=30)
    process = subprocess.Popen(command)
    try:
        _wait(front.plain_port)
        yield front
    finally:
        process.terminate()
        process.wait(timeout=20)


def _adapt(front: Front, netmon_port: int, home: Path) -> str:
    """Return the configuration with the places of this machine, each of them there."""
    text = CONFIGURATION.read_text("utf-8")
    changes = {
        "resolver 127.0.0.11 valid=10s;": "",
        "/tmp/": f"{home}/",  # before what lies in a /tmp here
        "/run/secrets/": f"{home}/",
        "listen 8080;": f"listen 127.0.0.1:{front.plain_port};",
        "listen 8443 ssl": f"listen 127.0.0.1:{front.port} ssl",
        "netmon:8080": f"127.0.0.1:{netmon_port}",
        "grafana:3000": f"127.0.0.1:{free_port()}",
    }
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def _certify(home: Path) -> ssl.SSLContext:
    openssl = shutil.which("openssl")
    require(openssl, "openssl")
    made = ["-keyout", str(home / "tls_key"), "-out", str(home / "tls_certificate")]
    subject = ["-subj", f"/CN={NAME}", "-addext", "subjectAltName=IP:127.0.0.1"]
    kind = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subprocess.run(
        [str(openssl), *kind, *made, *subject], check=True, capture_output=True
    )
    return ssl.create_default_context(cafile=home / "tls_certificate")


def _wait(port: int, timeout_s: float = 20) -> None:
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            call("GET", f"http://127.0.0.1:{port}/proxy-health").raise_for_status()
        except httpx.TransportError:
            assert time.monotonic() < deadline, "nginx does not answer"
            time.sleep(0.05)
        else:
            return
