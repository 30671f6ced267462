"""Statements: gathered, built, kept, corrected, checked, and the month to date."""
