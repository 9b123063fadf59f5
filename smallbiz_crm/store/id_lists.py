"""Long lists of ids, read without making a row of each."""

from __future__ import annotations

import sys
from array import array
from typing import Any

from sqlalchemy import Connection, Select, func, select


def read_ids(connection: Connection, query: Select[Any]) -> array[int]:
    """The ids that `query` selects as its one column ``id``, in its order.

    They come as one text of hexadecimal digits. A row for each would cost four times as much, and a thread that
    reads 100,000 of them would take the interpreter's lock as often from the one that paints.
    """
    listed = query.subquery()
    digits = connection.execute(select(func.group_concat(func.printf("%016x", listed.c.id), ""))).scalar()
    ids = array("q", bytes.fromhex(digits or ""))
    if sys.byteorder == "little":
        ids.byteswap()
    return ids
