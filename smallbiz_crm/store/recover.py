"""Saving what can still be read of a damaged workspace into a new one; the damaged file is only read."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from smallbiz_crm.domain.errors import Trouble
from smallbiz_crm.store import reached, schema, search
from smallbiz_crm.store.backup import count_rows
from smallbiz_crm.store.database import create_file
from smallbiz_crm.store.engine import APPLICATION_ID, driver, open_engine, raw_connection
from smallbiz_crm.store.faults import known_trouble
from smallbiz_crm.store.keys import Secret, unlock
from smallbiz_crm.store.tables import METADATA
from smallbiz_crm.store.unit_of_work import unguarded

BLOCK = 1_000


@dataclass(frozen=True, slots=True)
class Recovered:
    """`rows` counts what is in the new file, `lost` what is known to be gone, per table."""

    file: Path
    rows: dict[str, int]
    lost: dict[str, int]


def recover(damaged: Path, target: Path, secret: Secret | None = None) -> Recovered:
    """Write every row that can be read into a new file, encrypted like the old one.

    What refers to a row that is gone loses the reference, or goes too where it means nothing without it. The
    history stays to be read; its steps can no longer be taken back. Raises Trouble when not even the list of
    tables can be read.
    """
    with known_trouble(damaged):
        key = unlock(damaged, secret)
        source = raw_connection(damaged, "reader", key)
    lost: dict[str, int] = {}
    try:
        with known_trouble(damaged):
            _require_readable(source, damaged)
        source.text_factory = _lenient
        create_file(target, key)
        engine = open_engine(target, "writer", key)
        try:
            with engine.connect() as connection:
                fresh = driver(connection)
                fresh.execute("PRAGMA foreign_keys=OFF")
                with connection.begin(), unguarded(connection):
                    for name in METADATA.tables:
                        lost[name] = _copy_table(source, fresh, name)
                    _make_whole(fresh, lost)
                    search.rebuild(connection)
                    reached.rebuild(connection)
                rows = count_rows(fresh)
        finally:
            engine.dispose()
    finally:
        source.close()
    return Recovered(target, rows, {name: count for name, count in lost.items() if count})


def _lenient(text: bytes) -> str:
    """A text with a flipped bit is worth more than none."""
    return text.decode("utf-8", "replace")


def _require_readable(source: Any, path: Path) -> None:
    if source.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise Trouble("file.not_a_workspace", file=str(path))
    version = source.execute("PRAGMA user_version").fetchone()[0]
    if version != schema.SCHEMA_VERSION:
        code = "file.newer" if version > schema.SCHEMA_VERSION else "file.older"
        raise Trouble(code, file=str(path), version=version, known=schema.SCHEMA_VERSION)


def _copy_table(source: Any, fresh: Any, name: str) -> int:
    """Copy the rows of a table; how many are known to be lost."""
    columns = [column.name for column in METADATA.tables[name].columns]
    listed = ", ".join(f'"{column}"' for column in columns)
    insert = f'INSERT INTO "{name}" ({listed}) VALUES ({", ".join("?" * len(columns))})'  # noqa: S608 - our names
    lost = 0
    for row in _readable(source, name, listed):
        try:
            if row is None:
                raise dbapi2.DatabaseError
            fresh.execute(insert, row)
        except dbapi2.Error as error:
            if "full" in str(error) or "I/O" in str(error):
                raise
            lost += 1
    return lost


def _readable(source: Any, name: str, listed: str) -> Generator[Any]:
    """Rows in the order of their keys; None for each that was there and cannot be read."""
    highest = _highest(source, name)
    for first in range(1, highest + 1, BLOCK):
        yield from _between(source, name, listed, first, min(first + BLOCK - 1, highest))


def _between(source: Any, name: str, listed: str, first: int, last: int) -> Generator[Any]:
    """The rows of a range of keys; one that fails is halved until the rows that fail are alone."""
    query = f'SELECT {listed} FROM "{name}" WHERE rowid BETWEEN ? AND ?'  # noqa: S608 - our names
    try:
        yield from source.execute(query, (first, last)).fetchall()
    except dbapi2.Error:
        if first == last:
            yield None
            return
        middle = (first + last) // 2
        yield from _between(source, name, listed, first, middle)
        yield from _between(source, name, listed, middle + 1, last)


def _highest(source: Any, name: str) -> int:
    """The highest key there was, by the table or by the counter of ids."""
    found = 0
    for query, values in (
        (f'SELECT max(rowid) FROM "{name}"', ()),  # noqa: S608 - our names
        ("SELECT next_id - 1 FROM id_counter WHERE table_name = ?", (name,)),
    ):
        try:
            row = source.execute(query, values).fetchone()
        except dbapi2.Error:
            continue
        if row is not None and isinstance(row[0], int) and row[0] < 2**40:
            found = max(found, row[0])
    return found


def _is_optional(table: str, column: str) -> bool:
    found: Any = METADATA.tables[table].columns[column]
    return bool(found.nullable)


def _make_whole(fresh: Any, lost: dict[str, int]) -> None:
    """Let nothing refer to what is gone, give no id twice, and close the history."""
    while broken := fresh.execute("PRAGMA foreign_key_check").fetchall():
        for name, row_id, _parent, number in broken:
            keys = fresh.execute(f'PRAGMA foreign_key_list("{name}")').fetchall()
            column = next(key[3] for key in keys if key[0] == number)
            if _is_optional(name, column):
                fresh.execute(f'UPDATE "{name}" SET "{column}" = NULL WHERE rowid = ?', (row_id,))  # noqa: S608
            else:
                fresh.execute(f'DELETE FROM "{name}" WHERE rowid = ?', (row_id,))  # noqa: S608
                lost[name] = lost.get(name, 0) + 1
    fresh.execute("DELETE FROM journal_entry WHERE step_id NOT IN (SELECT id FROM step)")
    fresh.execute("UPDATE step SET is_closed = 1")
    newest = fresh.execute("SELECT ifnull(max(id), 1) FROM step").fetchone()[0]
    for name, table in METADATA.tables.items():
        if "uid" in table.c:
            highest = fresh.execute(f'SELECT ifnull(max(id), 0) FROM "{name}"').fetchone()[0]  # noqa: S608
            if highest:
                fresh.execute(
                    "INSERT INTO id_counter(table_name, next_id) VALUES (?, ?) "
                    "ON CONFLICT (table_name) DO UPDATE SET next_id = max(next_id, excluded.next_id)",
                    (name, highest + 1),
                )
        if "written_by" in table.c:
            unknown = f'UPDATE "{name}" SET written_by = ? WHERE written_by NOT IN (SELECT id FROM step)'  # noqa: S608
            fresh.execute(unknown, (newest,))
