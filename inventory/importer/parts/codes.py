"""What codes of the register are made of, and readers of them."""

from __future__ import annotations

import re
from collections.abc import Container

from inventory.importer.form import FormColumn
from inventory.importer.readers import code_reader, text_reader
from inventory.importer.row import Draft

TEXT_LENGTH = 200
"""Longest text of the register's own CSV files, characters."""

read_site_code = code_reader(re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*"), 48)
read_code = code_reader(re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-/]*"), 64)
read_text = text_reader(TEXT_LENGTH)

SITE_HEADERS = ("site_code", "site id", "รหัสจุดบริการ", "รหัสจุด")


def site_column(name: str = "site") -> FormColumn:
    """Return a column that names a site."""
    return FormColumn(name, read_site_code, SITE_HEADERS, is_required=True)


def text_column(name: str, *headers: str, is_required: bool = False) -> FormColumn:
    """Return a column of free text."""
    return FormColumn(name, read_text, headers, is_required=is_required, is_text=True)


def check_site(draft: Draft, sites: Container[object]) -> None:
    """Reject a row about a site that the register does not hold."""
    if draft.values["site"] not in sites:
        draft.reject("site", "unknown_reference", "site")
