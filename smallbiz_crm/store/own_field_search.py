"""Finds people by the words in the user's own fields of text; asked only beside the search index, never before it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from smallbiz_crm.domain.custom_fields import FieldType
from smallbiz_crm.domain.text import search_words
from smallbiz_crm.store.tables.people import contact
from smallbiz_crm.store.tables.workspace import field, field_value

_TEXTS = (
    select(field_value.c.text)
    .distinct()
    .join(field, field.c.id == field_value.c.field_id)
    .where(field.c.kind == "contact", field.c.type != FieldType.YES_NO.value, field_value.c.text.is_not(None))
)


def holders(connection: Connection, words: Sequence[str]) -> dict[str, ColumnElement[bool]]:
    """For each folded word that begins a word of such a field, a condition on `contact` that says who holds it."""
    found: dict[str, list[str]] = {}
    for text in connection.execute(_TEXTS).scalars():
        held = f" {search_words(text or '')}"
        for word in words:
            if f" {word}" in held:
                found.setdefault(word, []).append(text or "")
    return {word: contact.c.id.in_(_who_holds(texts)) for word, texts in found.items()}


def _who_holds(texts: Sequence[str]) -> Any:
    told = func.json_each(json.dumps(texts, ensure_ascii=False)).table_valued("value")
    own = select(field.c.id).where(field.c.kind == "contact")
    return select(field_value.c.record_id).where(
        field_value.c.field_id.in_(own), field_value.c.text.in_(select(told.c.value))
    )
