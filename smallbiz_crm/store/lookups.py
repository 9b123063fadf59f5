"""The user's own lists: found by name whatever the case, added when new."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from smallbiz_crm.domain.text import clean_line, fold, fold_company, sort_key
from smallbiz_crm.store.tables.marketing import spend_category
from smallbiz_crm.store.tables.people import company, owner, tag
from smallbiz_crm.store.tables.sales import product, reason
from smallbiz_crm.store.unit_of_work import UnitOfWork


def company_named(connection: Connection, name: str) -> int | None:
    """The company that is meant by `name`: exact words first, then without legal form; never one in the Trash."""
    wanted = clean_line(name)
    query = (
        select(company.c.id)
        .where(company.c.match_name == fold_company(wanted), company.c.trashed_at.is_(None))
        .order_by(func.lower(company.c.name) != wanted.lower(), company.c.id)
        .limit(1)
    )
    return connection.execute(query).scalar()


def company_for(unit: UnitOfWork, name: str, today: date) -> int:
    """The company of that name, created when there is none."""
    found = company_named(unit.connection, name)
    if found is not None:
        return found
    shown = clean_line(name)
    return unit.insert(
        company, name=shown, sort_name=sort_key(shown), match_name=fold_company(shown), created_on=today
    )


def tag_for(unit: UnitOfWork, name: str) -> int:
    shown = clean_line(name).lstrip("#")
    found = unit.connection.execute(select(tag.c.id).where(tag.c.match_name == fold(shown))).scalar()
    return found or unit.insert(tag, name=shown, match_name=fold(shown))


def owner_for(unit: UnitOfWork, name: str) -> int:
    shown = clean_line(name)
    found = unit.connection.execute(
        select(owner.c.id).where(func.lower(owner.c.name) == shown.lower())
    ).scalar()
    return found or unit.insert(owner, name=shown)


def reason_for(unit: UnitOfWork, kind: str, name: str) -> int:
    shown = clean_line(name)
    query = select(reason.c.id).where(reason.c.kind == kind, reason.c.match_name == fold(shown))
    return unit.connection.execute(query).scalar() or unit.insert(
        reason, kind=kind, name=shown, match_name=fold(shown)
    )


def category_for(unit: UnitOfWork, name: str, *, is_marketing: bool = True) -> int:
    shown = clean_line(name)
    query = select(spend_category.c.id).where(spend_category.c.match_name == fold(shown))
    return unit.connection.execute(query).scalar() or unit.insert(
        spend_category, name=shown, match_name=fold(shown), is_marketing=is_marketing
    )


def product_for(unit: UnitOfWork, name: str) -> int:
    shown = clean_line(name)
    query = select(product.c.id).where(product.c.match_name == fold(shown), product.c.trashed_at.is_(None))
    return unit.connection.execute(query).scalar() or unit.insert(product, name=shown, match_name=fold(shown))


def names_of(connection: Connection, kind: str) -> list[str]:
    """The names a list holds, in order: owner, tag, category, product, lost, returned."""
    tables = {"owner": owner, "tag": tag, "category": spend_category, "product": product}
    if kind in tables:
        listed = tables[kind]
        query = select(listed.c.name).order_by(func.lower(listed.c.name))
        if kind == "product":
            query = query.where(product.c.trashed_at.is_(None))
        return list(connection.execute(query).scalars())
    return list(
        connection.execute(select(reason.c.name).where(reason.c.kind == kind).order_by(reason.c.id)).scalars()
    )
