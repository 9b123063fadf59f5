"""Queries about deals: the board, one deal whole, the table, the history."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    func,
    select,
)

from smallbiz_crm.domain.deals import (
    Deal,
    DealCard,
    DealLine,
    HistoryEntry,
    Outcome,
)
from smallbiz_crm.store.deal_cards import (
    TICKS,
    load_cards,
    main_contact,
    next_step,
    next_step_on,
    real_probability,
    searched,
)
from smallbiz_crm.store.tables.marketing import campaign
from smallbiz_crm.store.tables.people import company, contact, owner
from smallbiz_crm.store.tables.sales import (
    deal,
    deal_contact,
    deal_history,
    deal_line,
    product,
    reason,
    stage,
    tax_code,
)

# -- lists ----------------------------------------------------------------------------------------------------

FILTERS = ("stage", "outcome", "company", "owner", "campaign", "region", "contact")
_SORTS: dict[str, Any] = {
    "title": deal.c.sort_name,
    "amount": deal.c.amount,
    "created": deal.c.created_on,
    "expected_close": deal.c.expected_close,
    "closed": deal.c.closed_on,
    "stage": stage.c.position,
    "company": company.c.sort_name,
}


def deal_ids(
    connection: Connection,
    *,
    search: str = "",
    where: Mapping[str, str] | None = None,
    trashed: bool = False,
    sort: str = "created",
    descending: bool = True,
    limit: int | None = None,
    offset: int = 0,
) -> array[int]:
    """Ids of deals in list order. `where` compares fields by equality."""
    query = _listed(where or {}, trashed)
    key = _SORTS[sort]
    query = query.order_by(key.is_(None), key.desc() if descending else key, deal.c.id)
    query = searched(query, search)
    if limit is not None:
        query = query.limit(limit).offset(offset)
    return array("q", connection.execute(query).scalars().all())


def count_deals(
    connection: Connection, *, search: str = "", where: Mapping[str, str] | None = None, trashed: bool = False
) -> int:
    query = searched(_listed(where or {}, trashed), search)
    return connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()


def _listed(where: Mapping[str, str], trashed: bool) -> Select[int]:
    query = (
        select(deal.c.id)
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .join(company, company.c.id == deal.c.company_id, isouter=True)
        .where(deal.c.trashed_at.is_not(None) if trashed else deal.c.trashed_at.is_(None))
    )
    for field, value in where.items():
        query = query.where(_equals(field, value))
    return query


def _equals(field: str, value: str) -> ColumnElement[bool]:
    wanted = value.lower()
    if field == "stage":
        return func.lower(stage.c.name) == wanted
    if field == "outcome":
        return stage.c.kind == wanted
    if field == "company":
        return func.lower(company.c.name) == wanted
    if field == "region":
        return func.lower(deal.c.region) == wanted
    if field == "owner":
        return deal.c.owner_id.in_(select(owner.c.id).where(func.lower(owner.c.name) == wanted))
    if field == "campaign":
        return deal.c.source_campaign_id.in_(
            select(campaign.c.id).where(func.lower(campaign.c.name) == wanted)
        )
    people = select(deal_contact.c.deal_id).join(contact, contact.c.id == deal_contact.c.contact_id)
    return deal.c.id.in_(people.where(func.lower(contact.c.name) == wanted))


def deals_of_contact(connection: Connection, contact_id: int) -> list[DealCard]:
    ids = connection.execute(
        select(deal.c.id)
        .join(deal_contact, deal_contact.c.deal_id == deal.c.id)
        .where(deal_contact.c.contact_id == contact_id, deal.c.trashed_at.is_(None))
        .order_by(deal.c.created_on.desc())
    ).scalars()
    return load_cards(connection, list(ids))


def deals_of_company(connection: Connection, company_id: int) -> list[DealCard]:
    """The newest first."""
    ids = connection.execute(
        select(deal.c.id)
        .where(deal.c.company_id == company_id, deal.c.trashed_at.is_(None))
        .order_by(deal.c.created_on.desc(), deal.c.id.desc())
    ).scalars()
    return load_cards(connection, list(ids))


# -- one deal -------------------------------------------------------------------------------------------------


def load_deal(connection: Connection, deal_id: int) -> Deal | None:
    return next(iter(load_deals(connection, [deal_id])), None)


def load_deals(connection: Connection, ids: Sequence[int]) -> list[Deal]:
    """The whole records of `ids`, in that order."""
    query = (
        select(
            deal,
            contact.c.id.label("contact_id"),
            contact.c.name.label("contact_name"),
            company.c.name.label("company_name"),
            stage.c.name.label("stage_name"),
            stage.c.kind.label("outcome"),
            real_probability.label("real_probability"),
            reason.c.name.label("reason_name"),
            owner.c.name.label("owner_name"),
            campaign.c.name.label("campaign_name"),
            next_step_on.label("next_step_on"),
            next_step.label("next_step"),
        )
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .join(company, company.c.id == deal.c.company_id, isouter=True)
        .join(deal_contact, main_contact, isouter=True)
        .join(contact, contact.c.id == deal_contact.c.contact_id, isouter=True)
        .join(reason, reason.c.id == deal.c.reason_id, isouter=True)
        .join(owner, owner.c.id == deal.c.owner_id, isouter=True)
        .join(campaign, campaign.c.id == deal.c.source_campaign_id, isouter=True)
        .where(deal.c.id.in_(ids))
    )
    lines = _lines(connection, ids)
    found = {row.id: _deal(row, lines.get(row.id, ())) for row in connection.execute(query).all()}
    return [found[deal_id] for deal_id in ids if deal_id in found]


def _deal(row: Any, lines: Sequence[DealLine]) -> Deal:
    return Deal(
        id=row.id,
        title=row.title,
        contact_id=row.contact_id,
        contact=row.contact_name,
        company_id=row.company_id,
        company=row.company_name,
        amount=row.amount,
        currency=row.currency,
        stage_id=row.stage_id,
        stage=row.stage_name,
        outcome=Outcome(row.outcome),
        probability=row.real_probability,
        created_on=row.created_on,
        stage_since=row.stage_since,
        expected_close=row.expected_close,
        closed_on=row.closed_on,
        reason=row.reason_name,
        reason_note=row.reason_note,
        region=row.region,
        owner=row.owner_name,
        source_campaign_id=row.source_campaign_id,
        source_campaign=row.campaign_name,
        notes=row.notes,
        is_trashed=row.trashed_at is not None,
        lines=tuple(lines),
        next_step=row.next_step,
        next_step_on=row.next_step_on,
        contract_state=row.contract_state,
        competitor=row.competitor,
        ticks=frozenset(fact for fact, tick in TICKS.items() if getattr(row, tick.name)),
    )


def _lines(connection: Connection, ids: Sequence[int]) -> dict[int, list[DealLine]]:
    query = (
        select(
            deal_line.c.deal_id,
            deal_line.c.id,
            product.c.name,
            deal_line.c.description,
            deal_line.c.quantity,
            deal_line.c.price,
            deal_line.c.discount,
            deal_line.c.net,
            tax_code.c.code,
            deal_line.c.recurs_months,
        )
        .join(product, product.c.id == deal_line.c.product_id, isouter=True)
        .join(tax_code, tax_code.c.id == deal_line.c.tax_code_id, isouter=True)
        .where(deal_line.c.deal_id.in_(ids))
        .order_by(deal_line.c.position, deal_line.c.id)
    )
    lines: dict[int, list[DealLine]] = {}
    for row in connection.execute(query):
        lines.setdefault(row[0], []).append(DealLine(*row[1:]))
    return lines


def load_history(connection: Connection, deal_id: int) -> list[HistoryEntry]:
    """What the deal was from when on, oldest first."""
    query = (
        select(
            deal_history.c.happened_on,
            stage.c.name,
            deal_history.c.outcome,
            deal_history.c.amount,
            deal_history.c.currency,
            deal_history.c.expected_close,
            deal_history.c.probability,
            func.coalesce(deal_history.c.happened_at, 0).label("at"),
            deal_history.c.reason,
            deal_history.c.reason_note,
            deal_history.c.competitor,
        )
        .join(stage, stage.c.id == deal_history.c.stage_id)
        .where(deal_history.c.deal_id == deal_id)
        .order_by(deal_history.c.happened_on, deal_history.c.id)
    )
    return [_history_entry(row) for row in connection.execute(query).all()]


def _history_entry(row: Any) -> HistoryEntry:
    return HistoryEntry(
        row.happened_on,
        row.name,
        Outcome(row.outcome),
        row.amount,
        row.currency,
        row.expected_close,
        row.probability,
        row.at,
        row.reason,
        row.reason_note,
        row.competitor,
    )
