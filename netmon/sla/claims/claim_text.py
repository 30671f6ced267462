"""Words and codes people send with a claim: what of them may be kept. Pure."""

from __future__ import annotations

from netmon.sla.claims.refusals import Flawed

LONGEST_TEXT = 2_000
"""Characters of a reason, a note, an objection or an answer."""
LONGEST_CODE = 100


def check_text(field: str, text: str, empty: str = "") -> str:
    """Return what people wrote, without space around it.

    Args:
        field: Of the body.
        text: Theirs.
        empty: What is said where there is nothing; "" where there need not be any.

    Raises:
        Flawed: It is empty, too long, or holds what nobody can see.
    """
    told = text.strip()
    if empty and not told:
        raise Flawed(field, empty)
    if len(told) > LONGEST_TEXT:
        raise Flawed(field, "too_long", most=LONGEST_TEXT)
    if not all(each.isprintable() or each == "\n" for each in told):
        raise Flawed(field, "unseen_character")
    return told


def check_code(field: str, code: str) -> None:
    """Return if a code is one a database can be asked for.

    Raises:
        Flawed: It is too long, or holds what nobody can see.
    """
    if len(code) > LONGEST_CODE:
        raise Flawed(field, "too_long", most=LONGEST_CODE)
    if not code.isprintable():
        raise Flawed(field, "unseen_character")
