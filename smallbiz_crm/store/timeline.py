"""What happened to a record, newest first: activities, touches, follow-ups, deals, lifecycle, changed fields."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from smallbiz_crm.domain.contacts import TimelineEntry
from smallbiz_crm.store.tables.journal import journal_entry, step
from smallbiz_crm.store.tables.marketing import campaign, content, content_use, touch
from smallbiz_crm.store.tables.people import activity, follow_up, lifecycle_entry
from smallbiz_crm.store.tables.sales import deal, deal_contact, reason
from smallbiz_crm.store.timeline_parts import part_changes

HIDDEN_FIELDS = frozenset(
    (
        "written_by",
        "lifecycle",
        "sort_name",
        "match_name",
        "trashed_at",
        "stage_since",
        "base_amount",
        "rate",
        "given_name",
        "family_name",
        "prefix",
        "suffix",
        "erased_at",
    )
)


def contact_timeline(
    connection: Connection, contact_id: int, limit: int, group: str = ""
) -> list[TimelineEntry]:
    """The newest `limit` entries of a person; `group` is one of those below, empty for all."""
    groups: dict[str, Callable[[], list[TimelineEntry]]] = {
        "activities": lambda: [
            *_activities(connection, activity.c.contact_id == contact_id, limit),
            *_done_follow_ups(connection, follow_up.c.contact_id == contact_id, limit),
        ],
        "touches": lambda: _touches(connection, contact_id, limit),
        "content": lambda: _content_uses(connection, content_use.c.contact_id == contact_id, limit),
        "deals": lambda: [
            *_deals(connection, contact_id, limit),
            *_lifecycle(connection, contact_id, limit),
        ],
        "changes": lambda: [
            *field_changes(connection, "contact", contact_id, limit),
            *part_changes(connection, contact_id, limit),
        ],
    }
    wanted = [groups[group]] if group else list(groups.values())
    return newest([entry for read in wanted for entry in read()], limit)


def deal_timeline(connection: Connection, deal_id: int, limit: int) -> list[TimelineEntry]:
    """The newest `limit` entries of a deal."""
    entries = [
        *_activities(connection, activity.c.deal_id == deal_id, limit),
        *_done_follow_ups(connection, follow_up.c.deal_id == deal_id, limit),
        *_content_uses(connection, content_use.c.deal_id == deal_id, limit),
        *field_changes(connection, "deal", deal_id, limit),
    ]
    return newest(entries, limit)


def told_before(
    connection: Connection, contact_ids: Sequence[int], deal_id: int, limit: int
) -> list[TimelineEntry]:
    """What people said and where campaigns met them, newest first, without what was noted on the deal."""
    is_elsewhere = func.ifnull(activity.c.deal_id, 0) != deal_id
    entries = _activities(connection, activity.c.contact_id.in_(contact_ids) & is_elsewhere, limit)
    for contact_id in contact_ids:
        entries += _touches(connection, contact_id, limit)
    return newest(entries, limit)


def newest(entries: list[TimelineEntry], limit: int) -> list[TimelineEntry]:
    """The newest `limit` of these."""
    return sorted(entries, key=lambda entry: (entry.happened_on, entry.at), reverse=True)[:limit]


def _activities(connection: Connection, of: Any, limit: int) -> list[TimelineEntry]:
    query = (
        select(
            activity.c.kind, activity.c.happened_on, activity.c.happened_at, activity.c.text, activity.c.id
        )
        .where(of, activity.c.trashed_at.is_(None))
        .order_by(activity.c.happened_on.desc(), activity.c.happened_at.desc())
        .limit(limit)
    )
    return [
        TimelineEntry(kind, on, at or 0, said, record_id=row_id)
        for kind, on, at, said, row_id in connection.execute(query)
    ]


def _touches(connection: Connection, contact_id: int, limit: int) -> list[TimelineEntry]:
    query = (
        select(
            touch.c.kind, touch.c.touched_on, touch.c.touched_at, campaign.c.name, touch.c.channel, touch.c.id
        )
        .join(campaign, campaign.c.id == touch.c.campaign_id, isouter=True)
        .where(touch.c.contact_id == contact_id)
        .order_by(touch.c.touched_on.desc())
        .limit(limit)
    )
    return [
        TimelineEntry("touch", on, at or 0, name or channel or "", f"touch.{kind}", {}, row_id)
        for kind, on, at, name, channel, row_id in connection.execute(query)
    ]


def _content_uses(connection: Connection, of: Any, limit: int) -> list[TimelineEntry]:
    query = (
        select(content.c.title, content_use.c.used_on, content_use.c.id)
        .join(content, content.c.id == content_use.c.content_id)
        .where(of)
        .order_by(content_use.c.used_on.desc(), content_use.c.id.desc())
        .limit(limit)
    )
    return [
        TimelineEntry("content", on, 0, title, "content.used", {}, use_id)
        for title, on, use_id in connection.execute(query)
    ]


def _done_follow_ups(connection: Connection, of: Any, limit: int) -> list[TimelineEntry]:
    query = (
        select(follow_up.c.kind, follow_up.c.done_on, follow_up.c.done_at, follow_up.c.text, follow_up.c.id)
        .where(of, follow_up.c.done_on.is_not(None), follow_up.c.trashed_at.is_(None))
        .order_by(follow_up.c.done_on.desc())
        .limit(limit)
    )
    return [
        TimelineEntry("follow_up", on, at or 0, said, f"follow_up.done.{kind}", {}, row_id)
        for kind, on, at, said, row_id in connection.execute(query)
        if on is not None
    ]


def _lifecycle(connection: Connection, contact_id: int, limit: int) -> list[TimelineEntry]:
    query = (
        select(
            lifecycle_entry.c.stage,
            lifecycle_entry.c.entered_on,
            lifecycle_entry.c.entered_at,
            reason.c.name,
            lifecycle_entry.c.note,
        )
        .join_from(lifecycle_entry, reason, reason.c.id == lifecycle_entry.c.reason_id, isouter=True)
        .where(lifecycle_entry.c.contact_id == contact_id, lifecycle_entry.c.entered_on.is_not(None))
        .order_by(lifecycle_entry.c.entered_on.desc())
        .limit(limit)
    )
    return [
        TimelineEntry("lifecycle", on, at or 0, ", ".join(filter(None, (why, note))), f"lifecycle.{stage}")
        for stage, on, at, why, note in connection.execute(query)
        if on is not None
    ]


def _deals(connection: Connection, contact_id: int, limit: int) -> list[TimelineEntry]:
    query = (
        select(deal.c.title, deal.c.created_on, deal.c.id)
        .join(deal_contact, deal_contact.c.deal_id == deal.c.id)
        .where(deal_contact.c.contact_id == contact_id, deal.c.trashed_at.is_(None))
        .order_by(deal.c.created_on.desc())
        .limit(limit)
    )
    return [
        TimelineEntry("deal", on, 0, title, "deal.created", {}, deal_id)
        for title, on, deal_id in connection.execute(query)
    ]


def field_changes(connection: Connection, kind: str, record_id: int, limit: int) -> list[TimelineEntry]:
    """What the newest steps that were not taken back changed in the fields of a record."""
    query = (
        select(step.c.happened_on, step.c.happened_at, journal_entry.c.before, journal_entry.c.after)
        .join(step, step.c.id == journal_entry.c.step_id)
        .where(
            journal_entry.c.table_name == kind,
            journal_entry.c.row_id == record_id,
            journal_entry.c.operation == "update",
            step.c.kind == "do",
            step.c.taken_back_by.is_(None),
        )
        .order_by(step.c.id.desc())
        .limit(limit)
    )
    entries: list[TimelineEntry] = []
    for on, at, before, after in connection.execute(query):
        old, new = json.loads(before or "{}"), json.loads(after or "{}")
        for name, value in new.items():
            if name not in HIDDEN_FIELDS and not name.endswith("_id"):
                params: dict[str, object] = {"field": name, "before": old.get(name), "after": value}
                entries.append(TimelineEntry("step", on, at, "", "field.changed", params))
    return entries
