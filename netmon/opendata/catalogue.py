"""The dataset as the Thai Government Data Catalog describes it, and as DCAT does.

The 14 mandatory fields and what they may hold are those of ckanext-thai_gdc
(ckan_dataset.json: 13 that it requires, and owner_org, which CKAN requires).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from netmon.core.clock import to_buddhist_year, to_thai
from netmon.core.intervals import Interval
from netmon.opendata.about import About
from netmon.opendata.schema import SCHEMA_VERSION

MANDATORY = (
    "data_type",
    "title",
    "owner_org",
    "maintainer",
    "maintainer_email",
    "tag_string",
    "notes",
    "objective",
    "update_frequency_unit",
    "geo_coverage",
    "data_source",
    "data_format",
    "data_category",
    "license_id",
)

_NOTES = (
    "ทะเบียนจุดบริการอินเทอร์เน็ตสาธารณะ และสรุปการเชื่อมต่อรายเดือนของแต่ละจุด ได้แก่ เวลาที่ตรวจวัดได้ "
    "เวลาขัดข้อง จำนวนครั้ง อัตราความพร้อมใช้งาน และจำนวนอุปกรณ์บน Wi-Fi "
    "ไม่มีข้อมูลส่วนบุคคล ที่อยู่ของอุปกรณ์ หรือหมายเลขอุปกรณ์"
)
_SOURCE = "ทะเบียนจุดบริการของโครงการ และการตรวจวัดวงจรด้วยระบบ netmon"
_METHOD = (
    "availability_ratio = 1 - down_s / observed_s "
    "โดย down_s คือเวลาที่ตรวจวัดได้ว่าวงจรขัดข้อง "
    "เวลาที่ไม่ได้ตรวจวัดไม่นับเป็นเวลาใช้งานได้หรือขัดข้อง และไม่ได้หักเวลาบำรุงรักษา "
    f"(โครงสร้างข้อมูลรุ่น {SCHEMA_VERSION})"
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the data say of themselves.

    Attributes:
        until: Up to which anything is known, None where nothing is.
        span: From the first month until the last, None without one.
    """

    until: datetime | None
    span: Interval | None


def to_dataset(about: About, facts: Facts) -> dict[str, Any]:
    """Return the fields by their names in CKAN; None where nobody has said."""
    return {
        "name": about.name,
        "data_type": "ข้อมูลสถิติ",
        "title": about.title,
        "owner_org": about.organization,
        "maintainer": about.maintainer,
        "maintainer_email": about.maintainer_email,
        "tag_string": ",".join(about.tags),
        "notes": _NOTES,
        "objective": ["เพื่อการให้บริการประชาชน"],
        "update_frequency_unit": "เดือน",
        "update_frequency_interval": "1",
        "geo_coverage": "จังหวัด",
        "data_source": _SOURCE,
        "data_format": ["CSV"],
        "data_category": "ข้อมูลสาธารณะ",
        "license_id": "Open Data Common",
        "data_language": ["ไทย", "อังกฤษ"],
        "disaggregate": ["ขอบเขตเชิงภูมิศาสตร์หรือเชิงพื้นที่"],
        "unit_of_measure": "วินาที, ครั้ง, สัดส่วน, เครื่อง",
        "unit_of_multiplier": "หน่วย",
        "calculation_method": _METHOD,
        "url": about.url,
        **_times(facts),
    }


def missing(dataset: Mapping[str, Any]) -> list[str]:
    """Return the mandatory fields that are empty."""
    return [name for name in MANDATORY if not dataset.get(name)]


def _times(facts: Facts) -> dict[str, str | None]:
    first = last = None
    if facts.span is not None and facts.until is not None:
        first, last = facts.span.start, facts.until
    return {
        "first_year_of_data": _to_year(first),
        "last_year_of_data": _to_year(last),
        "last_updated_date": None if last is None else to_thai(last).date().isoformat(),
    }


def _to_year(at: datetime | None) -> str | None:
    if at is None:
        return None
    return f"พ.ศ. {to_buddhist_year(at)} (ค.ศ. {to_thai(at).year})"


def to_dcat(
    about: About,
    dataset: Mapping[str, Any],
    facts: Facts,
    distributions: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the dataset as DCAT in JSON-LD; what nobody has said is left out.

    Args:
        about: See About.
        dataset: See to_dataset.
        facts: See Facts.
        distributions: Lines of the manifest.
    """
    found = {
        "@context": _CONTEXT,
        "@type": "dcat:Dataset",
        "dct:identifier": about.name,
        "dcat:version": SCHEMA_VERSION,
        "dct:title": _thai(dataset["title"]),
        "dct:description": _thai(dataset["notes"]),
        "dct:publisher": _publisher(about),
        "dcat:contactPoint": _contact(about),
        "dcat:keyword": list(about.tags),
        "dct:accrualPeriodicity": {"@id": "http://purl.org/cld/freq/monthly"},
        "dct:spatial": _thai(dataset["geo_coverage"]),
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "rdfs:label": _thai(dataset["data_source"]),
        },
        "dct:format": dataset["data_format"],
        "dct:accessRights": _thai(dataset["data_category"]),
        "dct:license": dataset["license_id"],
        "dct:type": _thai(dataset["data_type"]),
        "dct:temporal": _temporal(facts.span),
        "dct:modified": _moment(facts.until),
        "dcat:landingPage": {"@id": about.url} if about.url else None,
        "dcat:distribution": [_to_distribution(each) for each in distributions],
    }
    return {name: value for name, value in found.items() if value is not None}


_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def _thai(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "th"}


def _publisher(about: About) -> dict[str, str] | None:
    name = about.organization_title or about.organization
    return {"@type": "foaf:Organization", "foaf:name": name} if name else None


def _contact(about: About) -> dict[str, Any] | None:
    if about.maintainer is None or about.maintainer_email is None:
        return None
    return {
        "@type": "vcard:Organization",
        "vcard:fn": about.maintainer,
        "vcard:hasEmail": {"@id": f"mailto:{about.maintainer_email}"},
    }


def _temporal(span: Interval | None) -> dict[str, Any] | None:
    if span is None:
        return None
    return {
        "@type": "dct:PeriodOfTime",
        "dcat:startDate": _moment(span.start),
        "dcat:endDate": _moment(span.end),
    }


def _moment(at: datetime | None) -> dict[str, str] | None:
    if at is None:
        return None
    return {"@value": to_thai(at).isoformat(), "@type": "xsd:dateTime"}


def _to_distribution(line: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "dcat:Distribution",
        "dct:title": line["name"],
        "dcat:mediaType": line["media_type"],
        "dcat:byteSize": line["bytes"],
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": line["sha256"],
        },
    }
