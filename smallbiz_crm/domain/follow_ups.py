"""Follow-ups and the day's agenda: what is late, what is for today, what comes this week."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from smallbiz_crm.domain.days import add_months
from smallbiz_crm.domain.errors import Refused

MORNING = "09:00"
LAST_HOUR = 23
LAST_MINUTE = 59


class FollowUpKind(StrEnum):
    CALL = "call"
    EMAIL = "email"
    MEETING = "meeting"
    TODO = "todo"


class Repeat(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Due(StrEnum):
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A dated to-do with the records it belongs to; `done_on` is null while it is open.

    `due_time` is ``HH:MM`` in `zone` (null: the machine's own); `remind_minutes` before it a reminder comes, null for
    none. `came_from_id` is the follow-up whose next step this is.
    """

    id: int
    kind: FollowUpKind
    text: str
    due_on: date
    due_time: str | None
    done_on: date | None
    contact_id: int | None
    contact: str | None
    company: str | None
    deal_id: int | None
    deal: str | None
    campaign_id: int | None
    campaign: str | None
    zone: str | None = None
    remind_minutes: int | None = None
    repeats: Repeat | None = None
    outcome: str | None = None
    came_from_id: int | None = None


def due_group(due_on: date, today: date) -> Due:
    """Overdue before today; this week is the seven days from tomorrow on."""
    if due_on < today:
        return Due.OVERDUE
    if due_on == today:
        return Due.TODAY
    return Due.WEEK if due_on <= today + timedelta(days=7) else Due.LATER


def snoozed_to(today: date, days: int | None) -> date:
    """The day a snoozed follow-up moves to: `days` from today, or next Monday when `days` is None."""
    if days is not None:
        return today + timedelta(days=days)
    return today + timedelta(days=7 - today.weekday())


def next_due(due_on: date, repeats: Repeat, today: date) -> date:
    """The first day of the rhythm that is after `due_on` and not before tomorrow, so that nothing comes back late."""
    if repeats in (Repeat.DAY, Repeat.WEEK):
        step = 1 if repeats is Repeat.DAY else 7
        missed = max((today - due_on).days, 0)
        return due_on + timedelta(days=step * (missed // step + 1))
    months = 1 if repeats is Repeat.MONTH else 12
    number = 1
    while (day := add_months(due_on, months * number)) <= today:
        number += 1
    return day


def parse_time(text: str) -> str:
    """A time of day as ``HH:MM`` from ``9``, ``9:30``, ``9.30``, ``0930`` or ``9h30``; empty stays empty.

    Raises Refused ``time.unreadable``.
    """
    shown = text.strip()
    if not shown:
        return ""
    match = re.fullmatch(r"([0-9]{1,2})(?:[:.h]?([0-9]{2})|h)?", shown)
    if match is None or int(match[1]) > LAST_HOUR or int(match[2] or 0) > LAST_MINUTE:
        raise Refused("time.unreadable", value=shown[:20])
    return f"{int(match[1]):02}:{int(match[2] or 0):02}"


def local_time(due_on: date, due_time: str | None, zone: str | None) -> datetime:
    """When it is due, aware; without a time in the morning. A wall time that a zone skips is the one after the gap."""
    wall = datetime.combine(due_on, time.fromisoformat(due_time or MORNING))
    if zone is None:
        return wall.astimezone()
    try:
        placed = wall.replace(tzinfo=ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return wall.astimezone()
    # Through UTC and back, so that 02:30 in the night of the change to summer time is a time that there is.
    return placed.astimezone(UTC).astimezone(placed.tzinfo)


def reminds_at(follow_up: FollowUp) -> datetime | None:
    """The instant of its reminder in UTC; None for one that has none or is done."""
    if follow_up.remind_minutes is None or follow_up.done_on is not None:
        return None
    due = local_time(follow_up.due_on, follow_up.due_time, follow_up.zone).astimezone(UTC)
    return due - timedelta(minutes=follow_up.remind_minutes)
