"""The register as plain CSV files: load, check, dump."""

from inventory.sheets.dump import dump_csv
from inventory.sheets.load import load_csv

__all__ = ["dump_csv", "load_csv"]
