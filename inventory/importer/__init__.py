"""Imports the register as the ministry hands it over: one spreadsheet of many hands.

`source` turns a file into records, `judge` records into rows and findings, `survey`
holds them against the register as a `plan`, `history` applies it and takes it back.
Tables of other columns are forms (`form`, `form_judge`): the parts of the register in
`parts`, and the kinds of inventory.records.
"""
