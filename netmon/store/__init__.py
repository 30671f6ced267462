"""The sample log: measurements in files of an open format, and questions over them.

Importing this costs pyarrow (about 27 MB of memory), which writes the tail. DuckDB
(about 20 MB, and up to 192 MB while it answers) is loaded by the first question, and
sealing runs in a process of its own.
"""

from netmon.store.retention import RetentionRules
from netmon.store.store import SampleStore, StoreStatus

__all__ = ["RetentionRules", "SampleStore", "StoreStatus"]
