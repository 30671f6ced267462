"""Rules a version was judged by, whatever parameters there were then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from netmon.sla.parameters import Rules
from netmon.sla.ruleset import RuleSet, load_ruleset, read_ruleset, to_digest


def read_kept_ruleset(found: Mapping[str, object]) -> RuleSet:
    """Return a rule set that was kept, perhaps with other parameters than today's.

    One that is missing has the value of the rules that come along; one that is not
    known any more counts for nothing, and stays in what is kept and in the digest.

    Args:
        found: As RuleSet.to_json gave it.

    Raises:
        ConfigError: See netmon.sla.ruleset.load_ruleset.
    """
    missing = {
        key: value
        for key, value in load_ruleset(None).to_json().items()
        if key in Rules.model_fields and key not in found
    }
    contracts = found.get("contracts")
    overrides = contracts if isinstance(contracts, dict) else {}
    read = read_ruleset(
        {
            "id": found.get("id"),
            **missing,
            **_only_known(found),
            "contracts": {code: _only_known(each) for code, each in overrides.items()},
        }
    )
    if read.to_json() == found:
        return read
    return replace(read, digest=to_digest(found), kept=dict(found))


def _only_known(found: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in found.items() if key in Rules.model_fields}
