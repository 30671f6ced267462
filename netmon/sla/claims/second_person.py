"""Whether two names of the audit are one person, as far as names tell. Pure."""

from __future__ import annotations

_OPERATOR = "operator"


def to_person(who: str) -> str:
    """Return the person behind a principal's name.

    An account is a person, whatever browser or session they use. A token is whoever
    holds it. Everybody who comes without a name of their own (this machine, the
    control socket, the first token) runs the machine, and is taken to be one person.
    """
    kind, _, name = who.partition(":")
    return who if kind in ("account", "token") and name else _OPERATOR


def is_same_person(one: str, other: str) -> bool:
    """Return whether two principals' names are the same person's."""
    return to_person(one) == to_person(other)
