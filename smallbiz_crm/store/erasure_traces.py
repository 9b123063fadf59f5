"""The traces of an erased person outside their rows: images in the journal, names of steps, mentions elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, cast

from sqlalchemy import Connection, Table, func, or_, select, update

from smallbiz_crm.domain.privacy import is_telling
from smallbiz_crm.domain.text import sort_key
from smallbiz_crm.store.erasure import FILE_KINDS, Traces
from smallbiz_crm.store.search import chunks
from smallbiz_crm.store.tables import METADATA
from smallbiz_crm.store.tables.journal import journal_entry, step
from smallbiz_crm.store.tables.people import company, contact, contact_email, contact_phone
from smallbiz_crm.store.tables.workspace import field
from smallbiz_crm.store.types import CleanText
from smallbiz_crm.store.unit_of_work import UnitOfWork, part_of, table_of, unguarded

WORDS_OF_IMAGES = (
    "name",
    "nickname",
    "phonetic_name",
    "notes",
    "address",
    "number",
    "e164",
    "url",
    "text",
    "note",
)
SEARCHED = {
    "contact": ("notes",),
    "company": ("notes",),
}
"""Of these tables only these columns; the rest names others."""
LEFT_ALONE = frozenset(
    (
        "contact_email",
        "contact_phone",
        "contact_url",
        "contact_address",
        "sale",
        "spend",
        "owner",
        "tag",
        "setting",
    )
)
MOST_ENTRIES = 500
OPEN = "{}"


def add_removed_rows(connection: Connection, contact_id: int, traces: Traces) -> None:
    """Add to `traces` the rows of the person that were removed earlier and live on in the journal alone."""
    before = journal_entry.c.before
    owner = func.json_extract(before, "$.contact_id")
    parts = select(journal_entry.c.table_name, journal_entry.c.row_id).where(
        journal_entry.c.operation == "delete", owner == contact_id
    )
    record = func.json_extract(before, "$.record_id")
    kind = func.coalesce(
        func.json_extract(before, "$.record_kind"), func.json_extract(before, "$.kind"), "contact"
    )
    own_fields = select(field.c.id).where(field.c.kind == "contact")
    kinded = select(journal_entry.c.table_name, journal_entry.c.row_id).where(
        journal_entry.c.table_name.in_(("attachment", "field_value", "external_key")),
        journal_entry.c.operation == "delete",
        record == contact_id,
        kind.in_(FILE_KINDS),
        or_(
            journal_entry.c.table_name != "field_value",
            func.json_extract(before, "$.field_id").in_(own_fields),
        ),
    )
    for query in (parts, kinded):
        for name, row_id in connection.execute(query).all():
            if name not in ("deal", "deal_contact"):
                traces.add(table_of(name), [row_id])


def scrub_journal(unit: UnitOfWork, traces: Traces) -> None:
    """Empty the images of the person's rows, and close the steps that were about nobody else."""
    steps: set[int] = set()
    for name, ids in traces.rows.items():
        for part in chunks(sorted(ids)):
            mine = (journal_entry.c.table_name == name, journal_entry.c.row_id.in_(part))
            rows = unit.connection.execute(
                select(journal_entry.c.step_id, journal_entry.c.before, journal_entry.c.after).where(
                    *mine, journal_entry.c.step_id != unit.step_id
                )
            ).all()
            for step_id, *images in rows:
                steps.add(step_id)
                for image in filter(None, images):
                    _learn(json.loads(image), traces)
            with unguarded(unit.connection):
                unit.connection.execute(
                    update(journal_entry)
                    .where(*mine, journal_entry.c.operation != "create")
                    .values(before=OPEN, after=OPEN)
                )
    _close(unit, steps, traces)
    _rename_steps(unit, steps, traces)


def _learn(image: dict[str, Any], traces: Traces) -> None:
    traces.words.update(
        value for name in WORDS_OF_IMAGES if isinstance(value := image.get(name), str) and value
    )
    if isinstance(digest := image.get("sha256"), str):
        traces.hashes.add(digest)


def _close(unit: UnitOfWork, steps: Iterable[int], traces: Traces) -> None:
    """Steps that did nothing else can no longer be taken back: there is nothing left to give back."""
    connection = unit.connection
    for step_id in steps:
        entries = connection.execute(
            select(journal_entry.c.table_name, journal_entry.c.row_id, journal_entry.c.last_row_id)
            .where(journal_entry.c.step_id == step_id)
            .limit(MOST_ENTRIES)
        ).all()
        is_own = len(entries) < MOST_ENTRIES and all(
            traces.rows.get(name, set[int]()).issuperset(range(first, last + 1))
            for name, first, last in entries
        )
        if is_own:
            with unguarded(connection):
                connection.execute(update(step).where(step.c.id == step_id).values(is_closed=True))


