"""What came of the leads of one campaign: accepted, returned and why, and the deals that name it as their source."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, and_, func, select

from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.hand_over import CampaignFeedback
from smallbiz_crm.store.campaign_report import rows_of
from smallbiz_crm.store.tables.people import contact, lifecycle_entry
from smallbiz_crm.store.tables.sales import deal, reason, stage

_TAKEN = (Lifecycle.SQL.value, Lifecycle.OPPORTUNITY.value, Lifecycle.CUSTOMER.value)


def campaign_feedback(connection: Connection, campaign_id: int) -> CampaignFeedback:
    """To date, the Trash left out."""
    deals = _deals(connection, campaign_id)
    return CampaignFeedback(
        handed_over=connection.execute(_handed_over(campaign_id)).scalar_one(),
        accepted=connection.execute(_accepted(campaign_id)).scalar_one(),
        returned=_reasons(connection, _returns(campaign_id)),
        open_deals=deals.get(Outcome.OPEN.value, 0),
        won_deals=deals.get(Outcome.WON.value, 0),
        lost_deals=deals.get(Outcome.LOST.value, 0),
        lost=_reasons(connection, _lost(campaign_id)),
    )


def _handed_over(campaign_id: int) -> Select[int]:
    return (
        select(func.count(lifecycle_entry.c.contact_id.distinct()))
        .join_from(lifecycle_entry, contact, contact.c.id == lifecycle_entry.c.contact_id)
        .where(*_entered(campaign_id, Lifecycle.MQL))
    )


def _accepted(campaign_id: int) -> Select[int]:
    """People handed over who came further on that day or later; skipping a stage counts as passing it."""
    later = lifecycle_entry.alias("later")
    further = and_(
        later.c.contact_id == lifecycle_entry.c.contact_id,
        later.c.stage.in_(_TAKEN),
        later.c.entered_on >= lifecycle_entry.c.entered_on,
    )
    return (
        select(func.count(lifecycle_entry.c.contact_id.distinct()))
        .join_from(lifecycle_entry, contact, contact.c.id == lifecycle_entry.c.contact_id)
        .join(later, further)
        .where(*_entered(campaign_id, Lifecycle.MQL))
    )


def _entered(campaign_id: int, entered: Lifecycle) -> list[Any]:
    return [
        lifecycle_entry.c.campaign_id == campaign_id,
        lifecycle_entry.c.stage == entered.value,
        contact.c.trashed_at.is_(None),
    ]


def _returns(campaign_id: int) -> Any:
    return (
        select(reason.c.name, func.count())
        .join_from(lifecycle_entry, contact, contact.c.id == lifecycle_entry.c.contact_id)
        .join(reason, reason.c.id == lifecycle_entry.c.reason_id, isouter=True)
        .where(*_entered(campaign_id, Lifecycle.RETURNED))
        .group_by(reason.c.name)
    )


def _lost(campaign_id: int) -> Any:
    return (
        select(reason.c.name, func.count())
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .join(reason, reason.c.id == deal.c.reason_id, isouter=True)
        .where(
            deal.c.source_campaign_id == campaign_id,
            stage.c.kind == Outcome.LOST.value,
            deal.c.trashed_at.is_(None),
        )
        .group_by(reason.c.name)
    )


def _deals(connection: Connection, campaign_id: int) -> dict[str, int]:
    """How many deals of the campaign are open, won and lost."""
    query = (
        select(stage.c.kind, func.count())
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .where(deal.c.source_campaign_id == campaign_id, deal.c.trashed_at.is_(None))
        .group_by(stage.c.kind)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _reasons(connection: Connection, query: Any) -> tuple[tuple[str | None, int], ...]:
    """The most frequent first, what has no reason last."""
    rows: list[tuple[str | None, int]] = list(rows_of(connection, query))
    return tuple(
        (row[0], row[1]) for row in sorted(rows, key=lambda row: (row[0] is None, -row[1], row[0] or ""))
    )
