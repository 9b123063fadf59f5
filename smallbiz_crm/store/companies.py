"""Queries and writes about companies."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, column, func, select, table, text

from smallbiz_crm.domain.contacts import Company
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.text import clean_line, fold_company, sort_key
from smallbiz_crm.store import lookups
from smallbiz_crm.store.search import match_query
from smallbiz_crm.store.tables.people import company, company_tag, contact, owner, tag
from smallbiz_crm.store.unit_of_work import UnitOfWork

_SEARCH = table("search_company", column("rowid"))
FILTERS = ("name", "industry", "region", "country", "city", "domain")


def _filtered(search: str, where: Mapping[str, str], trashed: bool) -> Select[int]:
    query = select(company.c.id).where(
        company.c.trashed_at.is_not(None) if trashed else company.c.trashed_at.is_(None)
    )
    for field, value in where.items():
        query = query.where(func.lower(company.c[field]) == value.lower())
    words = match_query(search)
    if words:
        hits = select(_SEARCH.c.rowid).where(text("search_company MATCH :words").bindparams(words=words))
        query = query.where(company.c.id.in_(hits))
    return query


def company_ids(
    connection: Connection,
    *,
    search: str = "",
    where: Mapping[str, str] | None = None,
    trashed: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> array[int]:
    query = _filtered(search, where or {}, trashed).order_by(company.c.sort_name, company.c.id)
    if limit is not None:
        query = query.limit(limit).offset(offset)
    return array("q", connection.execute(query).scalars())


def count_companies(
    connection: Connection, *, search: str = "", where: Mapping[str, str] | None = None, trashed: bool = False
) -> int:
    query = _filtered(search, where or {}, trashed)
    return connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()


def load_companies(connection: Connection, ids: Sequence[int]) -> list[Company]:
    """The whole records of `ids`, in that order."""
    query = (
        select(company, owner.c.name.label("owner_name"))
        .join_from(company, owner, owner.c.id == company.c.owner_id, isouter=True)
        .where(company.c.id.in_(ids))
    )
    tags = _tags(connection, ids)
    found = {row.id: _company(row, tags.get(row.id, ())) for row in connection.execute(query)}
    return [found[company_id] for company_id in ids if company_id in found]


def _tags(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, ...]]:
    query = (
        select(company_tag.c.company_id, tag.c.name)
        .join(tag, tag.c.id == company_tag.c.tag_id)
        .where(company_tag.c.company_id.in_(ids))
        .order_by(tag.c.name)
    )
    found: dict[int, tuple[str, ...]] = {}
    for company_id, name in connection.execute(query):
        found[company_id] = (*found.get(company_id, ()), name)
    return found


def _company(row: Any, tags: tuple[str, ...]) -> Company:
    return Company(
        id=row.id,
        name=row.name,
        domain=row.domain,
        industry=row.industry,
        size=row.size,
        region=row.region,
        phone=row.phone,
        url=row.url,
        street=row.street,
        postal_code=row.postal_code,
        city=row.city,
        state=row.state,
        country=row.country,
        tax_id=row.tax_id,
        owner=row.owner_name,
        notes=row.notes,
        created_on=row.created_on,
        is_trashed=row.trashed_at is not None,
        tags=tags,
    )


def people_of(connection: Connection, company_id: int) -> list[tuple[int, str, str | None]]:
    """Id, name and job title of the company's people, by name."""
    query = (
        select(contact.c.id, contact.c.name, contact.c.job_title)
        .where(contact.c.company_id == company_id, contact.c.trashed_at.is_(None))
        .order_by(contact.c.sort_name, contact.c.id)
    )
    return [(row[0], row[1], row[2]) for row in connection.execute(query)]


def edit_company(unit: UnitOfWork, company_id: int, fields: dict[str, Any]) -> None:
    values: dict[str, Any] = {}
    for field, value in fields.items():
        if field == "name":
            shown = clean_line(value or "")
            if not shown:
                raise Refused("company.needs_name")
            values |= {"name": shown, "sort_name": sort_key(shown), "match_name": fold_company(shown)}
        elif field == "owner":
            values["owner_id"] = lookups.owner_for(unit, value) if value else None
        else:
            values[field] = value or None
    unit.update(company, company_id, **values)


def set_company_tags(unit: UnitOfWork, company_id: int, names: Sequence[str]) -> None:
    """Make the company's tags exactly `names`."""
    wanted = {lookups.tag_for(unit, name) for name in names if clean_line(name)}
    held = select(company_tag.c.id, company_tag.c.tag_id).where(company_tag.c.company_id == company_id)
    rows = unit.connection.execute(held).all()
    unit.delete_where(company_tag, [row.id for row in rows if row.tag_id not in wanted])
    for tag_id in sorted(wanted - {row.tag_id for row in rows}):
        unit.insert(company_tag, company_id=company_id, tag_id=tag_id)
