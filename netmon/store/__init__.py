"""The sample log: measurements in files of an open format, and questions over them.

`netmon.store.store` writes; it costs pyarrow (about 27 MB of memory, and threads from
its import on). DuckDB (about 20 MB, and up to 192 MB while it answers) is loaded by the
first question, and sealing runs in a process of its own. This package itself imports
neither, so that ports and errors can be named without them.
"""
