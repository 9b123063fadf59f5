"""What happened to a company, newest first: its own notes, deals and changes, and what happened to its people."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from sqlalchemy import Connection, null, select

from smallbiz_crm.domain.contacts import TimelineEntry
from smallbiz_crm.store.tables.marketing import campaign, touch
from smallbiz_crm.store.tables.people import activity, contact, follow_up, lifecycle_entry
from smallbiz_crm.store.tables.sales import deal
from smallbiz_crm.store.timeline import field_changes, newest


def company_timeline(
    connection: Connection, company_id: int, limit: int, group: str = ""
) -> list[TimelineEntry]:
    """The newest `limit` entries; `group` is activities, touches, deals or changes, empty for all.

    Entries of its people name them in `who`; people in the Trash are left out.
    """
    groups: dict[str, Callable[[], list[TimelineEntry]]] = {
        "activities": lambda: [
            *_activities(connection, company_id, limit),
            *_done_follow_ups(connection, company_id, limit),
        ],
        "touches": lambda: _touches(connection, company_id, limit),
        "deals": lambda: [
            *_deals(connection, company_id, limit),
            *_lifecycle(connection, company_id, limit),
        ],
        "changes": lambda: field_changes(connection, "company", company_id, limit),
    }
    wanted = [groups[group]] if group in groups else [] if group else list(groups.values())
    return newest([entry for read in wanted for entry in read()], limit)


def _is_of(company_id: int) -> Any:
    return (contact.c.company_id == company_id) & contact.c.trashed_at.is_(None)


def _activities(connection: Connection, company_id: int, limit: int) -> list[TimelineEntry]:
    columns = (
        activity.c.kind,
        activity.c.happened_on,
        activity.c.happened_at,
        activity.c.text,
        activity.c.id,
    )
    its_own: Any = select(*columns, null()).where(
        activity.c.company_id == company_id, activity.c.trashed_at.is_(None)
    )
    of_people: Any = (
        select(*columns, contact.c.name)
        .join_from(contact, activity, activity.c.contact_id == contact.c.id)
        .where(_is_of(company_id), activity.c.trashed_at.is_(None))
    )
    newest_first = (activity.c.happened_on.desc(), activity.c.happened_at.desc())
    entries: dict[int, TimelineEntry] = {}
    for query in (of_people, its_own):
        for row in connection.execute(query.order_by(*newest_first).limit(limit)):
            kind, on, at, said, row_id, who = cast("tuple[str, date, int | None, str, int, str | None]", row)
            entries.setdefault(row_id, TimelineEntry(kind, on, at or 0, said, record_id=row_id, who=who))
    return list(entries.values())


def _touches(connection: Connection, company_id: int, limit: int) -> list[TimelineEntry]:
    query = (
        select(
            touch.c.kind,
            touch.c.touched_on,
            touch.c.touched_at,
            campaign.c.name,
            touch.c.channel,
            touch.c.id,
            contact.c.name,
        )
        .join_from(contact, touch, touch.c.contact_id == contact.c.id)
        .join(campaign, campaign.c.id == touch.c.campaign_id, isouter=True)
        .where(_is_of(company_id))
        .order_by(touch.c.touched_on.desc())
        .limit(limit)
    )
    return [
        TimelineEntry("touch", on, at or 0, name or channel or "", f"touch.{kind}", {}, row_id, who)
        for kind, on, at, name, channel, row_id, who in connection.execute(query)
    ]


def _done_follow_ups(connection: Connection, company_id: int, limit: int) -> list[TimelineEntry]:
    done = follow_up.c
    query = (
        select(done.kind, done.done_on, done.done_at, done.text, done.id, contact.c.name)
        .join_from(contact, follow_up, done.contact_id == contact.c.id)
        .where(_is_of(company_id), done.done_on.is_not(None), done.trashed_at.is_(None))
        .order_by(done.done_on.desc())
        .limit(limit)
    )
    return [
        TimelineEntry("follow_up", on, at or 0, said, f"follow_up.done.{kind}", {}, row_id, who)
        for kind, on, at, said, row_id, who in connection.execute(query)
        if on is not None
    ]


def _deals(connection: Connection, company_id: int, limit: int) -> list[TimelineEntry]:
    query = (
        select(deal.c.title, deal.c.created_on, deal.c.id)
        .where(deal.c.company_id == company_id, deal.c.trashed_at.is_(None))
        .order_by(deal.c.created_on.desc())
        .limit(limit)
    )
    return [
        TimelineEntry("deal", on, 0, title, "deal.created", {}, deal_id)
        for title, on, deal_id in connection.execute(query)
    ]


def _lifecycle(connection: Connection, company_id: int, limit: int) -> list[TimelineEntry]:
    entry = lifecycle_entry.c
    query = (
        select(entry.stage, entry.entered_on, entry.entered_at, contact.c.name)
        .join_from(contact, lifecycle_entry, entry.contact_id == contact.c.id)
        .where(_is_of(company_id), entry.entered_on.is_not(None))
        .order_by(entry.entered_on.desc())
        .limit(limit)
    )
    return [
        TimelineEntry("lifecycle", on, at or 0, "", f"lifecycle.{stage}", {}, None, who)
        for stage, on, at, who in connection.execute(query)
        if on is not None
    ]
