"""Follow-ups and the day's agenda: what is late, what is for today, what comes this week."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class FollowUpKind(StrEnum):
    CALL = "call"
    EMAIL = "email"
    MEETING = "meeting"
    TODO = "todo"


class Due(StrEnum):
    OVERDUE = "overdue"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A dated to-do with the records it belongs to; `done_on` is null while it is open."""

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
