"""Every machine word judgement and collectors can say has words in both languages.

The words are read from the source: where a look, a state or a finding is given its
reason. A place this cannot read fails the test that counts them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from collectors.gateway import BEYOND, NO_ROUTE, SILENT
from netmon.core.model import Outcome
from netmon.web.incident_words import to_why
from netmon.web.texts import Language, load_texts

ROOT = Path(__file__).parent.parent.parent
FOLDERS = ("collectors", "netmon/status", "netmon/service")
OUTCOMES = {each.name for each in Outcome}
GIVEN = {"lose": 1, "CannotLook": 0, "not_measured": -1}
"""Where the reason stands among what these are given."""


def _trees() -> Iterator[ast.Module]:
    for folder in FOLDERS:
        for path in (ROOT / folder).rglob("*.py"):
            yield ast.parse(path.read_text("utf-8"))


TREES = list(_trees())
CONSTANTS = {
    target.id: str(node.value.value)
    for tree in TREES
    for node in tree.body
    if isinstance(node, ast.Assign)
    and isinstance(node.value, ast.Constant)
    and isinstance(node.value.value, str)
    for target in node.targets
    if isinstance(target, ast.Name)
}


def _words(node: ast.expr | None) -> Iterator[str]:
    """Yield the words an expression may be; names only where they are constants."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name) and node.id in CONSTANTS:
        yield CONSTANTS[node.id]
    elif isinstance(node, ast.IfExp):
        yield from chain(_words(node.body), _words(node.orelse))
    elif isinstance(node, ast.BoolOp):
        yield from chain.from_iterable(map(_words, node.values))


def _is_of(node: ast.expr, owner: str, names: set[str]) -> bool:
    """Return whether `node` is as `Outcome.SILENT`."""
    is_attribute = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    return is_attribute and node.value.id == owner and node.attr in names  # type: ignore[attr-defined]


def _of_outcomes(node: ast.AST) -> Iterator[str]:
    """Yield the words beside an outcome, in a tuple or among what a call is given."""
    parts: list[ast.expr] = []
    if isinstance(node, ast.Tuple):
        parts = node.elts
    elif isinstance(node, ast.Call):
        parts = node.args
    for at, part in enumerate(parts):
        if _is_of(part, "Outcome", OUTCOMES):
            yield from chain.from_iterable(map(_words, parts[at + 1 :]))


def _of_states(node: ast.AST) -> Iterator[str]:
    """Yield what is given as a reason, kept as one, or returned as one."""
    if isinstance(node, ast.keyword) and node.arg == "reason":
        yield from _words(node.value)
    if isinstance(node, ast.Call) and _name(node.func) in GIVEN:
        yield from _words(node.args[GIVEN[_name(node.func)]])
    if isinstance(node, ast.AnnAssign) and "reason" in _name(node.target):
        yield from _words(node.value)
    if isinstance(node, ast.Assign) and "reason" in _name(node.targets[0]):
        yield from _words(node.value)
    if isinstance(node, ast.FunctionDef) and node.name.endswith("reason"):
        for each in ast.walk(node):
            yield from _words(each.value if isinstance(each, ast.Return) else None)


def _name(node: ast.expr) -> str:
    return str(getattr(node, "id", getattr(node, "attr", "")))


def _of_findings(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding":
        given = [*node.args[2:3], *(each.value for each in node.keywords)]
        yield from chain.from_iterable(map(_words, given))
    # A word kept for a finding that is made below it.
    if isinstance(node, ast.Assign) and _name(node.targets[0]) == "why":
        yield from _words(node.value)


def _all(*readers: object) -> set[str]:
    nodes = [node for tree in TREES for node in ast.walk(tree)]
    found = {
        word
        for read in readers
        for node in nodes
        for word in read(node)  # type: ignore[operator]
    }
    return found - {""}


REASONS = _all(_of_outcomes, _of_states)
WHYS = _all(_of_findings)


def test_the_source_is_read_where_reasons_are_made() -> None:
    assert {"timeout", "blind", "no_look", "loss", "rtt", "link_down"} <= REASONS
    assert {
        "receive_drops",
        "port_closed",
        "unfinished",
        "name",
        "no_credential",
    } <= REASONS
    assert {"parent_dead", "nightly_switch_off", "areas_of_one_provider"} <= WHYS


@pytest.mark.parametrize("language", Language)
def test_every_reason_has_words(language: Language) -> None:
    entries = load_texts(language).entries

    assert {word for word in REASONS if f"reason.{word}" not in entries} == set()


@pytest.mark.parametrize("language", Language)
def test_every_finding_says_why_in_words(language: Language) -> None:
    entries = load_texts(language).entries

    assert {word for word in WHYS if f"why.{word}" not in entries} == set()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("word", [NO_ROUTE, SILENT, BEYOND, *sorted(REASONS)])
def test_a_blind_poller_says_why_in_words(language: Language, word: str) -> None:
    texts = load_texts(language)

    assert to_why(texts, word) in (
        texts.entries.get(f"why.{word}"),
        texts.entries.get(f"reason.{word}"),
    )


def test_an_error_without_a_word_is_not_shown_bare() -> None:
    assert load_texts(Language.ENGLISH).reason("eproto") == "error EPROTO"
    assert load_texts(Language.THAI).reason("eproto") == "ข้อผิดพลาด EPROTO"
