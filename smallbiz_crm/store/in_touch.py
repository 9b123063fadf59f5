"""Cadences, and who was not heard of for longer than theirs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal, select, union_all

from smallbiz_crm.domain.in_touch import ColdContact
from smallbiz_crm.store.tables.marketing import touch
from smallbiz_crm.store.tables.people import activity, company, contact, follow_up

_NEVER = "0001-01-01"
Circle = tuple[int, ColumnElement[bool]]
"""A cadence in days, and the condition that says whom it is meant for: a segment's."""


def _last_heard() -> Any:
    """The day of the newest activity, touch or follow-up done; without any the day the person was added."""
    activities = select(func.max(activity.c.happened_on)).where(
        activity.c.contact_id == contact.c.id, activity.c.trashed_at.is_(None)
    )
    touches = select(func.max(touch.c.touched_on)).where(touch.c.contact_id == contact.c.id)
    done = select(func.max(follow_up.c.done_on)).where(
        follow_up.c.contact_id == contact.c.id, follow_up.c.trashed_at.is_(None)
    )
    days: list[Any] = [
        func.coalesce(query.scalar_subquery(), literal(_NEVER)) for query in (activities, touches, done)
    ]
    return func.coalesce(func.nullif(func.max(*days), _NEVER), contact.c.created_on)


def going_cold(
    connection: Connection, today: date, circles: Sequence[Circle], limit: int | None
) -> tuple[list[ColdContact], int]:
    """The first `limit` people who are over their cadence, the longest first, and how many there are.

    A person's own cadence goes before those of `circles`; of several circles the shortest holds.
    """
    due = _cadences(circles).subquery()
    heard = _last_heard().label("heard")
    listed = (
        select(contact.c.id, contact.c.name, company.c.name.label("company"), heard, due.c.cadence)
        .join_from(due, contact, contact.c.id == due.c.id)
        .join(company, company.c.id == contact.c.company_id, isouter=True)
        .where(contact.c.trashed_at.is_(None), contact.c.erased_at.is_(None))
        .subquery()
    )
    over = (func.julianday(today.isoformat()) - func.julianday(listed.c.heard) - listed.c.cadence).label(
        "over"
    )
    query = select(listed, over, func.count().over()).where(over > 0).order_by(over.desc(), listed.c.id)
    rows = connection.execute(query.limit(limit)).all()
    people = [
        ColdContact(row[0], row[1], row[2], date.fromisoformat(str(row[3])), row[4], int(row[5]))
        for row in rows
    ]
    return people, rows[0][6] if rows else 0


def _cadences(circles: Sequence[Circle]) -> Any:
    own = select(contact.c.id, contact.c.cadence_days.label("cadence")).where(
        contact.c.cadence_days.is_not(None)
    )
    parts: list[Any] = [own]
    for days, condition in circles:
        parts.append(select(contact.c.id, literal(days)).where(condition, contact.c.cadence_days.is_(None)))
    every = union_all(*parts).subquery()
    return select(every.c.id, func.min(every.c.cadence).label("cadence")).group_by(every.c.id)


def cadence_of(connection: Connection, contact_id: int) -> int | None:
    return connection.execute(select(contact.c.cadence_days).where(contact.c.id == contact_id)).scalar()
