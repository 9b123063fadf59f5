"""Lists told to a statement as one JSON value, so that it is put together once and not for each batch."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, bindparam, func

TOLD = func.json_each(bindparam("told")).table_valued("value", name="told")
"""What was told, one row a value."""


def told_rows(connection: Connection, query: Any, told: Collection[Any], **others: str) -> Any:
    """The rows of a query over `TOLD`; none without asking when nothing is told."""
    return connection.execute(query, {"told": json.dumps(sorted(told)), **others}) if told else ()
