"""Vendor profiles: which objects of which MIB say what, as reviewed data files."""

from collectors.profiles.load import Catalogue, load_catalogue
from collectors.profiles.schema import Combine, Measure, ObjectEntry, Profile, Way

__all__ = [
    "Catalogue",
    "Combine",
    "Measure",
    "ObjectEntry",
    "Profile",
    "Way",
    "load_catalogue",
]
