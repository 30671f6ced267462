"""How large a file may be. A register of the nation stays far below each."""

FILE_LIMIT_BYTES = 64 * 2**20
"""A larger file is not read."""

INFLATED_LIMIT_BYTES = 96 * 2**20
"""All parts of a workbook, unpacked."""

PART_COUNT = 500
"""Parts of a workbook."""

TAG_COUNT = 4_000_000
"""Tags of a part; a parser makes an object of each pair. The nation has a million."""

CELL_LENGTH = 100_000
"""Characters of a cell; a spreadsheet's own limit is 32,767."""

CELL_BYTES = 600_000
"""The same in a workbook's XML, where a character may take six bytes."""

LINE_LENGTH = 1_000_000
COLUMN_LIMIT = 1000
ROW_LIMIT = 100_000
