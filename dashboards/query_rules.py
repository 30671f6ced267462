"""What every query must keep to: the dialect of 1.6 to 3, bounded, without injection.

A misspelt field is no error to InfluxDB, it answers with nothing; so names are compared
with netmon.core.schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from netmon.core.schema import (
    INFLUX_MEASUREMENTS,
    MEASUREMENTS,
    PLACE_TAGS,
    ROLE_TAG,
    ROWS_ONLY,
    SITE_LAST,
    SITE_TAGS,
    Measurement,
)

Names = Mapping[str, frozenset[str]]
"""Tags and fields by measurement."""
_PARTS = ("sum", "count", "min", "max", "p95")
_MACROS = ("$timeFilter", "$__interval")
_FOREIGN = re.compile(
    r"\b(SLIMIT|SOFFSET|SHOW\s+SERIES|CARDINALITY|SAMPLE\s*\(|INTO|DROP|DELETE|CREATE|"
    r"ALTER|GRANT|REVOKE|KILL)\b|\|>|from\s*\(\s*bucket",
    re.IGNORECASE,
)
_VARIABLE = re.compile(r"/\^\$\{(\w+):regex\}\$/")
_NAME = re.compile(r'"([^"]*)"')


def known_names(
    measurements: Mapping[str, Measurement] = INFLUX_MEASUREMENTS,
) -> Names:
    """Return what InfluxDB holds, by the schema."""
    known = {name: _names(each) for name, each in measurements.items()}
    rolled = {"device", ROLE_TAG, "site", *SITE_TAGS}
    for name in MEASUREMENTS:
        if name in measurements and name not in ROWS_ONLY:
            fields = measurements[name].fields
            rolled |= {f"{each}_{part}" for each in fields for part in _PARTS}
            rolled.add(f"{name}_rows_count")
    return {**known, "site_1h": frozenset(rolled), "site_1d": frozenset(rolled)}


def _names(measurement: Measurement) -> frozenset[str]:
    names = {*measurement.tags, *measurement.fields}
    if "site" in measurement.tags:
        names |= {*(SITE_TAGS if measurement.name == SITE_LAST.name else PLACE_TAGS)}
    if "device" in measurement.tags:
        names.add(ROLE_TAG)
    if "province" in measurement.tags:
        names.add("region")
    return frozenset(names)


def variables_in(text: str) -> set[str]:
    """Return the names of the variables of a query."""
    return set(_VARIABLE.findall(text))


def measurements_in(text: str) -> set[str]:
    """Return the measurements a query reads."""
    return set(re.findall(r'\bFROM\s+"([^"]+)"', text))


def query_faults(text: str, known: Names) -> Iterator[str]:
    """Return what is wrong with a query, one text each."""
    yield from _dialect_faults(text)
    rest = _VARIABLE.sub("", text)
    for macro in _MACROS:
        rest = rest.replace(macro, "")
    if "$" in rest:
        yield "a variable stands elsewhere than in =~ /^${name:regex}$/"
    yield from _name_faults(text, known)
    yield from _bound_faults(text, known)


def _dialect_faults(text: str) -> Iterator[str]:
    for found in _FOREIGN.finditer(text):
        yield f"{found[0]!r} is not in the dialect of all versions, or writes"
    if ";" in text:
        yield "more than one statement"
    if re.search(r'"\."|"\.\."', text):
        yield "a retention policy or database stands before the measurement"


def _name_faults(text: str, known: Names) -> Iterator[str]:
    read = measurements_in(text)
    if len(read) != 1:
        yield f"reads {len(read)} measurements, expected one"
        return
    [measurement] = read
    if measurement not in known:
        yield f"no measurement is called {measurement!r}"
        return
    own = {measurement, *re.findall(r'\bAS\s+"([^"]+)"', text)}
    for name in sorted({*_NAME.findall(text)} - own - known[measurement]):
        yield f"{measurement} has no tag or field {name!r}"


def _bound_faults(text: str, known: Names) -> Iterator[str]:
    selects = len(re.findall(r"\bSELECT\b", text))
    if text.count("$timeFilter") < selects:
        yield "a SELECT has no $timeFilter"
    of_sites = any("site" in known.get(each, ()) for each in measurements_in(text))
    if of_sites and not re.search(r'"(site|province)" =~ /\^\$\{', text):
        yield "reads every site: no condition on province or site"
