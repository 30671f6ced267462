"""Protocol doubles of servers that cannot be had here: InfluxDB 2.x and 3, and others.

They are made from what documents and source say of these servers (rights, DBRP, shapes
of errors, what is not there). They store no rows and know no InfluxQL: a test against
them shows that we keep to the rules as they are known, and proves nothing alone.
"""

from __future__ import annotations

import base64
import gzip
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

OPERATOR = "operator-token=="
_NOT_IN_2 = re.compile(
    r"^\s*(CREATE (DATABASE|RETENTION|CONTINUOUS|USER)|ALTER|GRANT|REVOKE|"
    r"SHOW (SERIES|TAG KEY|TAG VALUES|FIELD KEY|MEASUREMENT)? ?CARDINALITY|"
    r"SHOW (USERS|DIAGNOSTICS|GRANTS))",
    re.I,
)
_NOT_IN_3 = re.compile(
    r"\b(SLIMIT|SOFFSET|CARDINALITY|SAMPLE|CREATE|ALTER|GRANT|SHOW SERIES|INTO)\b", re.I
)


@dataclass(frozen=True)
class Answer:
    """What a double says."""

    status: int
    told: Any = None
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Asked:
    """A request, its credentials taken apart.

    Attributes:
        scheme: "basic", "token", "bearer" or "".
        secret: The password, or the token.
        given: Parameters of the address and of a form.
    """

    method: str
    path: str
    scheme: str
    secret: str
    given: dict[str, str]
    body: bytes

    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Double:
    """Of any server; remembers what it was asked."""

    asked: list[Asked] = field(default_factory=list)
    stored: dict[str, list[bytes]] = field(default_factory=dict)
    series: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""

    def answer(self, asked: Asked) -> Answer:
        raise NotImplementedError

    def keep(self, database: str, body: bytes) -> Answer:
        self.stored.setdefault(database, []).extend(body.splitlines())
        return Answer(204)

    def rows(self) -> Answer:
        result: dict[str, Any] = {"statement_id": 0}
        if self.series:
            result["series"] = self.series
        return Answer(200, {"results": [result]})


@dataclass
class Two(Double):
    """InfluxDB 2.x: buckets behind names of databases, tokens behind rights."""

    version: str = "v2.7.12"
    organisations: tuple[str, ...] = ("nfe",)
    buckets: dict[str, dict[str, Any]] = field(default_factory=dict)
    mappings: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/ping":
            return Answer(204, None, (("X-Influxdb-Version", self.version),))
        if asked.path in ("/write", "/query"):
            return self._legacy(asked)
        # Here a token is a token: HTTP Basic is of the old paths.
        if asked.scheme != "token" or asked.secret != OPERATOR:
            return _fault2(401, "unauthorized", "unauthorized access")
        return self._manage(asked)

    def _legacy(self, asked: Asked) -> Answer:
        # 2.x reads Basic and Token on the old paths, and no Bearer.
        held = self._rights(asked.secret) if asked.scheme != "bearer" else None
        if held is None:
            return _fault2(401, "unauthorized", "Unauthorized")
        database = asked.given.get("db", "")
        text = asked.given.get("q", "")
        if asked.path == "/query" and _NOT_IN_2.search(text):
            error = f"not implemented: {text.split()[0]}"
            return Answer(200, {"results": [{"statement_id": 0, "error": error}]})
        bucket_id = self._bucket_of(database)
        if bucket_id is None:
            return _fault2(404, "not found", f"no dbrp mapping found for {database}")
        needed = "write" if asked.path == "/write" else "read"
        if (needed, bucket_id) not in held and ("all", "") not in held:
            return _fault2(403, "forbidden", f"insufficient permissions for {needed}")
        if asked.path == "/write":
            return self.keep(database, asked.body)
        return self.rows()

    def _rights(self, secret: str) -> set[tuple[str, str]] | None:
        if secret == OPERATOR:
            return {("all", "")}
        for each in self.tokens:
            if each["token"] == secret:
                return {
                    (right["action"], right["resource"]["id"])
                    for right in each["permissions"]
                }
        return None

    def _bucket_of(self, database: str) -> str | None:
        for each in self.mappings:
            if each["database"] == database:
                found: str = each["bucketID"]
                return found
        bucket = self.buckets.get(database)  # a virtual mapping, by the same name
        return None if bucket is None else str(bucket["id"])

    def _manage(self, asked: Asked) -> Answer:
        name = f"_{asked.method.lower()}_{asked.path.rpartition('/')[2]}"
        found: Answer = getattr(self, name)(asked)
        return found

    def _get_orgs(self, _: Asked) -> Answer:
        orgs = [{"id": f"0{n}", "name": n} for n in self.organisations]
        return Answer(200, {"orgs": orgs})

    def _get_buckets(self, asked: Asked) -> Answer:
        found = self.buckets.get(asked.given["name"])
        if found is None:
            name = asked.given["name"]
            return _fault2(404, "not found", f'bucket "{name}" not found')
        return Answer(200, {"buckets": [found]})

    def _post_buckets(self, asked: Asked) -> Answer:
        made = {**asked.told(), "id": f"b{len(self.buckets)}"}
        self.buckets[made["name"]] = made
        return Answer(201, made)

    def _get_dbrps(self, asked: Asked) -> Answer:
        wanted = asked.given.get("db")
        found = [each for each in self.mappings if each["database"] == wanted]
        return Answer(200, {"content": found})

    def _post_dbrps(self, asked: Asked) -> Answer:
        made = {**asked.told(), "id": f"m{len(self.mappings)}"}
        self.mappings.append(made)
        return Answer(201, made)

    def _get_authorizations(self, _: Asked) -> Answer:
        # From 2.9 on a token is told once: the list holds none.
        told = [{**each, "token": ""} for each in self.tokens]
        return Answer(200, {"authorizations": told})

    def _post_authorizations(self, asked: Asked) -> Answer:
        number = len(self.tokens)
        made = {**asked.told(), "id": f"t{number}", "token": f"made-token-{number}=="}
        self.tokens.append(made)
        return Answer(201, made)


