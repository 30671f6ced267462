"""A statement as files: CSV, XLSX and PDF."""
