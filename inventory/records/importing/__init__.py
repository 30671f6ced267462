"""Imports sheets of records: the register's way, for every kind of the catalogue.

`columns` makes a form of a kind, `flaws` holds rows against the register and other
records, `survey` makes the plan, `history` applies it and takes it back.
"""
