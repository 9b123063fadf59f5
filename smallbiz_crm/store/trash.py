"""The Trash: records keep their rows and ties, only marked with when they were put there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, literal, select, union_all

from smallbiz_crm.domain.days import to_micros
from smallbiz_crm.store import bulk
from smallbiz_crm.store.tables.marketing import campaign, content, planned_item, spend
from smallbiz_crm.store.tables.people import activity, company, contact, follow_up
from smallbiz_crm.store.tables.sales import deal, product
from smallbiz_crm.store.unit_of_work import UnitOfWork

_TITLES: dict[str, Any] = {
    "contact": contact.c.name,
    "company": company.c.name,
    "deal": deal.c.title,
    "campaign": campaign.c.name,
    "follow_up": follow_up.c.text,
    "activity": func.substr(activity.c.text, 1, 80),
    "planned_item": planned_item.c.title,
    "spend": spend.c.payee,
    "product": product.c.name,
    "content": content.c.title,
}


@dataclass(frozen=True, slots=True)
class TrashedRecord:
    """`trashed_at` in microseconds UTC."""

    kind: str
    id: int
    title: str
    trashed_at: int


def title_of(connection: Connection, kind: str, record_id: int) -> str:
    return connection.execute(_title_query(kind), {"id": record_id}).scalar() or ""


@cache
def _title_query(kind: str) -> Select[Any]:
    return select(_TITLES[kind]).where(title_table(kind).c.id == bindparam("id"))


def title_table(kind: str) -> Any:
    return {
        "contact": contact,
        "company": company,
        "deal": deal,
        "campaign": campaign,
        "follow_up": follow_up,
        "activity": activity,
        "planned_item": planned_item,
        "spend": spend,
        "product": product,
        "content": content,
    }[kind]


def put_in_trash(unit: UnitOfWork, kind: str, ids: Sequence[int]) -> None:
    bulk.update_rows(unit, title_table(kind), ids, trashed_at=to_micros(unit.clock.now()))


def take_from_trash(unit: UnitOfWork, kind: str, ids: Sequence[int]) -> None:
    bulk.update_rows(unit, title_table(kind), ids, trashed_at=None)


def list_trash(connection: Connection) -> list[TrashedRecord]:
    """Everything in the Trash, the newest first."""
    parts = [
        select(
            literal(kind).label("kind"),
            title_table(kind).c.id,
            title.label("title"),
            title_table(kind).c.trashed_at,
        ).where(title_table(kind).c.trashed_at.is_not(None))
        for kind, title in _TITLES.items()
    ]
    listed = union_all(*parts).subquery()
    query = select(listed).order_by(listed.c.trashed_at.desc(), listed.c.id)
    return [TrashedRecord(*row) for row in connection.execute(query)]
