"""Who of a batch is in the workspace already, found under any key of theirs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select

from smallbiz_crm.domain.matching import Found, Known, PersonKeys
from smallbiz_crm.store.search import chunks
from smallbiz_crm.store.tables.people import company, contact, contact_email, contact_phone, contact_url
from smallbiz_crm.store.tables.workspace import external_key
from smallbiz_crm.store.told import TOLD, told_rows

_KNOWN = (contact.c.id, contact.c.match_name)
_ALIVE = contact.c.trashed_at.is_(None)

_BY_EXTERNAL_ID = (
    select(external_key.c.external_id, *_KNOWN)
    .join_from(TOLD, external_key, external_key.c.external_id == TOLD.c.value)
    .join(contact, contact.c.id == external_key.c.record_id)
    .where(external_key.c.source == bindparam("source"), external_key.c.kind == "contact", _ALIVE)
)
_BY_URL = (
    select(contact_url.c.match_url, *_KNOWN)
    .join_from(TOLD, contact_url, contact_url.c.match_url == TOLD.c.value)
    .join(contact, contact.c.id == contact_url.c.contact_id)
    .where(_ALIVE)
    .order_by(contact.c.id.desc())
)
_BY_EMAIL = (
    select(contact_email.c.match_address, *_KNOWN)
    .join_from(TOLD, contact_email, contact_email.c.match_address == TOLD.c.value)
    .join(contact, contact.c.id == contact_email.c.contact_id)
    .where(_ALIVE)
    .order_by(contact.c.id)
)
_BY_PHONE = (
    select(contact_phone.c.match_digits, *_KNOWN)
    .join_from(TOLD, contact_phone, contact_phone.c.match_digits == TOLD.c.value)
    .join(contact, contact.c.id == contact_phone.c.contact_id)
    .where(_ALIVE)
    .order_by(contact.c.id)
)
_COMPANIES = select(company.c.match_name, company.c.id).join_from(
    TOLD, company, company.c.match_name == TOLD.c.value
)
_BY_NAME = (
    select(contact.c.company_id, *_KNOWN)
    .join_from(
        TOLD,
        contact,
        and_(
            contact.c.match_name == func.json_extract(TOLD.c.value, "$[0]"),
            contact.c.company_id == func.json_extract(TOLD.c.value, "$[1]"),
        ),
    )
    .where(_ALIVE)
    .order_by(contact.c.id.desc())
)


def find_people(connection: Connection, source: str, batch: Sequence[PersonKeys]) -> Found:
    """Everyone who is there under any key of the batch; people in the Trash are not."""
    ids = {keys.external_id for keys in batch if keys.external_id}
    pairs = {(keys.name, keys.company) for keys in batch if keys.name and keys.company}
    return Found(
        by_external_id=_one_each(connection, _BY_EXTERNAL_ID, ids, source=source),
        by_url=_one_each(connection, _BY_URL, {url for keys in batch for url in keys.urls}),
        by_email=_all_of_each(connection, _BY_EMAIL, {email for keys in batch for email in keys.emails}),
        by_name=_by_name(connection, pairs),
        by_phone=_all_of_each(
            connection, _BY_PHONE, {phone for keys in batch for phone in keys.phone_digits}
        ),
    )


def _one_each(connection: Connection, query: Any, told: set[str], **others: str) -> dict[str, Known]:
    rows = told_rows(connection, query, told, **others)
    return {key: Known(contact_id, name) for key, contact_id, name in rows}


def _all_of_each(connection: Connection, query: Any, told: set[str]) -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = {}
    for key, contact_id, name in told_rows(connection, query, told):
        found.setdefault(key, []).append(Known(contact_id, name))
    return found


def _by_name(connection: Connection, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], Known]:
    """People by folded name and company: a probe of the index for each pair, however common the name is."""
    companies: dict[str, list[int]] = defaultdict(list)
    for its_company, company_id in told_rows(
        connection, _COMPANIES, {its_company for _, its_company in wanted}
    ):
        companies[its_company].append(company_id)
    its_names = {company_id: its for its, ids in companies.items() for company_id in ids}
    pairs = [(name, company_id) for name, its in wanted for company_id in companies.get(its, ())]
    return {
        (name, its_names[company_id]): Known(contact_id, name)
        for company_id, contact_id, name in told_rows(connection, _BY_NAME, pairs)
    }


def companies_by_external_id(connection: Connection, source: str, ids: Iterable[str]) -> dict[str, int]:
    """Companies by the other system's id."""
    found: dict[str, int] = {}
    for part in chunks(ids):
        query = select(external_key.c.external_id, external_key.c.record_id).where(
            external_key.c.source == source,
            external_key.c.kind == "company",
            external_key.c.external_id.in_(part),
        )
        found.update((row[0], row[1]) for row in connection.execute(query))
    return found
