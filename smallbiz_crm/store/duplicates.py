"""Reads what people are compared by, and keeps which pairs were said to be two."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from smallbiz_crm.domain.duplicates import PersonFacts
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


def read_facts(connection: Connection) -> list[PersonFacts]:
    """Everybody outside the Trash."""
    emails: dict[int, list[str]] = {}
    for contact_id, address in connection.execute(
        select(contact_email.c.contact_id, contact_email.c.match_address)
    ):
        if not is_role_address(address):
            emails.setdefault(contact_id, []).append(address)
    phones: dict[int, list[str]] = {}
    query = select(contact_phone.c.contact_id, contact_phone.c.match_digits)
    for contact_id, digits in connection.execute(
        query.where(func.length(contact_phone.c.match_digits) >= SHORTEST_DIGITS)
    ):
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
        for row in connection.execute(people)
    ]


def dismissed(connection: Connection) -> frozenset[tuple[int, int]]:
    """Pairs that were said to be two people, the smaller id first."""
    query = select(possible_duplicate.c.contact_id, possible_duplicate.c.other_id).where(
        possible_duplicate.c.state == DISMISSED
    )
    return frozenset((min(one, other), max(one, other)) for one, other in connection.execute(query))


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