def _fault2(status: int, code: str, message: str) -> Answer:
    return Answer(status, {"code": code, "message": message})


@dataclass
class Three(Double):
    """InfluxDB 3 Core: a write makes its database, every token may do everything."""

    version: str = "3.10.0"
    needs_token_for_ping: bool = False

    def answer(self, asked: Asked) -> Answer:
        is_known = asked.scheme != "" and asked.secret == OPERATOR
        if not is_known and (asked.path != "/ping" or self.needs_token_for_ping):
            return Answer(401, {"error": "the request was not authenticated"})
        if asked.path == "/ping":
            told = {"version": self.version, "revision": "0"}
            return Answer(200, told, (("X-Influxdb-Version", self.version),))
        if asked.path == "/write":
            return self.keep(asked.given["db"], asked.body)
        if asked.path == "/query":
            return self._query(asked)
        return Answer(404, {"error": "not found"})

    def _query(self, asked: Asked) -> Answer:
        if _NOT_IN_3.search(asked.given["q"]):
            return Answer(400, {"error": "this statement is not supported"})
        if asked.given.get("db", "") not in self.stored:
            # An assumption: the documents do not say how it says so.
            return Answer(404, {"error": f"database not found: {asked.given['db']}"})
        return self.rows()


@dataclass
class Stub(Double):
    """VictoriaMetrics: takes lines, and answers every question with the same words."""

    version: str = "1.8.0"

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/ping":
            return Answer(204, None, (("X-Influxdb-Version", self.version),))
        if asked.path == "/write":
            return self.keep(asked.given.get("db", ""), asked.body)
        series = {"name": "databases", "columns": ["Name"], "values": [["_internal"]]}
        return Answer(200, {"results": [{"series": [series]}]})


@contextmanager
def serving(double: Double) -> Iterator[Double]:
    """Let a double answer on a free port of loopback; its `url` says where."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply(b"")

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(length)
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            self._reply(body)

        def _reply(self, body: bytes) -> None:
            asked = _to_asked(self.command, self.path, dict(self.headers), body)
            double.asked.append(asked)
            answer = double.answer(asked)
            told = b"" if answer.told is None else json.dumps(answer.told).encode()
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            if answer.status != 204:
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, format: str, *args: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    double.url = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _to_asked(method: str, path: str, headers: dict[str, str], body: bytes) -> Asked:
    known = {name.lower(): value for name, value in headers.items()}
    parts = urlsplit(path)
    given = parse_qs(parts.query)
    if known.get("content-type", "") == "application/x-www-form-urlencoded":
        given |= parse_qs(body.decode())
    scheme, _, rest = known.get("authorization", "").partition(" ")
    secret = rest
    if scheme.lower() == "basic":
        secret = base64.b64decode(rest).decode().partition(":")[2]
    values = {name: each[-1] for name, each in given.items()}
    return Asked(method, parts.path, scheme.lower(), secret, values, body)
