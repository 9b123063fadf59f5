"""Steps and what each changed; counters of ids; what the schema is. None of these is journalled itself."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Column, Index, Integer, LargeBinary, Named, Table, TypedColumns, text

from smallbiz_crm.store.tables.base import METADATA
from smallbiz_crm.store.types import CleanText, Day


class StepColumns(TypedColumns):
    """One thing the user did. `kind` is do, undo or redo; `params` and `counts` are JSON.

    `takes_back` is the step that an undo or redo reverses; `taken_back_by` the step that reversed this one.
    """

    id: Named[int] = Column(Integer, primary_key=True, autoincrement=False)
    uid: Named[bytes] = Column(LargeBinary(16), unique=True)
    kind: Named[str]
    code: Named[str]
    params: Named[str] = Column(CleanText)
    happened_on: Named[date] = Column(Day)
    happened_at: Named[int]
    takes_back: Named[int | None]
    taken_back_by: Named[int | None]
    is_closed: Named[bool]
    schema_version: Named[int]
    counts: Named[str]


step = Table("step", METADATA, StepColumns, Index(None, "kind", "taken_back_by"))


class JournalEntryColumns(TypedColumns):
    """What a step did to one row, or to a block of rows that it created together.

    `operation` is create, update or delete. A creation keeps only the keys `row_id` … `last_row_id`; an update the
    changed columns before and after; a deletion the whole row before. Images are JSON of the stored values.
    """

    id: Named[int] = Column(Integer, primary_key=True)
    step_id: Named[int]
    table_name: Named[str]
    row_id: Named[int]
    last_row_id: Named[int]
    operation: Named[str]
    before: Named[str | None]
    after: Named[str | None]


journal_entry = Table(
    "journal_entry",
    METADATA,
    JournalEntryColumns,
    Index(None, "step_id"),
    Index(None, "table_name", "row_id"),
    Index(
        "ix_journal_entry_parts",
        "table_name",
        text("json_extract(before, '$.contact_id')"),
        sqlite_where=text("operation = 'delete' AND json_extract(before, '$.contact_id') IS NOT NULL"),
    ),
    Index("ix_journal_entry_blocks", "table_name", "row_id", sqlite_where=text("last_row_id > row_id")),
)


class IdCounterColumns(TypedColumns):
    """The next id of a table; ids are never given twice, whatever is undone."""

    table_name: Named[str] = Column(primary_key=True)
    next_id: Named[int]


id_counter = Table("id_counter", METADATA, IdCounterColumns)
