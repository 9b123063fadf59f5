"""The search index: one full-text table a kind of record, derived from the rows and rewritten with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, func, select

from smallbiz_crm.domain.text import search_words
from smallbiz_crm.store.tables.marketing import campaign
from smallbiz_crm.store.tables.people import company, contact, contact_email, contact_phone, contact_tag, tag
from smallbiz_crm.store.tables.sales import deal, deal_contact
from smallbiz_crm.store.unit_of_work import Changes, unguarded

KINDS = ("contact", "company", "deal", "campaign")
CHUNK = 2_000
MANY = 500
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
        f"CREATE VIRTUAL TABLE search_{kind} USING fts5(words, detail=column, columnsize=0, prefix='2 3', "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    _secure_delete(connection, kind, on=True)


def _secure_delete(connection: Connection, kind: str, *, on: bool) -> None:
    connection.exec_driver_sql(
        f"INSERT INTO search_{kind}(search_{kind}, rank) VALUES('secure-delete', {int(on)})"
    )


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most `size`, for statements that take a list."""
    source = iter(items)
    while part := list(islice(source, size)):
        yield part


def refresh(connection: Connection, changes: Changes, new_records: dict[str, set[int]]) -> None:
    """Rewrite the index of the records that changed, and of those that show a changed company's name."""
    for kind, ids in _affected(connection, changes).items():
        fresh = new_records.get(kind, set())
        _forget(connection, kind, ids - fresh)
        _index(connection, kind, ids)


def _affected(connection: Connection, changes: Changes) -> dict[str, set[int]]:
    affected = {kind: set(changes.records.get(kind, ())) for kind in KINDS}
    renamed = affected["company"] if changes.changed.get("company") else set[int]()
    for part in chunks(renamed):
        affected["contact"].update(
            connection.execute(select(contact.c.id).where(contact.c.company_id.in_(part))).scalars()
        )
        affected["deal"].update(
            connection.execute(select(deal.c.id).where(deal.c.company_id.in_(part))).scalars()
        )
    named = changes.records.get("contact", set()) if changes.changed.get("contact") else set[int]()
    for part in chunks(named):
        affected["deal"].update(
            connection.execute(
                select(deal_contact.c.deal_id).where(deal_contact.c.contact_id.in_(part))
            ).scalars()
        )
    return {kind: ids for kind, ids in affected.items() if ids}


def _forget(connection: Connection, kind: str, ids: set[int]) -> None:
    """Take records out of the index; of many at once the words may stay in its pages until it is merged, as they
    stay in the journal, because wiping them one by one costs half a millisecond each."""
    if not ids:
        return
    with unguarded(connection):
        held = connection.exec_driver_sql(f"SELECT count(*) FROM search_{kind}").scalar_one()  # noqa: S608
        if len(ids) > MANY and len(ids) * 3 > held:
            _start_anew(connection, kind, ids)
            return
        if len(ids) > MANY:
            _secure_delete(connection, kind, on=False)
        statement = f"DELETE FROM search_{kind} WHERE rowid = ?"  # noqa: S608 - kinds are ours
        connection.exec_driver_sql(statement, [(record_id,) for record_id in sorted(ids)])
        if len(ids) > MANY:
            _secure_delete(connection, kind, on=True)


def _start_anew(connection: Connection, kind: str, gone: set[int]) -> None:
    """Build the index again without `gone`: cheaper than taking most of it out row by row."""
    kept = connection.exec_driver_sql(f"SELECT rowid FROM search_{kind}").scalars().all()  # noqa: S608
    connection.exec_driver_sql(f"DROP TABLE search_{kind}")
    _create(connection, kind)
    _index(connection, kind, (record_id for record_id in kept if record_id not in gone))


def _index(connection: Connection, kind: str, ids: Iterable[int]) -> None:
    statement = f"INSERT INTO search_{kind}(rowid, words) VALUES (?, ?)"  # noqa: S608
    for part in chunks(sorted(ids)):
        rows = list(words_of(connection, kind, part))
        if rows:
            with unguarded(connection):
                connection.exec_driver_sql(statement, rows)


def words_of(connection: Connection, kind: str, ids: Sequence[int]) -> Words:
    """What the index should hold for each of `ids` that exists."""
    return _WORDS[kind](connection, ids)


def _contact_words(connection: Connection, ids: Sequence[int]) -> Words:
    extra: dict[int, list[str]] = {}
    for query in _CONTACT_PARTS:
        for record_id, value in connection.execute(query, {"ids": ids}):
            extra.setdefault(record_id, []).append(value)
    rows = connection.execute(_CONTACTS, {"ids": ids})
    for row in rows:
        yield row[0], search_words(*(value for value in row[1:] if value), *extra.get(row[0], ()))


_CONTACTS = (
    select(contact.c.id, contact.c.name, contact.c.nickname, contact.c.job_title, company.c.name)
    .join_from(contact, company, contact.c.company_id == company.c.id, isouter=True)
    .where(contact.c.id.in_(bindparam("ids", expanding=True)))
)
_CONTACT_PARTS = (
    select(contact_email.c.contact_id, contact_email.c.address).where(
        contact_email.c.contact_id.in_(bindparam("ids", expanding=True))
    ),
    select(
        contact_phone.c.contact_id,
        func.coalesce(contact_phone.c.e164, "")
        + " "
        + contact_phone.c.number
        + " "
        + contact_phone.c.match_digits,
    ).where(contact_phone.c.contact_id.in_(bindparam("ids", expanding=True))),
    select(contact_tag.c.contact_id, tag.c.name)
    .join(tag, tag.c.id == contact_tag.c.tag_id)
    .where(contact_tag.c.contact_id.in_(bindparam("ids", expanding=True))),
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
