"""The people met on a day, and at which campaign one is just now."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, select

from smallbiz_crm.domain.campaigns import TouchKind
from smallbiz_crm.domain.contacts import Lifecycle
from smallbiz_crm.domain.meetings import THERE, EventMode, MetPerson, furthest
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
    return _people(connection, and_(touch.c.kind == TouchKind.MET.value, touch.c.touched_on == day))


def people_at(connection: Connection, campaign_id: int) -> list[MetPerson]:
    """Everybody who registered for a campaign, came to it or was met there, by what happened first."""
    return _people(
        connection, and_(touch.c.campaign_id == campaign_id, touch.c.kind.in_([kind.value for kind in THERE]))
    )


def events_with_people(connection: Connection, since: date) -> list[tuple[int, str]]:
    """Campaigns somebody registered for, came to or was met at since a day, the latest first."""
    query = (
        select(campaign.c.id, campaign.c.name)
        .join(touch, touch.c.campaign_id == campaign.c.id)
        .where(
            touch.c.kind.in_([kind.value for kind in THERE]),
            touch.c.touched_on >= since,
            campaign.c.trashed_at.is_(None),
        )
        .group_by(campaign.c.id)
        .order_by(func.max(touch.c.touched_on).desc(), campaign.c.id.desc())
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def _people(connection: Connection, wanted: ColumnElement[bool]) -> list[MetPerson]:
    """The people of the touches that are wanted; whatever was done from the first of them on counts as contact."""
    first = (
        select(
            touch.c.contact_id,
            func.min(touch.c.touched_on).label("first_on"),
            func.min(touch.c.id).label("touch_id"),
            func.max(touch.c.campaign_id).label("campaign_id"),
            func.group_concat(touch.c.kind.distinct()).label("kinds"),
        )
        .where(wanted)
        .group_by(touch.c.contact_id)
        .subquery()
    )
    contacted = (
        select(func.min(activity.c.happened_on))
        .where(
            activity.c.contact_id == contact.c.id,
            activity.c.kind.in_(TALKS),
            activity.c.happened_on >= first.c.first_on,
            activity.c.trashed_at.is_(None),
        )
        .correlate(contact, first)
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
            contact.c.id, contact.c.name, company.c.name, campaign.c.name, contact.c.lifecycle, contacted,
            planned, first.c.kinds,
        )
        .join_from(first, contact, contact.c.id == first.c.contact_id)
        .join(company, company.c.id == contact.c.company_id, isouter=True)
        .join(campaign, campaign.c.id == first.c.campaign_id, isouter=True)
        .where(contact.c.trashed_at.is_(None))
        .order_by(first.c.touch_id)
    )  # fmt: skip
    return [
        MetPerson(
            row[0], row[1], row[2], row[3], Lifecycle(row[4]), row[5], row[6], furthest(row[7].split(","))
        )
        for row in connection.execute(query)
    ]
