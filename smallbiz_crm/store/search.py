"""The search index: one full-text table a kind of record, derived from the rows and rewritten with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, func, select

from smallbiz_crm.domain.text import search_words
from smallbiz_crm.store.tables import METADATA
from smallbiz_crm.store.tables.marketing import campaign
from smallbiz_crm.store.tables.people import company, contact, contact_email, contact_phone, contact_tag, tag
from smallbiz_crm.store.tables.sales import deal, deal_contact
from smallbiz_crm.store.told import TOLD, told_rows
from smallbiz_crm.store.unit_of_work import Changes, UnitOfWork, unguarded

KINDS = ("contact", "company", "deal", "campaign")
CHUNK = 2_000
MANY = 500
MOST_WAITING = 20_000
Words = Iterator[tuple[int, str]]
T = TypeVar("T")


def create_search_tables(connection: Connection) -> None:
    """Make the empty index of every kind."""
    for kind in KINDS:
        _create(connection, kind)


def _create(connection: Connection, kind: str) -> None:
    """Positions are not kept: terms are looked up singly.

    `detail=none` would fill a little faster, but with secure-delete its checksums no longer hold after a deletion.
    """
    connection.exec_driver_sql(
        f"CREATE VIRTUAL TABLE search_{kind} USING fts5(words, detail=column, columnsize=0, prefix='1 2 3', "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    _secure_delete(connection, kind, on=True)


def _secure_delete(connection: Connection, kind: str, *, on: bool) -> None:
    connection.exec_driver_sql(
        f"INSERT INTO search_{kind}(search_{kind}, rank) VALUES('secure-delete', {int(on)})"
    )


def rebuild(connection: Connection) -> None:
    """Make the index of every kind anew from the rows, in the caller's transaction."""
    with unguarded(connection):
        for kind in KINDS:
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS search_{kind}")
            _create(connection, kind)
            table = METADATA.tables[kind]
            _index(connection, kind, connection.execute(select(table.c.id)).scalars().all())


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most `size`, for statements that take a list."""
    source = iter(items)
    while part := list(islice(source, size)):
        yield part


def refresh(unit: UnitOfWork) -> None:
    """Rewrite the index of the records that changed, and of those that show a changed company's name."""
    connection = unit.connection
    for kind in list(unit.waiting_words):
        _write_waiting(unit, kind)
    for kind, ids in _affected(connection, unit.changes).items():
        fresh = unit.new_records.get(kind, set())
        if len(ids) <= MANY:
            _rewrite(connection, kind, sorted(ids), fresh)
            continue
        _forget(connection, kind, ids - fresh)
        _index(connection, kind, ids)


def _rewrite(connection: Connection, kind: str, ids: list[int], fresh: set[int]) -> None:
    """Bring a few records up to date; one whose words are still the same is left alone, since writing costs most."""
    told = dict(words_of(connection, kind, ids))
    lookup = f"SELECT words FROM search_{kind} WHERE rowid = ?"  # noqa: S608 - kinds are ours
    stale: list[int] = []
    for record_id in ids:
        held = None if record_id in fresh else connection.exec_driver_sql(lookup, (record_id,)).scalar()
        if held is not None and held != told.get(record_id):
            stale.append(record_id)
        elif held is not None:
            told.pop(record_id)
    _remove(connection, kind, stale)
    _insert(connection, kind, list(told.items()))


def index_new(unit: UnitOfWork, kind: str, first: int, words: Sequence[str]) -> None:
    """Index new records with consecutive ids by words that the caller knows, which spares reading them back.

    They wait a while before they are written: a record that the step changes soon would be written twice, and
    taking words out of the index costs fifty times as much as putting them in.
    """
    ids = range(first, first + len(words))
    unit.note_indexed(kind, ids)
    waiting = unit.waiting_words[kind]
    waiting.update(zip(ids, words, strict=True))
    if len(waiting) > MOST_WAITING:
        _write_waiting(unit, kind)


def _write_waiting(unit: UnitOfWork, kind: str) -> None:
    """Write the words that wait, but for the records that were changed since: those are read back at the end."""
    waiting, indexed = unit.waiting_words.pop(kind, {}), unit.changes.indexed[kind]
    _insert(unit.connection, kind, [(key, words) for key, words in waiting.items() if key in indexed])
    unit.new_records[kind].update(waiting.keys() - indexed)


def _affected(connection: Connection, changes: Changes) -> dict[str, set[int]]:
    affected = {
        kind: changes.records.get(kind, set[int]()) - changes.indexed.get(kind, set[int]()) for kind in KINDS
    }
    renamed = affected["company"] if changes.changed.get("company") else set[int]()
    if renamed:
        affected["contact"].update(told_rows(connection, _PEOPLE_OF, renamed).scalars())
        affected["deal"].update(told_rows(connection, _DEALS_OF, renamed).scalars())
    named = affected["contact"] if changes.changed.get("contact") else set[int]()
    if named:
        affected["deal"].update(told_rows(connection, _DEALS_WITH, named).scalars())
    return {kind: ids for kind, ids in affected.items() if ids}


_PEOPLE_OF = select(contact.c.id).join_from(TOLD, contact, contact.c.company_id == TOLD.c.value)
_DEALS_OF = select(deal.c.id).join_from(TOLD, deal, deal.c.company_id == TOLD.c.value)
_DEALS_WITH = select(deal_contact.c.deal_id).join_from(
    TOLD, deal_contact, deal_contact.c.contact_id == TOLD.c.value
)


