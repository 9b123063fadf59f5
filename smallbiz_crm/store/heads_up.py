"""Who is inside which running campaign, and which open deals the audience of a campaign has."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, or_, select

from smallbiz_crm.domain.campaigns import CampaignStatus, Channel, ParticipantState
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.errors import Refused
from smallbiz_crm.domain.heads_up import ReachedDeal, RunningCampaign
from smallbiz_crm.store import segments
from smallbiz_crm.store.tables.marketing import campaign, participant, touch
from smallbiz_crm.store.tables.people import contact
from smallbiz_crm.store.tables.sales import deal, deal_contact, stage

_NOT_ON = (CampaignStatus.IDEA.value, CampaignStatus.DONE.value, CampaignStatus.CANCELLED.value)


def campaigns_reaching(
    connection: Connection, contact_ids: Sequence[int], today: date
) -> list[RunningCampaign]:
    """The campaigns that run today and that one of these people is in, those that end first before the others.

    In a campaign is who has a state in it (but did not stay away), who met it, or whom its segment picks.
    """
    query = (
        select(campaign.c.id, campaign.c.name, campaign.c.channel, campaign.c.ends_on, campaign.c.segment_id)
        .where(
            campaign.c.trashed_at.is_(None),
            campaign.c.is_template.is_(False),
            campaign.c.status.not_in(_NOT_ON),
            or_(campaign.c.starts_on <= today, campaign.c.status == CampaignStatus.RUNNING.value),
            or_(campaign.c.ends_on.is_(None), campaign.c.ends_on >= today),
        )
        .order_by(campaign.c.ends_on.is_(None), campaign.c.ends_on, campaign.c.sort_name)
    )
    found: list[RunningCampaign] = []
    for row in connection.execute(query).all() if contact_ids else ():
        inside = _audience(connection, row[0], row[4], today)
        anyone = select(contact.c.id).where(contact.c.id.in_(contact_ids), inside).limit(1)
        if connection.execute(anyone).scalar() is not None:
            found.append(RunningCampaign(row[0], row[1], Channel(row[2]), row[3]))
    return found


def _audience(
    connection: Connection, campaign_id: int, segment_id: int | None, today: date
) -> ColumnElement[bool]:
    """Whether a `contact` is in a campaign."""
    taking_part = select(participant.c.contact_id).where(
        participant.c.campaign_id == campaign_id, participant.c.state != ParticipantState.NO_SHOW.value
    )
    met = select(touch.c.contact_id).where(touch.c.campaign_id == campaign_id)
    parts: list[ColumnElement[bool]] = [contact.c.id.in_(taking_part), contact.c.id.in_(met)]
    parts.append(segment_test(connection, segment_id, today))
    return or_(*parts)


def segment_test(connection: Connection, segment_id: int | None, today: date) -> ColumnElement[bool]:
    """Whether a segment picks a `contact`; nobody without one, or where it can no longer be asked."""
    for found, _name, rule, _days in segments.list_segments(connection) if segment_id is not None else ():
        if found == segment_id:
            with suppress(Refused):
                return segments.holds(connection, rule, today)
    return false()


def people_of_deal(connection: Connection, deal_id: int) -> list[int]:
    query = select(deal_contact.c.contact_id).where(deal_contact.c.deal_id == deal_id)
    return list(connection.execute(query).scalars())


def deals_reached(connection: Connection, campaign_id: int, today: date) -> list[ReachedDeal]:
    """Open deals with somebody in the audience of a campaign, each once, by title."""
    segment_id = connection.execute(
        select(campaign.c.segment_id).where(campaign.c.id == campaign_id)
    ).scalar()
    query: Any = (
        select(deal.c.id, deal.c.title, contact.c.name, stage.c.name, deal.c.amount, deal.c.currency)
        .join_from(deal, stage, stage.c.id == deal.c.stage_id)
        .join(deal_contact, deal_contact.c.deal_id == deal.c.id)
        .join(contact, contact.c.id == deal_contact.c.contact_id)
        .where(
            stage.c.kind == Outcome.OPEN.value,
            deal.c.trashed_at.is_(None),
            contact.c.trashed_at.is_(None),
            _audience(connection, campaign_id, segment_id, today),
        )
        .order_by(deal.c.title, deal.c.id, deal_contact.c.is_main.desc())
    )
    found: dict[int, ReachedDeal] = {}
    for row in connection.execute(query):
        found.setdefault(row[0], ReachedDeal(*row))
    return list(found.values())
