"""What came of leads: accepted, returned and why, and deals; of one campaign, of its channel, or of its segment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.hand_over import CampaignFeedback, FeedbackScope
from smallbiz_crm.store.campaign_report import rows_of
from smallbiz_crm.store.heads_up import segment_test
from smallbiz_crm.store.tables.marketing import campaign
from smallbiz_crm.store.tables.people import contact, lifecycle_entry
from smallbiz_crm.store.tables.sales import deal, deal_contact, reason, stage

_TAKEN = (Lifecycle.SQL.value, Lifecycle.OPPORTUNITY.value, Lifecycle.CUSTOMER.value)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Which entries into stages and which deals are counted."""

    entries: ColumnElement[bool]
    deals: ColumnElement[bool]


def feedback_of(
    connection: Connection, campaign_id: int, scope: FeedbackScope, today: date
) -> CampaignFeedback:
    """To date, the Trash left out."""
    counted = _scope(connection, campaign_id, scope, today)
    deals = _deals(connection, counted)
    return CampaignFeedback(
        handed_over=connection.execute(_handed_over(counted)).scalar_one(),
        accepted=connection.execute(_accepted(counted)).scalar_one(),
        returned=_reasons(connection, _returns(counted)),
        open_deals=deals.get(Outcome.OPEN.value, 0),
        won_deals=deals.get(Outcome.WON.value, 0),
        lost_deals=deals.get(Outcome.LOST.value, 0),
        lost=_reasons(connection, _lost(counted)),
    )


def _scope(connection: Connection, campaign_id: int, scope: FeedbackScope, today: date) -> _Scope:
    if scope is FeedbackScope.CAMPAIGN:
        return _Scope(lifecycle_entry.c.campaign_id == campaign_id, deal.c.source_campaign_id == campaign_id)
    if scope is FeedbackScope.CHANNEL:
        own = select(campaign.c.channel).where(campaign.c.id == campaign_id).scalar_subquery()
        same = select(campaign.c.id).where(campaign.c.channel == own, campaign.c.trashed_at.is_(None))
        return _Scope(lifecycle_entry.c.campaign_id.in_(same), deal.c.source_campaign_id.in_(same))
    segment_id = connection.execute(
        select(campaign.c.segment_id).where(campaign.c.id == campaign_id)
    ).scalar()
    picked = segment_test(connection, segment_id, today)
    theirs = (
        select(deal_contact.c.deal_id)
        .join(contact, contact.c.id == deal_contact.c.contact_id)
        .where(deal_contact.c.is_main, picked)
    )
    return _Scope(picked, deal.c.id.in_(theirs))


def _handed_over(counted: _Scope) -> Select[int]:
    return (
        select(func.count(lifecycle_entry.c.contact_id.distinct()))
        .join_from(lifecycle_entry, contact, contact.c.id == lifecycle_entry.c.contact_id)
        .where(*_entered(counted, Lifecycle.MQL))
    )


def _accepted(counted: _Scope) -> Select[int]:
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
        .where(*_entered(counted, Lifecycle.MQL))
    )


def _entered(counted: _Scope, entered: Lifecycle) -> list[Any]:
    return [counted.entries, lifecycle_entry.c.stage == entered.value, contact.c.trashed_at.is_(None)]


def _returns(counted: _Scope) -> Any:
    return (
        select(reason.c.name, func.count())
        .join_from(lifecycle_entry, contact, contact.c.id == lifecycle_entry.c.contact_id)
        .join(reason, reason.c.id == lifecycle_entry.c.reason_id, isouter=True)
        .where(*_entered(counted, Lifecycle.RETURNED))
        .group_by(reason.c.name)
    )


def _lost(counted: _Scope) -> Any:
    return (
        select(reason.c.name, func.count())
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .join(reason, reason.c.id == deal.c.reason_id, isouter=True)
        .where(counted.deals, stage.c.kind == Outcome.LOST.value, deal.c.trashed_at.is_(None))
        .group_by(reason.c.name)
    )


def _deals(connection: Connection, counted: _Scope) -> dict[str, int]:
    """How many deals are open, won and lost."""
    query = (
        select(stage.c.kind, func.count())
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .where(counted.deals, deal.c.trashed_at.is_(None))
        .group_by(stage.c.kind)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _reasons(connection: Connection, query: Any) -> tuple[tuple[str | None, int], ...]:
    """The most frequent first, what has no reason last."""
    rows: list[tuple[str | None, int]] = list(rows_of(connection, query))
    return tuple(
        (row[0], row[1]) for row in sorted(rows, key=lambda row: (row[0] is None, -row[1], row[0] or ""))
    )
