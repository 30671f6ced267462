"""A small double of Grafana's HTTP API: folders and dashboards, no more.

Made from its API documents; no Grafana. It keeps what it is sent, adds what a Grafana
adds (id, version), and refuses who has no token.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "glsa_test"


@dataclass
class GrafanaDouble:
    """What it holds.

    Attributes:
        folders: Titles by uid.
        dashboards: Folder uid and JSON by uid.
        writes: Paths of everything that changed something.
        is_ill: Answer every call with 500.
    """

    url: str = ""
    folders: dict[str, str] = field(default_factory=dict)
    dashboards: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)
    is_ill: bool = False

    def get(self, path: str) -> tuple[int, dict[str, Any]]:
        kind, _, uid = path.rpartition("/")
        if kind == "/grafana/api/folders" and uid in self.folders:
            return 200, {"uid": uid, "title": self.folders[uid]}
        if kind == "/grafana/api/dashboards/uid" and uid in self.dashboards:
            folder, dashboard = self.dashboards[uid]
            return 200, {"dashboard": dashboard, "meta": {"folderUid": folder}}
        return 404, {"message": "not found"}

    def post(self, path: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        self.writes.append(path)
        if path == "/grafana/api/folders":
            self.folders[body["uid"]] = body["title"]
            return 200, body
        if path == "/grafana/api/dashboards/db":
            return self._keep(body)
        return 404, {"message": "not found"}

    def _keep(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        uid = body["dashboard"]["uid"]
        if body["folderUid"] not in self.folders:
            return 400, {"message": "folder not found"}
        if uid in self.dashboards and not body.get("overwrite"):
            return 412, {"message": "version mismatch"}
        before = self.dashboards.get(uid, ("", {"version": 0}))[1]["version"]
        kept = {**body["dashboard"], "id": 7, "version": before + 1}
        self.dashboards[uid] = (body["folderUid"], kept)
        return 200, {"uid": uid, "status": "success"}


@contextmanager
def grafana_double() -> Iterator[GrafanaDouble]:
    """Serve one on loopback, under /grafana/."""
    held = GrafanaDouble()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(*self._allowed() or held.get(self.path))

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(*self._allowed() or held.post(self.path, body))

        def _allowed(self) -> tuple[int, dict[str, Any]] | None:
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                return 401, {"message": "invalid API key"}
            return (500, {"message": "database is locked"}) if held.is_ill else None

        def _answer(self, status: int, body: dict[str, Any]) -> None:
            told = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    held.url = f"http://127.0.0.1:{server.server_port}/grafana"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield held
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
