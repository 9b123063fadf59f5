"""iCalendar files: dated to-dos as events with an alarm, or as to-dos; nothing here knows the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from smallbiz_crm.exchange.atomic import atomic_file

MADE_BY = "-//SmallBiz CRM//follow-ups//EN"
DURATION = timedelta(minutes=30)
WHOLE_DAY = timedelta(days=1)
MORNING = timedelta(hours=9)
RHYTHMS = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One date. `starts_at` is null for the whole day and has no zone where it is meant as local everywhere."""

    uid: UUID
    title: str
    day: date
    starts_at: datetime | None = None
    notes: str = ""
    remind_minutes: int | None = None
    repeats: str | None = None
    done_on: date | None = None


def write_calendar(target: Path, entries: Sequence[CalendarEntry], *, as_todos: bool = False) -> None:
    """Write one file of all entries; what stood at `target` survives a failure.

    UIDs are those of the records, so that a calendar updates what it took in before. The same entries make the
    same bytes: the stamp of an entry is when its record was made.
    """
    with atomic_file(target, "wb") as file:
        file.write(calendar_bytes(entries, as_todos=as_todos))


def calendar_bytes(entries: Sequence[CalendarEntry], *, as_todos: bool = False) -> bytes:
    from icalendar import Calendar

    calendar: Any = Calendar()
    calendar.add("prodid", MADE_BY)
    calendar.add("version", "2.0")
    for entry in entries:
        calendar.add_component(_todo(entry) if as_todos else _event(entry))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _event(entry: CalendarEntry) -> Any:
    from icalendar import Event

    event: Any = Event()
    _describe(event, entry)
    if entry.starts_at is None:
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + WHOLE_DAY)
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", entry.starts_at)
        event.add("dtend", entry.starts_at + DURATION)
    event.add_component(_alarm(entry))
    return event


def _todo(entry: CalendarEntry) -> Any:
    from icalendar import Todo

    todo: Any = Todo()
    _describe(todo, entry)
    if entry.starts_at is None:
        # A rhythm and an alarm count from the start, which a to-do need not have otherwise.
        todo.add("dtstart", entry.day)
        todo.add("due", entry.day + WHOLE_DAY)
    else:
        todo.add("dtstart", entry.starts_at)
        todo.add("due", entry.starts_at + DURATION)
    if entry.done_on is None:
        todo.add("status", "NEEDS-ACTION")
        todo.add_component(_alarm(entry))
    else:
        todo.add("status", "COMPLETED")
        todo.add("completed", datetime.combine(entry.done_on, datetime.min.time(), UTC))
    return todo


def _describe(component: Any, entry: CalendarEntry) -> None:
    component.add("uid", f"{entry.uid}@smallbiz-crm")
    component.add("dtstamp", _made_at(entry.uid))
    component.add("summary", entry.title)
    if entry.notes:
        component.add("description", entry.notes)
    if entry.repeats:
        component.add("rrule", {"freq": RHYTHMS[entry.repeats]})


def _alarm(entry: CalendarEntry) -> Any:
    """Before the start; of a whole day, counted from nine in the morning."""
    from icalendar import Alarm

    alarm: Any = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", entry.title)
    before = timedelta(minutes=entry.remind_minutes or 0)
    alarm.add("trigger", (MORNING if entry.starts_at is None else timedelta()) - before)
    return alarm


def _made_at(uid: UUID) -> datetime:
    """A UUIDv7 begins with the milliseconds since 1970."""
    return datetime.fromtimestamp((uid.int >> 80) // 1000, UTC)
