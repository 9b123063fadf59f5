"""Every row of the business as it lies in the file: out of one workspace, into an empty one; and a fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Table, func, insert, select
from sqlalchemy.exc import IntegrityError

from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.store import images
from smallbiz_crm.store.attachments import PART
from smallbiz_crm.store.check_values import unfit_values
from smallbiz_crm.store.engine import driver
from smallbiz_crm.store.tables import METADATA
from smallbiz_crm.store.tables.journal import id_counter, journal_entry, step
from smallbiz_crm.store.tables.workspace import attachment, attachment_bytes
from smallbiz_crm.store.types import CleanText
from smallbiz_crm.store.unit_of_work import CHUNK, UnitOfWork, part_of, table_of, unguarded

_NOT_RECORDS = frozenset(table.name for table in (step, journal_entry, id_counter, attachment_bytes))
TABLES = tuple(table.name for table in METADATA.sorted_tables if table.name not in _NOT_RECORDS)
"""All tables but the journal and what is derived, those first that others refer to."""

_LISTS = frozenset(
    ("setting", "pipeline", "stage", "reason", "spend_category", "tax_code", "import_profile", "saved_view")
)
"""Tables that a workspace without any record fills already; they make room for those of the file."""

Value = str | int | None


def header_of(name: str) -> list[str]:
    """The columns of a table as files hold them: all but who wrote the row last, which is of the journal."""
    return [column.name for column in table_of(name).columns if column.name != "written_by"]


def rows_of(connection: Connection, name: str) -> Iterator[Sequence[Value]]:
    """The rows of a table as they are stored, in the order of their ids; bytes as hexadecimal text."""
    table = table_of(name)
    shown = ", ".join(_shown(table.c[column]) for column in header_of(name))
    query = f'SELECT {shown} FROM "{name}" ORDER BY id'  # noqa: S608 - our own names
    for row in connection.exec_driver_sql(query).yield_per(CHUNK):
        yield tuple(row)


def _shown(column: Column[Any]) -> str:
    return f'lower(hex("{column.name}"))' if isinstance(column.type, LargeBinary) else f'"{column.name}"'


def digests(connection: Connection) -> Sequence[str]:
    """The hashes of all attached files."""
    held = select(attachment.c.sha256).distinct().order_by(attachment.c.sha256)
    return connection.execute(held).scalars().all()


def parts_of(connection: Connection, digest: str) -> Iterator[bytes]:
    """What an attached file holds, in parts of 1 MB."""
    parts = select(attachment_bytes.c.bytes).where(attachment_bytes.c.sha256 == digest)
    yield from connection.execute(parts.order_by(attachment_bytes.c.part)).scalars()


def fingerprint(connection: Connection) -> str:
    """SHA-256 over all rows of all tables but the journal: equal in two files that hold the same."""
    total = hashlib.sha256()
    for name in sorted(TABLES):
        total.update(name.encode())
        for row in rows_of(connection, name):
            total.update(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode())
    return total.hexdigest()


def is_empty(connection: Connection) -> bool:
    """Whether there is no record yet, not in the Trash either: only lists and settings."""
    return not any(
        connection.execute(select(table_of(name).c.id).limit(1)).first()
        for name in TABLES
        if name not in _LISTS
    )


def clear_lists(unit: UnitOfWork) -> None:
    """Take the lists and settings of an empty workspace out, so that those of a file can come in."""
    unit.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for name in sorted(_LISTS):
        table = table_of(name)
        unit.delete_where(table, unit.connection.execute(select(table.c.id)).scalars().all())


def write_rows(unit: UnitOfWork, name: str, rows: Iterable[Sequence[str | None]]) -> int:
    """Write rows as `rows_of` gave them, with the ids and uids they have, and return how many.

    `rows` begin with their header. A column that they lack stays empty. Raises Refused ``everything.unfit``.
    """
    table = table_of(name)
    source = iter(rows)
    header = [str(column) for column in next(source)]
    if not {"id", "uid"} <= set(header) <= set(header_of(name)) or len(set(header)) < len(header):
        raise Refused("everything.unfit", table=name)
    readers = [_reader(table.c[column]) for column in header]
    written = 0
    while batch := list(islice(source, CHUNK)):
        try:
            columns = [
                [None if cell is None else read(cell) for cell in column]
                for read, column in zip(readers, zip(*batch, strict=True), strict=True)
            ]
            _insert(unit, table, header, columns)
        except (ValueError, OverflowError, IntegrityError) as error:
            raise Refused("everything.unfit", table=name) from error
        written += len(batch)
    return written


def _reader(column: Column[Any]) -> Callable[[str], Any]:
    if isinstance(column.type, LargeBinary):
        return bytes.fromhex
    if isinstance(column.type, CleanText):
        return images.door(column) or str
    return int if column.type.python_type in (int, bool) else str


def _insert(unit: UnitOfWork, table: Table[Any], header: Sequence[str], columns: Sequence[list[Any]]) -> None:
    """One block through the driver; what the file does not name and must not be empty is no, or nought."""
    if None in columns[header.index("id")]:
        raise ValueError("a row without its id")
    named = ", ".join(f'"{column}"' for column in header)
    missing = [
        column.name
        for column in table.columns
        if column.name not in (*header, "written_by") and not column.nullable
    ]
    filled = "".join(f', "{column}"' for column in missing)
    places = ", ".join("?" * (len(header) + 1)) + ", 0" * len(missing)
    statement = f'INSERT INTO "{table.name}" ({named}, "written_by"{filled}) VALUES ({places})'  # noqa: S608
    rows = [(*row, unit.step_id) for row in zip(*columns, strict=True)]
    with unguarded(unit.connection):
        unit.connection.exec_driver_sql(statement, rows)
    _note(unit, table, dict(zip(header, columns, strict=True)))


def _note(unit: UnitOfWork, table: Table[Any], columns: dict[str, list[Any]]) -> None:
    """Leave in the journal what came in, and never give these ids again."""
    ids: list[int] = columns["id"]
    owner = part_of(table)
    records = set(columns[owner[1]]) - {None} if owner else set(ids)
    unit.adopt(table, created=len(ids), records=records)
    if owner is None:
        unit.new_records[table.name].update(ids)
    entries = [
        {
            "step_id": unit.step_id,
            "table_name": table.name,
            "operation": "create",
            "row_id": a,
            "last_row_id": b,
        }
        for a, b in _blocks(ids)
    ]
    with unguarded(unit.connection):
        unit.connection.execute(insert(journal_entry), entries)
    unit.allocate(table, max(0, max(ids) + 1 - unit.allocate(table, 0)))


def _blocks(ids: Iterable[int]) -> list[tuple[int, int]]:
    blocks: list[tuple[int, int]] = []
    for row_id in sorted(ids):
        if blocks and blocks[-1][1] == row_id - 1:
            blocks[-1] = (blocks[-1][0], row_id)
        else:
            blocks.append((row_id, row_id))
    return blocks


def write_content(unit: UnitOfWork, digest: str, content: bytes) -> None:
    """Keep what an attached file holds, unless it is there already."""
    known = select(func.count()).where(attachment_bytes.c.sha256 == digest)
    if unit.connection.execute(known).scalar_one():
        return
    starts = range(0, max(len(content), 1), PART)
    parts = [
        {"sha256": digest, "part": number, "bytes": content[start : start + PART]}
        for number, start in enumerate(starts)
    ]
    with unguarded(unit.connection):
        unit.connection.execute(insert(attachment_bytes), parts)


def require_whole(connection: Connection) -> None:
    """Raise Refused ``everything.unfit`` where a value does not fit its column or a row refers to nothing."""
    unfit = sorted(unfit_values(connection))
    dangling = driver(connection).execute("PRAGMA foreign_key_check").fetchmany(1)
    if unfit or dangling:
        raise Refused("everything.unfit", table=unfit[0] if unfit else dangling[0][0])