def _forget(connection: Connection, kind: str, ids: set[int]) -> None:
    """Take many records out of the index; their words may stay in its pages until it is merged, as they
    stay in the journal, because wiping them one by one costs half a millisecond each."""
    if not ids:
        return
    with unguarded(connection):
        held = connection.exec_driver_sql(f"SELECT count(*) FROM search_{kind}").scalar_one()  # noqa: S608
        if len(ids) * 3 > held:
            _start_anew(connection, kind, ids)
            return
        _secure_delete(connection, kind, on=False)
        _remove(connection, kind, sorted(ids))
        _secure_delete(connection, kind, on=True)


def _remove(connection: Connection, kind: str, ids: Sequence[int]) -> None:
    if ids:
        statement = f"DELETE FROM search_{kind} WHERE rowid = ?"  # noqa: S608 - kinds are ours
        with unguarded(connection):
            connection.exec_driver_sql(statement, [(record_id,) for record_id in ids])


def _start_anew(connection: Connection, kind: str, gone: set[int]) -> None:
    """Build the index again without `gone`: cheaper than taking most of it out row by row."""
    kept = connection.exec_driver_sql(f"SELECT rowid FROM search_{kind}").scalars().all()  # noqa: S608
    connection.exec_driver_sql(f"DROP TABLE search_{kind}")
    _create(connection, kind)
    _index(connection, kind, (record_id for record_id in kept if record_id not in gone))


def _index(connection: Connection, kind: str, ids: Iterable[int]) -> None:
    for part in chunks(sorted(ids)):
        _insert(connection, kind, list(words_of(connection, kind, part)))


def _insert(connection: Connection, kind: str, rows: list[tuple[int, str]]) -> None:
    statement = f"INSERT INTO search_{kind}(rowid, words) VALUES (?, ?)"  # noqa: S608 - kinds are ours
    if rows:
        with unguarded(connection):
            connection.exec_driver_sql(statement, rows)


def words_of(connection: Connection, kind: str, ids: Sequence[int]) -> Words:
    """What the index should hold for each of `ids` that exists."""
    return _WORDS[kind](connection, ids)


def contact_words(name: str | None, *others: str | None) -> str:
    """The words of a person: name, nickname, job title, company, then e-mails, phones, tags in the order of ids.

    Phones by `phone_words`.
    """
    return search_words(*filter(None, (name, *others)))


def phone_words(number: str, e164: str | None, match_digits: str) -> str:
    """What `_PHONES` makes of a number."""
    return f"{e164 or ''} {number} {match_digits}"


def _contact_words(connection: Connection, ids: Sequence[int]) -> Words:
    parts: dict[int, list[str | None]] = {}
    told = {"ids": json.dumps(ids)}
    for query in (_EMAILS, _PHONES, _TAGS):
        for record_id, text in connection.execute(query, told):
            parts.setdefault(record_id, []).append(text)
    for record_id, *values in connection.execute(_CONTACTS, told):
        yield record_id, contact_words(*values, *parts.get(record_id, ()))


# A list of ids goes in as one JSON value, so that the statement is put together once.
_IDS = func.json_each(bindparam("ids")).table_valued("value", name="ids")
_CONTACTS = (
    select(contact.c.id, contact.c.name, contact.c.nickname, contact.c.job_title, company.c.name)
    .join_from(_IDS, contact, contact.c.id == _IDS.c.value)
    .join(company, contact.c.company_id == company.c.id, isouter=True)
)
_EMAILS = (
    select(contact_email.c.contact_id, contact_email.c.address)
    .join_from(_IDS, contact_email, contact_email.c.contact_id == _IDS.c.value)
    .order_by(contact_email.c.contact_id, contact_email.c.id)
)
_PHONES = (
    select(
        contact_phone.c.contact_id,
        func.coalesce(contact_phone.c.e164, "")
        + " "
        + contact_phone.c.number
        + " "
        + contact_phone.c.match_digits,
    )
    .join_from(_IDS, contact_phone, contact_phone.c.contact_id == _IDS.c.value)
    .order_by(contact_phone.c.contact_id, contact_phone.c.id)
)
_TAGS = (
    select(contact_tag.c.contact_id, tag.c.name)
    .join_from(_IDS, contact_tag, contact_tag.c.contact_id == _IDS.c.value)
    .join(tag, tag.c.id == contact_tag.c.tag_id)
    .order_by(contact_tag.c.contact_id, contact_tag.c.tag_id)
)


def _simple(query: Any) -> Callable[[Connection, Sequence[int]], Words]:
    def words(connection: Connection, ids: Sequence[int]) -> Words:
        for row in connection.execute(query, {"ids": ids}):
            yield row[0], search_words(*(value for value in row[1:] if value))

    return words


_WORDS: dict[str, Callable[[Connection, Sequence[int]], Words]] = {
    "contact": _contact_words,
    "company": _simple(
        select(company.c.id, company.c.name, company.c.domain, company.c.industry, company.c.city).where(
            company.c.id.in_(bindparam("ids", expanding=True))
        )
    ),
    "deal": _simple(
        select(deal.c.id, deal.c.title, company.c.name, contact.c.name)
        .join_from(deal, company, deal.c.company_id == company.c.id, isouter=True)
        .join(deal_contact, (deal_contact.c.deal_id == deal.c.id) & deal_contact.c.is_main, isouter=True)
        .join(contact, contact.c.id == deal_contact.c.contact_id, isouter=True)
        .where(deal.c.id.in_(bindparam("ids", expanding=True)))
    ),
    "campaign": _simple(
        select(campaign.c.id, campaign.c.name, campaign.c.message).where(
            campaign.c.id.in_(bindparam("ids", expanding=True))
        )
    ),
}


def match_query(typed: str) -> str:
    """What the user typed as a full-text query: every word quoted and found by its beginning."""
    words = search_words(typed).split()
    return " AND ".join(f'"{word}"*' for word in words)
