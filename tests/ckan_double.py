"""A small double of CKAN's Action API: datasets and their resources, no more.

Made from its API documents (api/3/action: package_show, package_create, package_update,
resource_create, resource_update); it is no CKAN. It keeps what it is sent, adds what a
CKAN adds (ids, tags as a list), and refuses who has no token.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "ckan-test-token"
Answer = tuple[int, Any]


@dataclass
class CkanDouble:
    """What it holds.

    Attributes:
        datasets: By name, each with its resources.
        uploads: What was sent as a file, by the id of its resource.
        writes: Actions that changed something.
        refuses: An action that is answered with a refusal.
        answers: In the place of any answer, raw: status, headers and body.
    """

    url: str = ""
    datasets: dict[str, dict[str, Any]] = field(default_factory=dict)
    uploads: dict[str, bytes] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)
    refuses: str = ""
    answers: tuple[int, dict[str, str], bytes] | None = None

    def show(self, name: str) -> Answer:
        found = self.datasets.get(name)
        if found is None:
            return 404, {"__type": "Not Found Error", "message": "Not found"}
        return 200, found

    def act(self, action: str, body: dict[str, Any], file: bytes | None) -> Answer:
        if action == self.refuses:
            return 409, {"__type": "Validation Error", "data_type": ["Missing value"]}
        self.writes.append(action)
        if action in ("package_create", "package_update"):
            return self._keep(action, body)
        if action == "resource_create":
            found = self.datasets[body.pop("package_id")]["resources"]
            found.append({**body, "id": f"r{len(self.uploads)}"})
            resource = found[-1]
        else:
            resource = self._resource(body["id"])
            resource.update(body)
        assert file is not None
        self.uploads[resource["id"]] = file
        return 200, resource

    def _keep(self, action: str, body: dict[str, Any]) -> Answer:
        is_new = body["name"] not in self.datasets
        if is_new != (action == "package_create"):
            return 409, {"__type": "Validation Error", "name": ["That URL is in use."]}
        tags = [{"name": one} for one in body.pop("tag_string").split(",")]
        kept = {"resources": [], **body, "tags": tags + body.get("tags", [])}
        kept["organization"] = {"name": body["owner_org"]}
        kept["owner_org"] = "f00d-0001"
        self.datasets[body["name"]] = kept
        return 200, kept

    def _resource(self, identity: str) -> dict[str, Any]:
        every = (one for each in self.datasets.values() for one in each["resources"])
        return next(one for one in every if one["id"] == identity)


@contextmanager
def ckan_double() -> Iterator[CkanDouble]:
    """Serve one on loopback, under /data/."""
    held = CkanDouble()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            assert asked.path == "/data/api/3/action/package_show"
            self._answer(*held.show(parse_qs(asked.query)["id"][0]))

        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Authorization") != TOKEN:
                self._answer(403, {"__type": "Authorization Error", "message": "no"})
                return
            action = self.path.removeprefix("/data/api/3/action/")
            kind = self.headers["Content-Type"]
            is_json = kind == "application/json"
            body, file = (json.loads(data), None) if is_json else _to_form(kind, data)
            self._answer(*held.act(action, body, file))

        def _answer(self, status: int, facts: Any) -> None:
            is_good = status == 200
            told = {"success": is_good, "result" if is_good else "error": facts}
            headers = {"Content-Type": "application/json"}
            body = json.dumps(told).encode()
            if held.answers is not None:
                status, headers, body = held.answers
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.url = f"http://127.0.0.1:{server.server_port}/data"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _to_form(kind: str, data: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the fields of multipart/form-data (RFC 7578), and its `upload`."""
    mark = b"--" + kind.rpartition("boundary=")[2].encode()
    fields: dict[str, Any] = {}
    upload = b""
    for part in data.split(mark)[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name = re.search(r'[; ]name="([^"]*)"', head.decode())
        assert name is not None
        if name[1] == "upload":
            upload = content.removesuffix(b"\r\n")
        else:
            fields[name[1]] = content.removesuffix(b"\r\n").decode()
    return fields, upload
