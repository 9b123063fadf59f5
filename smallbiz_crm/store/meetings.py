"""The people met on a day, and at which campaign one is just now."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, func, select

from smallbiz_crm.domain.campaigns import TouchKind
from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.meetings import EventMode, MetPerson
from smallbiz_crm.store.hand_over import TALKS
from smallbiz_crm.store.settings import text_setting
from smallbiz_crm.store.tables.marketing import campaign, touch
from smallbiz_crm.store.tables.people import activity, company, contact, follow_up

EVENT = "capture.event"


def event_mode(connection: Connection, today: date) -> EventMode | None:
    """The event chosen; None where none is, or where it is gone."""
    chosen = text_setting(connection, EVENT)
    if not chosen.isdecimal():
        return None
    query = select(campaign.c.name).where(campaign.c.id == int(chosen), campaign.c.trashed_at.is_(None))
    name = connection.execute(query).scalar()
    if name is None:
        return None
    met = (
        select(func.count(touch.c.contact_id.distinct()))
        .join_from(touch, contact, contact.c.id == touch.c.contact_id)
        .where(
            touch.c.campaign_id == int(chosen),
            touch.c.kind == TouchKind.MET.value,
            touch.c.touched_on == today,
            contact.c.trashed_at.is_(None),
        )
    )
    return EventMode(int(chosen), name, connection.execute(met).scalar_one())


def met_on(connection: Connection, day: date) -> list[MetPerson]:
    """Everybody met on a day, in the order in which they were met."""
    contacted = (
        select(func.min(activity.c.happened_on))
        .where(
            activity.c.contact_id == contact.c.id,
            activity.c.kind.in_(TALKS),
            activity.c.happened_on >= day,
            activity.c.trashed_at.is_(None),
        )
        .correlate(contact)
        .scalar_subquery()
    )
    planned = (
        select(func.min(follow_up.c.due_on))
        .where(
            follow_up.c.contact_id == contact.c.id,
            follow_up.c.done_on.is_(None),
            follow_up.c.trashed_at.is_(None),
        )
        .correlate(contact)
        .scalar_subquery()
    )
    query = (
        select(
            contact.c.id,
            contact.c.name,
            company.c.name,
            func.max(campaign.c.name),
            contact.c.lifecycle,
            contacted,
            planned,
        )
        .join_from(touch, contact, contact.c.id == touch.c.contact_id)
        .join(company, company.c.id == contact.c.company_id, isouter=True)
        .join(campaign, campaign.c.id == touch.c.campaign_id, isouter=True)
        .where(touch.c.kind == TouchKind.MET.value, touch.c.touched_on == day, contact.c.trashed_at.is_(None))
        .group_by(contact.c.id)
        .order_by(func.min(touch.c.id))
    )
    return [
        MetPerson(row[0], row[1], row[2], row[3], Lifecycle(row[4]), row[5], row[6])
        for row in connection.execute(query)
    ]
