"""Claims over the API: fields, files and times that cannot be, and what is said."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from tests.claim_callers import (
    EXCLUSIONS,
    OBJECTION,
    OBJECTIONS,
    OWN,
    PDF_TYPE,
    V1,
    WISH,
    Office,
    ask,
    open_office,
)
from tests.claims import CONTRACT, PDF
from tests.live import NOON

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def office(
    anyio_backend: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Office]:
    async with open_office(tmp_path_factory.mktemp("claims")) as made:
        yield made


@pytest.mark.parametrize(
    ("changes", "status", "where"),
    [
        ({"kind": "holiday"}, 400, "body kind"),
        ({"starts_at": "2026-12-10T01:00:00"}, 400, "body starts_at"),
        ({"starts_at": "2569-12-10T01:00:00+07:00"}, 400, "body starts_at"),
        ({"starts_at": "2026-12-10T01:00:00.5+07:00"}, 422, "body starts_at"),
        ({"ends_at": "2026-12-10T01:00:00+07:00"}, 422, "body ends_at"),
        ({"ends_at": "2027-12-12T01:00:00+07:00"}, 422, "body ends_at"),
        ({"reason": " "}, 400, "body reason"),
        ({"reason": "x" * 2_001}, 400, "body reason"),
        ({"reason": "a\u202eb"}, 400, "body reason"),
        ({"sites": []}, 400, "body sites"),
        ({"sites": ["nowhere"]}, 422, "body sites"),
        ({"sites": ["\u0000"]}, 400, "body sites 0"),
        ({"sites": [OWN], "contract": CONTRACT}, 422, "body sites"),
        ({"sites": None}, 422, "body sites"),
        ({"sites": None, "province": "99"}, 422, "body province"),
        ({"sites": None, "contract": "'; DROP"}, 422, "body contract"),
        ({"status": "approved"}, 400, "body status"),
    ],
)
async def test_a_request_that_cannot_be_names_the_field(
    office: Office, changes: Mapping[str, Any], status: int, where: str
) -> None:
    answer = await office.noc.post(EXCLUSIONS, json={**WISH, **changes})

    assert answer.status_code == status, answer.text
    (error,) = answer.json()["errors"]
    assert error["where"] == where
    assert error["message_th"]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"month": "2569-11"}, "body month"),
        ({"month": "2026-13"}, "body month"),
        ({"version": 0}, "body version"),
        ({"outage": "\u0000"}, "body outage"),
        ({"text": ""}, "body text"),
    ],
)
async def test_an_objection_that_cannot_be_names_the_field(
    office: Office, changes: Mapping[str, Any], where: str
) -> None:
    answer = await office.noc.post(OBJECTIONS, json={**OBJECTION, **changes})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["where"] == where


async def test_numbers_that_are_none_find_nothing(office: Office) -> None:
    for bad in ("0", "-1", "x", "9" * 40, "1e3", "%00", "1%2F..%2F2"):
        for path in (EXCLUSIONS, OBJECTIONS):
            for client in (office.noc, office.firm):
                answer = await client.get(f"{path}/{bad}")
                assert answer.status_code in (400, 403, 404), (bad, answer.text)


async def test_a_document_is_handed_out_as_a_file_that_does_nothing(
    office: Office,
) -> None:
    made = await ask(office.firm, kind="mains_power")
    url = f"{EXCLUSIONS}/{made['id']}/document"
    name = "../..\\ไฟดับ\u202efdp.exe"

    kept = await office.firm.put(
        url, content=PDF, headers=PDF_TYPE, params={"name": name}
    )
    served = await office.judge.get(url)

    assert kept.json()["name"] == "ไฟดับfdp.exe.pdf"
    assert served.content == PDF
    assert served.headers["content-type"] == "application/pdf"
    disposition = served.headers["content-disposition"]
    assert disposition.startswith('attachment; filename="document.pdf"; filename*=UTF')
    assert disposition.isascii()
    assert served.headers["x-content-type-options"] == "nosniff"
    assert served.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert "private" in served.headers["cache-control"]
    twice = await office.firm.put(url, content=PDF, headers=PDF_TYPE)
    assert twice.status_code == 409


async def test_a_document_is_what_it_says_and_no_longer_than_5_mb(
    office: Office,
) -> None:
    made = await ask(office.firm, kind="mains_power")
    url = f"{EXCLUSIONS}/{made['id']}/document"
    most = 5 * 1024 * 1024

    async def put(content: bytes, kind: str = "application/pdf") -> int:
        headers = {"Content-Type": kind}
        return (
            await office.firm.put(url, content=content, headers=headers)
        ).status_code

    assert await put(b"<html><script>", "text/html") == 415
    assert await put(b"<html><script>") == 422
    assert await put(b" %PDF-1.7") == 422
    assert await put(b"") == 422
    assert await put(PDF.ljust(most + 1, b" ")) == 413
    # A picture that calls itself a PDF is kept as the picture it is.
    assert await put(b"\x89PNG\r\n\x1a\n".ljust(most, b" ")) == 200
    assert (await office.judge.get(url)).headers["content-type"] == "image/png"


async def test_only_documents_may_be_longer_than_other_calls(office: Office) -> None:
    long = {**WISH, "reason": "x" * 70_000}
    answer = await office.firm.post(EXCLUSIONS, json=long)

    assert answer.status_code == 413


async def test_ticket_times_are_noted_against_the_version_that_was_read(
    office: Office,
) -> None:
    (outage,) = (await office.noc.get(f"{V1}/outages?site={OWN}")).json()["items"]
    url, sent = f"{V1}/outages/{outage['id']}/ticket", {"sent_at": NOON.isoformat()}
    first = await office.firm.get(url)
    tag = {"If-Match": first.headers["etag"]}

    blind = await office.noc.put(url, json=sent)
    kept = await office.noc.put(url, json=sent, headers=tag)
    stale = await office.noc.put(url, json={}, headers=tag)

    assert (first.json()["version"], first.json()["sent_at"]) == (0, None)
    assert (blind.status_code, stale.status_code) == (428, 412)
    assert (kept.status_code, kept.headers["etag"]) == (200, '"1"')
    seen = (await office.firm.get(url)).json()
    assert seen == kept.json()
    assert (seen["site"], seen["contract"]) == (OWN, CONTRACT)
    assert seen["sent_at"] == "2026-11-20T05:00:00Z"
    assert (await office.rival.get(url)).status_code == 403
    for client in (office.firm, office.judge):  # who repairs does not write the clock
        again = await client.put(url, json=sent, headers={"If-Match": '"1"'})
        assert again.status_code == 403


@pytest.mark.parametrize(
    ("times", "status", "where"),
    [
        ({"sent_at": "2026-11-25T00:00:00Z"}, 422, "body sent_at"),
        (
            {"sent_at": "2026-11-20T05:00:10Z", "on_site_at": "2026-11-20T05:00:09Z"},
            422,
            "body on_site_at",
        ),
        ({"restored_at": "2026-11-19T04:00:00Z"}, 422, "body restored_at"),
        ({"sent_at": "2569-11-20T05:00:00Z"}, 400, "body sent_at"),
        ({"sent": None}, 400, "body sent"),
    ],
)
async def test_times_that_cannot_be_name_the_field(
    office: Office, times: Mapping[str, Any], status: int, where: str
) -> None:
    (outage,) = (await office.noc.get(f"{V1}/outages?site={OWN}")).json()["items"]
    url = f"{V1}/outages/{outage['id']}/ticket"
    tag = {"If-Match": (await office.noc.get(url)).headers["etag"]}

    answer = await office.noc.put(url, json=times, headers=tag)

    assert answer.status_code == status, answer.text
    (error,) = answer.json()["errors"]
    assert error["where"] == where


async def test_no_ticket_is_of_an_outage_nobody_knows(office: Office) -> None:
    for name in ("nothing", "%00", "x" * 200):
        answer = await office.noc.get(f"{V1}/outages/{name}/ticket")
        assert answer.status_code == 404, name
