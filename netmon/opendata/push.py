"""Brings a catalogue to what a build holds; what is there already is left alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netmon.core.errors import ConfigError
from netmon.opendata.bundle import Bundle, BundleFile
from netmon.opendata.catalogue import missing
from netmon.opendata.ckan import Ckan

_HASH = "sha256:"


@dataclass(frozen=True, slots=True)
class Call:
    """A call that changes something.

    Attributes:
        action: Of CKAN's Action API.
        payload: What is sent.
        upload: The file that goes with it.
    """

    action: str
    payload: Mapping[str, Any]
    upload: Path | None = None


def to_dataset(bundle: Bundle, organization: str | None) -> dict[str, Any]:
    """Return the fields to send.

    Raises:
        ConfigError: A mandatory one is empty.
    """
    dataset = dict(bundle.dataset)
    if organization is not None:
        dataset["owner_org"] = organization
    if lacking := missing(dataset):
        message = (
            f"{bundle.folder}: the catalogue demands {', '.join(lacking)}: build it "
            "with --about"
        )
        raise ConfigError(message)
    return {name: value for name, value in dataset.items() if value is not None}


def plan(
    bundle: Bundle, dataset: Mapping[str, Any], there: Mapping[str, Any] | None
) -> Iterator[Call]:
    """Yield the calls that are needed, in their order.

    Args:
        bundle: What shall be there.
        dataset: See to_dataset.
        there: The dataset as the catalogue has it, None where it has none.
    """
    if there is None:
        yield Call("package_create", dataset)
    elif not _says(there, dataset):
        # What others added stays, except tags: CKAN would have ours beside theirs.
        kept = {name: value for name, value in there.items() if name != "tags"}
        yield Call("package_update", {**kept, **dataset})
    resources = {} if there is None else _by_name(there)
    for each in bundle.files:
        found = resources.get(each.name)
        if found is None:
            payload = {"package_id": dataset["name"], **_to_resource(each)}
            yield Call("resource_create", payload, bundle.folder / each.name)
        elif found.get("hash") != _HASH + each.sha256:
            payload = {"id": str(found["id"]), **_to_resource(each)}
            yield Call("resource_update", payload, bundle.folder / each.name)


def push(ckan: Ckan, bundle: Bundle, dataset: Mapping[str, Any]) -> Iterator[Call]:
    """Do what is needed; yield each call when it is done.

    Raises:
        CkanRefused: One was refused; those before it stand, and a second try goes on.
    """
    for call in plan(bundle, dataset, ckan.show(str(dataset["name"]))):
        ckan.call(call.action, call.payload, call.upload)
        yield call


def _says(there: Mapping[str, Any], dataset: Mapping[str, Any]) -> bool:
    """Whether the catalogue says so; it tells organisation and tags its own way."""
    return all(_same(there, name, value) for name, value in dataset.items())


def _same(there: Mapping[str, Any], name: str, value: Any) -> bool:
    if name == "tag_string":
        return _tags(there) == set(str(value).split(","))
    if name == "owner_org":
        organization = there.get("organization")
        other = organization.get("name") if isinstance(organization, dict) else None
        return value in (there.get(name), other)
    return bool(there.get(name) == value)


def _tags(there: Mapping[str, Any]) -> set[str]:
    tags = there.get("tags")
    found = tags if isinstance(tags, list) else []
    return {str(tag.get("name")) for tag in found if isinstance(tag, dict)}


def _by_name(there: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    resources = there.get("resources")
    found = resources if isinstance(resources, list) else []
    return {
        str(each.get("name")): each
        for each in found
        if isinstance(each, dict) and each.get("id")
    }


def _to_resource(file: BundleFile) -> dict[str, str]:
    suffix = file.name.rpartition(".")[2]
    return {
        "name": file.name,
        "format": {"jsonld": "JSON-LD"}.get(suffix, suffix.upper()),
        "mimetype": file.media_type,
        "hash": _HASH + file.sha256,
    }
