"""Images of rows in the journal: JSON of the stored values, bytes as hexadecimal text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Column, LargeBinary, Table, func
from sqlalchemy.sql.elements import ColumnElement

from smallbiz_crm.domain.text import clean_text
from smallbiz_crm.store.types import CleanText, Day


def stored(column: Column[Any], value: Any) -> Any:
    """The value as the file holds it, in a form that JSON takes."""
    if value is None:
        return None
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(column.type, CleanText):
        return clean_text(value)
    return value


def revived(column: Column[Any], value: Any) -> Any:
    """The Python value of a column from its image."""
    if value is None:
        return None
    if isinstance(column.type, Day):
        return date.fromisoformat(value)
    if isinstance(column.type, Boolean):
        return bool(value)
    if isinstance(column.type, LargeBinary):
        return bytes.fromhex(value)
    return value


def door(column: Column[Any]) -> Callable[[Any], Any] | None:
    """What a value that is not null passes before the driver stores it; None where it is stored as it is."""
    if isinstance(column.type, CleanText):
        return clean_text
    if isinstance(column.type, Day):
        return date.isoformat
    if isinstance(column.type, Boolean):
        return int
    return None


def dump(table: Table, values: Mapping[str, Any]) -> str:
    """One image; `values` by column name, as Python values."""
    image = {name: stored(table.c[name], value) for name, value in values.items()}
    return json.dumps(image, ensure_ascii=False, separators=(",", ":"))


def load(table: Table, image: str) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(image)
    return {name: revived(table.c[name], value) for name, value in values.items()}


@cache
def row_image(table: Table) -> ColumnElement[str]:
    """The SQL that makes the image of a whole row, for many rows in one statement."""
    parts: list[Any] = []
    for column in table.columns:
        parts.append(column.name)
        parts.append(func.hex(column) if isinstance(column.type, LargeBinary) else column)
    return func.json_object(*parts)


@cache
def image_column(column: Column[Any], image: ColumnElement[str]) -> ColumnElement[Any]:
    """The SQL that takes one column out of an image, as the file stores it."""
    value = func.json_extract(image, f"$.{column.name}")
    return func.unhex(value) if isinstance(column.type, LargeBinary) else value
