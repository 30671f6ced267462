"""Statements as files over the API: whose they are, and what comes."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import io
import json
import sys
import zipfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace

import httpx
import pytest
from fastapi import Request

from netmon.access.policy import EVERYWHERE, Scope
from netmon.access.roles import Role
from netmon.api.problems import Problem
from netmon.api.route_sla_files import while_connected
from netmon.reports.press import StatementPress
from netmon.sla.evaluate import evaluate
from netmon.sla.ruleset import load_ruleset
from netmon.sla.scenario import read_scenario
from netmon.sla.statements.canonical import dump, dump_statement, figures_to_json
from netmon.sla.statements.kept import to_data_digest
from tests.claim_callers import OTHER, two_contracts
from tests.claims import CONTRACT
from tests.live import make_world
from tests.record_calls import calling_as
from tests.sla_statements import OCTOBER, keep_month, make_facts

pytestmark = pytest.mark.anyio

FILES = "/api/v1/sla/statements/2026-10/files"


@dataclass(frozen=True, slots=True)
class Office:
    """Who calls.

    Attributes:
        firm: Contractor of CONTRACT.
        bare: The ministry, of a service that makes no files.
        broken: The ministry, of a service whose children fail.
        whole: The statement of October, as canonical JSON.
        mine: The same, of CONTRACT alone.
    """

    judge: httpx.AsyncClient
    firm: httpx.AsyncClient
    bare: httpx.AsyncClient
    broken: httpx.AsyncClient
    whole: bytes
    mine: bytes


@pytest.fixture(scope="module")
async def office(
    anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    folder, register = tmp_path_factory.mktemp("files"), two_contracts()
    async with AsyncExitStack() as stack:
        world = await stack.enter_async_context(make_world(folder, register))
        sla = world.live.sla
        await keep_month(sla, register, make_facts(register.sites.values()))

        async def call(
            press: StatementPress | None, role: Role, scope: Scope = EVERYWHERE
        ) -> httpx.AsyncClient:
            there = replace(world, live=replace(world.live, statement_files=press))
            return await stack.enter_async_context(calling_as(there, role, scope))

        press = StatementPress(folder / "statements")
        fails = (sys.executable, "-I", "-S", "-c", "import sys; sys.exit('disk full')")
        own = Scope(contracts=frozenset({CONTRACT}))
        yield Office(
            await call(press, Role.MINISTRY),
            await call(press, Role.CONTRACTOR, own),
            await call(None, Role.MINISTRY),
            await call(StatementPress(folder / "no", command=fails), Role.MINISTRY),
            dump_statement(await sla.statement(OCTOBER)),
            dump_statement(await sla.statement(OCTOBER, None, CONTRACT)),
        )


async def test_a_file_comes_with_its_name_and_is_known_the_next_time(
    office: Office,
) -> None:
    answer = await office.judge.get(f"{FILES}/json")
    assert answer.status_code == 200, answer.text
    assert answer.content == office.whole
    told = json.loads(answer.content)
    sites, digest = told.pop("sites"), told["head"].pop("result_digest")
    lines = b"".join(dump(each) + b"\n" for each in (told, *sites))
    assert hashlib.sha256(lines).hexdigest() == digest
    assert answer.headers["content-disposition"] == (
        'attachment; filename="sla-2026-10-v1.json"'
    )
    assert answer.headers["cache-control"] == "private, no-cache"
    sha256 = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
    assert answer.headers["repr-digest"] == f"sha-256=:{sha256}:"
    tag = answer.headers["etag"]
    again = await office.judge.get(f"{FILES}/json", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_contractor_gets_the_own_contract_and_no_other(office: Office) -> None:
    mine = await office.firm.get(f"{FILES}/json", params={"contract": CONTRACT})
    told, expected = json.loads(mine.content), json.loads(office.mine)
    assert len(told["head"].pop("scope_digest")) == 64
    assert told == expected
    assert told["head"]["contract"] == CONTRACT
    for asked in ({"contract": OTHER}, {}, {"contract": [CONTRACT, OTHER]}):
        refused = await office.firm.get(f"{FILES}/json", params=asked)
        assert refused.status_code in (400, 403)
        assert refused.headers["content-type"] == "application/problem+json"


async def test_tables_come_as_an_archive_with_the_own_evidence_alone(
    office: Office,
) -> None:
    answer = await office.firm.get(f"{FILES}/csv", params={"contract": CONTRACT})
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].endswith('.zip"')
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        sites = archive.read("sites.csv").decode("utf-8-sig")
        evidence = archive.read("evidence.csv").decode("utf-8-sig")
        assert {"manifest.json", "dictionary.csv"} <= set(archive.namelist())
    codes = {each["code"] for each in json.loads(office.mine)["sites"]}
    rows = [row.split(",")[0] for row in evidence.splitlines()[1:]]
    assert {row.split(",")[0] for row in sites.splitlines()[1:]} == codes
    assert set(rows) <= codes | {""}


async def test_who_holds_the_files_of_a_contract_can_judge_its_month_anew(
    office: Office,
) -> None:
    mine = {"contract": CONTRACT}
    told = await office.firm.get(f"{FILES}/scenario", params=mine)
    head = (await office.firm.get(f"{FILES}/json", params=mine)).json()["head"]
    whole = await office.judge.get(f"{FILES}/scenario")

    assert told.headers["content-disposition"].endswith(
        'sla-2026-10-v1-C-01_2569.scenario.json"'
    )
    assert hashlib.sha256(told.content).hexdigest() == head["scope_digest"]
    facts = make_facts(two_contracts().sites.values())
    assert hashlib.sha256(whole.content).hexdigest() == to_data_digest(facts)
    figures = evaluate(read_scenario(told.content), load_ruleset(None))
    expected = json.loads(office.mine)["sites"]
    assert [figures_to_json(each) for each in figures] == [
        {key: line[key] for key in figures_to_json(each)}
        for each, line in zip(figures, expected, strict=True)
    ]


async def test_paper_is_drawn_by_a_child(office: Office) -> None:
    answer = await office.judge.get(f"{FILES}/pdf", params={"language": "en"})
    assert answer.content.startswith(b"%PDF-")
    name = answer.headers["content-disposition"]
    assert name.endswith('"sla-2026-10-v1-en.pdf"')


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{FILES}/docx", 400),
        (f"{FILES}/pdf?language=fr", 400),
        (f"{FILES}/pdf?lang=th", 400),
        (f"{FILES}/pdf?version=7", 404),
        (f"{FILES}/pdf?contract=nobody", 404),
        ("/api/v1/sla/statements/2569-10/files/pdf", 400),
    ],
)
async def test_what_is_not_there_is_told(
    office: Office, path: str, status: int
) -> None:
    answer = await office.judge.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_service_without_files_says_so(office: Office) -> None:
    answer = await office.bare.get(f"{FILES}/xlsx")
    assert answer.status_code == 404
    assert "makes no files" in answer.json()["detail"]


async def test_a_child_that_fails_is_told_in_its_words(office: Office) -> None:
    answer = await office.broken.get(f"{FILES}/xlsx")
    assert answer.status_code == 500
    assert answer.json()["detail"] == "the report could not be made: disk full"


async def test_nobody_works_for_a_caller_who_has_gone() -> None:
    ended = asyncio.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def gone() -> dict[str, str]:
        return {"type": "http.disconnect"}

    with pytest.raises(Problem, match="the caller has gone"):
        await while_connected(Request({"type": "http"}, gone), work())
    await asyncio.wait_for(ended.wait(), 10)