def _rename_steps(unit: UnitOfWork, steps: Iterable[int], traces: Traces) -> None:
    """Take the person's words out of what the steps about them are called."""
    connection = unit.connection
    for part in chunks(sorted(steps)):
        rows = connection.execute(select(step.c.id, step.c.params).where(step.c.id.in_(part))).all()
        for step_id, params in rows:
            told: dict[str, Any] = json.loads(params)
            fresh = {name: "…" if _is_among(value, traces.words) else value for name, value in told.items()}
            if fresh != told:
                with unguarded(connection):
                    connection.execute(
                        update(step)
                        .where(step.c.id == step_id)
                        .values(params=json.dumps(fresh, ensure_ascii=False))
                    )


def _is_among(value: object, words: set[str]) -> bool:
    return isinstance(value, str) and value in words


def replace_mentions(unit: UnitOfWork, contact_id: int, erased: str, traces: Traces) -> None:
    """Put `erased` wherever else the person is named in full; words that another person has too are left."""
    connection = unit.connection
    words = sorted(_telling(connection, contact_id, traces), key=len, reverse=True)
    for word in words:
        for table, column in _searched_columns():
            found = func.instr(table.c[column], word) > 0
            ids = connection.execute(select(table.c.id).where(found)).scalars().all()
            if ids:
                _replace(unit, table, column, ids, word, erased)
        for text, put in dict.fromkeys(((word, erased), (sort_key(word), sort_key(erased)))):
            _replace_in_journal(unit, _quoted(text), _quoted(put))


def _replace_in_journal(unit: UnitOfWork, text: str, put: str) -> None:
    """Also in the names of steps."""
    elsewhere = journal_entry.c.table_name.not_in([*LEFT_ALONE - {"sale"}])
    with unguarded(unit.connection):
        for held in (journal_entry.c.before, journal_entry.c.after):
            unit.connection.execute(
                update(journal_entry)
                .where(func.instr(held, text) > 0, elsewhere)
                .values({held.name: func.replace(held, text, put)})
            )
        unit.connection.execute(
            update(step)
            .where(func.instr(step.c.params, text) > 0)
            .values(params=func.replace(step.c.params, text, put))
        )


def _quoted(text: str) -> str:
    """The text as it stands inside JSON."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


def _telling(connection: Connection, contact_id: int, traces: Traces) -> set[str]:
    words = {word for word in traces.words if is_telling(word)}
    shared: set[str] = set()
    told = (
        contact.c.name,
        company.c.name,
        contact_email.c.address,
        contact_phone.c.number,
        contact_phone.c.e164,
    )
    for column in told:
        for part in chunks(sorted(words)):
            query = select(column).where(column.in_(part))
            if column.table is contact:
                query = query.where(contact.c.id != contact_id)
            shared.update(filter(None, connection.execute(query).scalars()))
    return words - shared


def _searched_columns() -> list[tuple[Table[Any], str]]:
    found: list[tuple[Table[Any], str]] = []
    for table in METADATA.tables.values():
        if "written_by" not in table.c or table.name in LEFT_ALONE:
            continue
        for column in table.columns:
            wanted = SEARCHED.get(table.name)
            if isinstance(column.type, CleanText) and (wanted is None or column.name in wanted):
                found.append((table, column.name))
    return found


def _replace(
    unit: UnitOfWork, table: Table[Any], column: str, ids: Iterable[int], word: str, erased: str
) -> None:
    owner = part_of(table)
    for part in chunks(ids):
        with unguarded(unit.connection):
            unit.connection.execute(
                update(table)
                .where(table.c.id.in_(part))
                .values({column: func.replace(table.c[column], word, erased)})
            )
        if column in ("name", "title") and "sort_name" in table.c:
            _sort_anew(unit, table, column, part)
        if owner is None:
            unit.changes.touch(table.name, part)
        else:
            owners = select(table.c[owner[1]]).where(table.c.id.in_(part))
            found = cast("list[int]", unit.connection.execute(owners).scalars().all())
            unit.changes.touch(owner[0], filter(None, found))
        unit.changes.changed[table.name] += len(part)


def _sort_anew(unit: UnitOfWork, table: Table[Any], column: str, ids: list[int]) -> None:
    """The column that rows are sorted by follows the words that were replaced."""
    rows = unit.connection.execute(select(table.c.id, table.c[column]).where(table.c.id.in_(ids))).all()
    with unguarded(unit.connection):
        for row_id, words in rows:
            unit.connection.execute(
                update(table).where(table.c.id == row_id).values(sort_name=sort_key(words))
            )
