"""What every table shares: the two keys, who wrote the row last, naming of constraints."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import CheckConstraint, Column, Integer, LargeBinary, MetaData, Named, Table, TypedColumns
from sqlalchemy.schema import SchemaItem

from smallbiz_crm.store.types import Amount

AMOUNT_LIMIT = 10**13
C = TypeVar("C", bound=TypedColumns)

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class Record(TypedColumns):
    """`id` joins inside the file and is never reused, `uid` names the record outside it, `written_by` is a step."""

    id: Named[int] = Column(Integer, primary_key=True, autoincrement=False)
    uid: Named[bytes] = Column(LargeBinary(16), unique=True)
    written_by: Named[int]


class Trashable(Record):
    """A record that can lie in the Trash: `trashed_at` is the instant in microseconds UTC, or null."""

    trashed_at: Named[int | None]


def journalled(name: str, columns: type[C], *items: SchemaItem, part_of: str | None = None) -> Table[C]:
    """Declare a table whose every write goes through the journal.

    `part_of` names the record a row belongs to (``contact`` for an e-mail address, by its column
    ``contact_id``): a change of the part is a change of the record.
    """
    table = Table(name, METADATA, columns, *items, info={"part_of": part_of})
    for column in table.columns:
        if isinstance(column.type, Amount):
            limit = f"{column.name} BETWEEN -{AMOUNT_LIMIT} AND {AMOUNT_LIMIT}"
            table.append_constraint(CheckConstraint(limit, name=f"{column.name}_limit"))
    return table
