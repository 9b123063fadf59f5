"""Follow-ups and planned items as a calendar file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from smallbiz_crm.domain.campaigns import PlannedItem
from smallbiz_crm.domain.follow_ups import FollowUp, local_time
from smallbiz_crm.exchange.calendars import CalendarEntry, write_calendar
from smallbiz_crm.exchange.checksum import file_sha256
from smallbiz_crm.services.exports import Exported
from smallbiz_crm.services.targets import require_elsewhere
from smallbiz_crm.store import follow_ups as stored
from smallbiz_crm.store import outside, plans
from smallbiz_crm.store.database import Connection, Database
from smallbiz_crm.store.search import chunks


class Calendar:
    def __init__(self, database: Database) -> None:
        self._database = database

    def write(self, target: Path, *, as_todos: bool = False, with_items: bool = True) -> Exported:
        """Write open follow-ups, and what campaigns plan, as events with an alarm or as to-dos.

        The same record has the same UID each time, so that a calendar updates what it took in before.
        """
        require_elsewhere(self._database.path, target)
        with self._database.reading() as connection:
            entries = _follow_ups(connection)
            if with_items:
                entries += _planned_items(connection)
        write_calendar(target, entries, as_todos=as_todos)
        return Exported(target, file_sha256(target), len(entries))


def _follow_ups(connection: Connection) -> list[CalendarEntry]:
    found = stored.open_follow_ups(connection)
    uids = _uids(connection, "follow_up", [each.id for each in found])
    return [_entry(each, uids[each.id]) for each in found]


def _entry(follow_up: FollowUp, uid: UUID) -> CalendarEntry:
    names = (follow_up.contact, follow_up.company, follow_up.deal, follow_up.campaign)
    return CalendarEntry(
        uid,
        follow_up.text,
        follow_up.due_on,
        _starts_at(follow_up),
        "\n".join(name for name in names if name),
        follow_up.remind_minutes,
        follow_up.repeats.value if follow_up.repeats else None,
    )


def _starts_at(follow_up: FollowUp) -> datetime | None:
    """With its zone by name, or floating where none is known: the same wall time wherever one is."""
    if follow_up.due_time is None:
        return None
    try:
        zone = ZoneInfo(follow_up.zone) if follow_up.zone else None
    except (ZoneInfoNotFoundError, ValueError):
        zone = None
    if zone is None:
        return datetime.combine(follow_up.due_on, time.fromisoformat(follow_up.due_time))
    return local_time(follow_up.due_on, follow_up.due_time, follow_up.zone)


def _planned_items(connection: Connection) -> list[CalendarEntry]:
    items = [each for each in plans.planned_items(connection) if each.done_on is None]
    uids = _uids(connection, "planned_item", [each.id for each in items])
    return [_item_entry(each, uids[each.id]) for each in items]


def _item_entry(item: PlannedItem, uid: UUID) -> CalendarEntry:
    starts_at = None
    if item.planned_time:
        starts_at = datetime.combine(item.planned_on, time.fromisoformat(item.planned_time))
    return CalendarEntry(uid, item.title, item.planned_on, starts_at, item.campaign)


def _uids(connection: Connection, kind: str, ids: Sequence[int]) -> dict[int, UUID]:
    found: dict[int, UUID] = {}
    for part in chunks(ids):
        found.update((row_id, UUID(text)) for row_id, text in outside.uids_of(connection, kind, part).items())
    return found
