"""Reads what people are compared by, finds who is like one of them, and keeps which pairs were said to be two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, func, select

from smallbiz_crm.domain.duplicates import LARGEST_BLOCK, Alike, PersonFacts, compare
from smallbiz_crm.domain.text import is_role_address
from smallbiz_crm.store.tables.people import (
    company,
    contact,
    contact_email,
    contact_phone,
    possible_duplicate,
)
from smallbiz_crm.store.unit_of_work import UnitOfWork

SHORTEST_DIGITS = 7
DISMISSED = "dismissed"
Q = TypeVar("Q", bound="Select[*tuple[Any, ...]]")
_IS_THERE = contact.c.trashed_at.is_(None)


def read_facts(connection: Connection, ids: Sequence[int] | None = None) -> list[PersonFacts]:
    """Those of `ids` outside the Trash, everybody when None."""
    emails: dict[int, list[str]] = {}
    by_email = select(contact_email.c.contact_id, contact_email.c.match_address)
    for contact_id, address in connection.execute(_of(by_email, contact_email.c.contact_id, ids)):
        if not is_role_address(address):
            emails.setdefault(contact_id, []).append(address)
    phones: dict[int, list[str]] = {}
    by_phone = select(contact_phone.c.contact_id, contact_phone.c.match_digits)
    by_phone = by_phone.where(func.length(contact_phone.c.match_digits) >= SHORTEST_DIGITS)
    for contact_id, digits in connection.execute(_of(by_phone, contact_phone.c.contact_id, ids)):
        phones.setdefault(contact_id, []).append(digits)
    people = (
        select(contact.c.id, contact.c.match_name, company.c.match_name)
        .join_from(contact, company, company.c.id == contact.c.company_id, isouter=True)
        .where(contact.c.trashed_at.is_(None), contact.c.erased_at.is_(None))
    )
    return [
        PersonFacts(
            row[0], row[1], row[2] or "", tuple(emails.get(row[0], ())), tuple(phones.get(row[0], ()))
        )
        for row in connection.execute(_of(people, contact.c.id, ids))
    ]


def _of(query: Q, column: Any, ids: Sequence[int] | None) -> Q:
    return query if ids is None else query.where(column.in_(ids))


def alike(connection: Connection, person: PersonFacts, apart: frozenset[int] = frozenset()) -> list[Alike]:
    """Who may be this person, the likeliest first; not those of `apart`, nor the person of that id.

    A key that too many share says nothing about any of them.
    """
    ids = {found for query in _sharing(person) for found in _few(connection, query)} - apart - {person.id}
    facts = {one.id: one for one in read_facts(connection, sorted(ids))} if ids else {}
    pairs = ((one.id, compare(person, one)) for one in facts.values())
    likely = sorted(
        ((pair.score, contact_id, pair.reasons) for contact_id, pair in pairs if pair is not None),
        key=lambda found: (-found[0], found[1]),
    )
    shown = _shown(connection, [contact_id for _score, contact_id, _reasons in likely])
    return [Alike(contact_id, *shown[contact_id], score, reasons) for score, contact_id, reasons in likely]


def _sharing(person: PersonFacts) -> list[Select[int]]:
    """Queries for the ids of people who share an address, a number, the name or the company."""
    queries: list[Select[int]] = []
    if person.emails:
        query = select(contact_email.c.contact_id)
        queries.append(query.where(contact_email.c.match_address.in_(person.emails)))
    numbers = [digits for digits in person.phones if len(digits) >= SHORTEST_DIGITS]
    if numbers:
        query = select(contact_phone.c.contact_id)
        queries.append(query.where(contact_phone.c.match_digits.in_(numbers)))
    if person.name:
        queries.append(select(contact.c.id).where(contact.c.match_name == person.name, _IS_THERE))
    if person.name and person.company:
        its = select(company.c.id).where(company.c.match_name == person.company)
        queries.append(
            select(contact.c.id).where(
                contact.c.match_name == person.name, contact.c.company_id.in_(its), _IS_THERE
            )
        )
        queries.append(select(contact.c.id).where(contact.c.company_id.in_(its), _IS_THERE))
    return queries


def _few(connection: Connection, query: Select[int]) -> Sequence[int]:
    found = connection.execute(query.limit(LARGEST_BLOCK + 1)).scalars().all()
    return found if len(found) <= LARGEST_BLOCK else ()


def _shown(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, str | None]]:
    query = select(contact.c.id, contact.c.name, company.c.name)
    query = query.join_from(contact, company, company.c.id == contact.c.company_id, isouter=True)
    rows = connection.execute(query.where(contact.c.id.in_(ids))) if ids else ()
    return {contact_id: (name, its_company) for contact_id, name, its_company in rows}


def dismissed(connection: Connection) -> frozenset[tuple[int, int]]:
    """Pairs that were said to be two people, the smaller id first."""
    query = select(possible_duplicate.c.contact_id, possible_duplicate.c.other_id).where(
        possible_duplicate.c.state == DISMISSED
    )
    return frozenset((min(one, other), max(one, other)) for one, other in connection.execute(query))


def apart_from(connection: Connection, contact_id: int) -> frozenset[int]:
    """Who was said to be somebody else than this person."""
    pair = possible_duplicate.c
    query = select(pair.contact_id, pair.other_id).where(
        pair.state == DISMISSED, (pair.contact_id == contact_id) | (pair.other_id == contact_id)
    )
    return frozenset(one for row in connection.execute(query) for one in row) - {contact_id}


def dismiss(unit: UnitOfWork, one: int, other: int) -> None:
    """Note that these are two people; they are not offered again."""
    first, second = sorted((one, other))
    pair = possible_duplicate.c
    known = select(pair.id).where(
        ((pair.contact_id == first) & (pair.other_id == second))
        | ((pair.contact_id == second) & (pair.other_id == first))
    )
    row_id = unit.connection.execute(known).scalar()
    if row_id is None:
        unit.insert(possible_duplicate, contact_id=first, other_id=second, reason="person", state=DISMISSED)
    else:
        unit.update(possible_duplicate, row_id, state=DISMISSED)
