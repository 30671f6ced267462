"""Imports the register as the ministry hands it over: one spreadsheet of many hands.

`read` turns a file into records, `judge` records into rows and findings, `plan` rows
into changes, `apply` changes into the database.
"""
