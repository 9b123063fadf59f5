"""Queries about campaigns, what is spent for them, and who was touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, and_, column, func, or_, select, table, text

from smallbiz_crm.domain.campaigns import (
    Campaign,
    CampaignStatus,
    Channel,
    Habit,
    Objective,
    Spend,
    Touch,
    is_outside,
)
from smallbiz_crm.store.search import match_query
from smallbiz_crm.store.tables.marketing import campaign, spend, spend_category, touch
from smallbiz_crm.store.tables.people import contact, owner
from smallbiz_crm.store.tables.sales import tax_code
from smallbiz_crm.store.tables.workspace import attachment

_SEARCH = table("search_campaign", column("rowid"))
FILTERS = ("name", "channel", "objective", "status")

_cost = (
    select(func.coalesce(func.sum(spend.c.base_cost), 0))
    .where(spend.c.campaign_id == campaign.c.id, spend.c.trashed_at.is_(None))
    .scalar_subquery()
)
_people = (
    select(func.count(touch.c.contact_id.distinct()))
    .where(touch.c.campaign_id == campaign.c.id)
    .scalar_subquery()
)


def list_campaigns(
    connection: Connection, *, search: str = "", where: Mapping[str, str] | None = None, trashed: bool = False
) -> list[Campaign]:
    """Campaigns with what they cost and how many people they touched, the newest start first."""
    query = _listed().where(
        campaign.c.trashed_at.is_not(None) if trashed else campaign.c.trashed_at.is_(None)
    )
    query = query.where(campaign.c.is_template.is_(False))
    for field, value in (where or {}).items():
        query = query.where(func.lower(campaign.c[field]) == value.lower())
    words = match_query(search)
    if words:
        hits = select(_SEARCH.c.rowid).where(text("search_campaign MATCH :words").bindparams(words=words))
        query = query.where(campaign.c.id.in_(hits))
    query = query.order_by(campaign.c.starts_on.is_(None), campaign.c.starts_on.desc(), campaign.c.sort_name)
    return [_campaign(row) for row in connection.execute(query)]


def load_campaign(connection: Connection, campaign_id: int) -> Campaign | None:
    row = connection.execute(_listed().where(campaign.c.id == campaign_id)).one_or_none()
    return None if row is None else _campaign(row)


def _listed() -> Select[Any]:
    return select(campaign, _cost.label("cost"), _people.label("people"), owner.c.name.label("owner")).join(
        owner, owner.c.id == campaign.c.owner_id, isouter=True
    )


def _campaign(row: Any) -> Campaign:
    return Campaign(
        id=row.id,
        name=row.name,
        channel=Channel(row.channel),
        objective=Objective(row.objective) if row.objective else None,
        status=CampaignStatus(row.status),
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        budget=row.budget,
        audience=row.audience,
        segment_id=row.segment_id,
        message=row.message,
        offer=row.offer,
        notes=row.notes,
        problem=row.problem,
        price_point=row.price_point,
        owner=row.owner,
        expected_leads=row.expected_leads,
        expected_mqls=row.expected_mqls,
        expected_revenue=row.expected_revenue,
        cost=row.cost,
        people=row.people,
        is_trashed=row.trashed_at is not None,
    )


def campaign_named(connection: Connection, name: str) -> int | None:
    query = select(campaign.c.id).where(
        func.lower(campaign.c.name) == name.strip().lower(), campaign.c.trashed_at.is_(None)
    )
    return connection.execute(query.order_by(campaign.c.id).limit(1)).scalar()


# -- spend ----------------------------------------------------------------------------------------------------


def list_spend(
    connection: Connection,
    *,
    campaign_id: int | None = None,
    without_campaign: bool = False,
    start: date | None = None,
    end: date | None = None,
    ids: Sequence[int] | None = None,
) -> list[Spend]:
    """Spend lines, the newest first; both days of a period are in it. A campaign in the Trash counts as none."""
    receipt = (
        select(attachment.c.name)
        .where(attachment.c.record_kind == "spend", attachment.c.record_id == spend.c.id)
        .order_by(attachment.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(
            spend,
            campaign.c.name.label("campaign"),
            spend_category.c.name.label("category"),
            spend_category.c.is_marketing,
            receipt.label("receipt"),
            campaign.c.starts_on,
            campaign.c.ends_on,
            campaign.c.trashed_at.label("campaign_trashed_at"),
            tax_code.c.rate.label("tax_rate"),
        )
        .join(spend_category, spend_category.c.id == spend.c.category_id)
        .join(campaign, campaign.c.id == spend.c.campaign_id, isouter=True)
        .join(tax_code, tax_code.c.id == spend.c.tax_code_id, isouter=True)
        .order_by(spend.c.spent_on.desc(), spend.c.id.desc())
    )
    query = query.where(spend.c.trashed_at.is_(None)) if ids is None else query.where(spend.c.id.in_(ids))
    if campaign_id is not None:
        query = query.where(spend.c.campaign_id == campaign_id)
    if without_campaign:
        query = query.where(or_(spend.c.campaign_id.is_(None), campaign.c.trashed_at.is_not(None)))
    if start is not None:
        query = query.where(spend.c.spent_on >= start)
    if end is not None:
        query = query.where(spend.c.spent_on <= end)
    return [_spend(row) for row in connection.execute(query)]


def _spend(row: Any) -> Spend:
    return Spend(
        id=row.id,
        campaign_id=row.campaign_id,
        campaign=row.campaign,
        spent_on=row.spent_on,
        payee=row.payee,
        description=row.description,
        category=row.category,
        is_marketing=row.is_marketing,
        net=row.net,
        tax=row.tax,
        gross=row.gross,
        recoverable_share=row.recoverable_share,
        currency=row.currency,
        cost=row.base_cost,
        reference=row.reference,
        receipt=row.receipt,
        is_trashed=row.trashed_at is not None,
        paid_on=row.paid_on,
        tax_code_id=row.tax_code_id,
        tax_rate=row.tax_rate,
        is_outside=is_outside(row.spent_on, row.starts_on, row.ends_on),
        is_campaign_trashed=row.campaign_trashed_at is not None,
    )


def habit_of(connection: Connection, payee: str) -> Habit | None:
    """What the newest line of a payee was for; None for a payee that was never paid."""
    query = (
        select(
            spend_category.c.name,
            campaign.c.id,
            spend.c.tax_code_id,
            campaign.c.name,
            campaign.c.starts_on,
            campaign.c.ends_on,
        )
        .join(spend_category, spend_category.c.id == spend.c.category_id)
        .join(
            campaign,
            and_(campaign.c.id == spend.c.campaign_id, campaign.c.trashed_at.is_(None)),
            isouter=True,
        )
        .where(func.lower(spend.c.payee) == payee.strip().lower(), spend.c.trashed_at.is_(None))
        .order_by(spend.c.spent_on.desc(), spend.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else Habit(*row)


# -- touches --------------------------------------------------------------------------------------------------


def touches_of(
    connection: Connection, *, campaign_id: int | None = None, contact_id: int | None = None
) -> list[Touch]:
    """Touches of a campaign or a person, the newest first; people in the Trash are left out."""
    query = (
        select(
            touch.c.id,
            touch.c.contact_id,
            contact.c.name,
            touch.c.campaign_id,
            campaign.c.name,
            touch.c.kind,
            touch.c.touched_on,
            touch.c.points,
        )
        .join(contact, contact.c.id == touch.c.contact_id)
        .join(campaign, campaign.c.id == touch.c.campaign_id, isouter=True)
        .where(contact.c.trashed_at.is_(None))
        .order_by(touch.c.touched_on.desc(), touch.c.id.desc())
    )
    if campaign_id is not None:
        query = query.where(touch.c.campaign_id == campaign_id)
    if contact_id is not None:
        query = query.where(touch.c.contact_id == contact_id)
    return [Touch(*row) for row in connection.execute(query)]


def running_on(connection: Connection, today: date, until: date) -> list[Campaign]:
    """Campaigns that run today or begin by `until`, not the done or cancelled ones."""
    ended = or_(campaign.c.ends_on.is_(None), campaign.c.ends_on >= today)
    query = _listed().where(
        campaign.c.trashed_at.is_(None),
        campaign.c.is_template.is_(False),
        campaign.c.status.not_in(
            (CampaignStatus.DONE.value, CampaignStatus.CANCELLED.value, CampaignStatus.IDEA.value)
        ),
        or_(campaign.c.starts_on <= until, campaign.c.status == CampaignStatus.RUNNING.value),
        ended,
    )
    return [_campaign(row) for row in connection.execute(query.order_by(campaign.c.starts_on, campaign.c.id))]
