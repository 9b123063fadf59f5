"""What the user can do with follow-ups: plan, finish, snooze; and the day's agenda."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.domain.follow_ups import FollowUp, Repeat, parse_time, reminds_at, snoozed_to
from smallbiz_crm.store import follow_ups as stored
from smallbiz_crm.store import trash
from smallbiz_crm.store.database import Database

WEEK = timedelta(days=7)
LONGEST_NOTICE = timedelta(days=28)


class FollowUps:
    def __init__(self, database: Database) -> None:
        self._database = database

    def agenda(self) -> list[FollowUp]:
        """Open follow-ups that are overdue, due today or within the next seven days, the earliest first."""
        with self._database.reading() as connection:
            return stored.open_follow_ups(connection, until=self._database.clock.today() + WEEK)

    def all_open(self) -> list[FollowUp]:
        with self._database.reading() as connection:
            return stored.open_follow_ups(connection)

    def of(self, kind: str, record_id: int) -> list[FollowUp]:
        """Open follow-ups of a contact, deal or campaign."""
        with self._database.reading() as connection:
            return stored.follow_ups_of(connection, kind, record_id)

    def get(self, follow_up_id: int) -> FollowUp:
        with self._database.reading() as connection:
            found = stored.load_follow_up(connection, follow_up_id)
        if found is None:
            raise NotFound("record.not_found", kind="follow_up", id=follow_up_id)
        return found

    def add(
        self,
        text: str,
        due_on: date,
        *,
        kind: str = "todo",
        contact_id: int | None = None,
        deal_id: int | None = None,
        campaign_id: int | None = None,
        due_time: str | None = None,
        zone: str | None = None,
        remind_minutes: int | None = None,
        repeats: Repeat | None = None,
    ) -> int:
        """Plan a follow-up; kinds are call, email, meeting, todo. Returns the id.

        `due_time` is typed time of day in `zone` (the machine's own when None); a reminder comes `remind_minutes`
        before it, without a time before nine in the morning.
        """
        values: dict[str, Any] = {
            "contact_id": contact_id,
            "deal_id": deal_id,
            "campaign_id": campaign_id,
            **_timed(due_time, zone, remind_minutes, repeats),
        }
        with self._database.step("follow_up.planned", text=text, due=due_on.isoformat()) as unit:
            return stored.add_follow_up(unit, kind, text, due_on, values)

    def done(self, ids: Sequence[int]) -> None:
        with self._database.step("follow_up.done", count=len(ids)) as unit:
            for follow_up_id in ids:
                stored.finish(unit, follow_up_id)
            unit.params["text"] = trash.title_of(unit.connection, "follow_up", ids[0]) if ids else ""

    def reopen(self, ids: Sequence[int]) -> None:
        with self._database.step("follow_up.reopened", count=len(ids)) as unit:
            for follow_up_id in ids:
                stored.reopen(unit, follow_up_id)
            unit.params["text"] = trash.title_of(unit.connection, "follow_up", ids[0]) if ids else ""

    def snooze(self, ids: Sequence[int], days: int | None) -> date:
        """Move follow-ups to `days` from today, or to next Monday when None. Returns the new day."""
        due_on = snoozed_to(self._database.clock.today(), days)
        with self._database.step("follow_up.snoozed", count=len(ids), due=due_on.isoformat()) as unit:
            for follow_up_id in ids:
                stored.change(unit, follow_up_id, {"due_on": due_on})
            unit.params["text"] = trash.title_of(unit.connection, "follow_up", ids[0]) if ids else ""
        return due_on

    def snooze_until(self, ids: Sequence[int], due_on: date) -> None:
        """Move follow-ups to a day."""
        with self._database.step("follow_up.snoozed", count=len(ids), due=due_on.isoformat()) as unit:
            for follow_up_id in ids:
                stored.change(unit, follow_up_id, {"due_on": due_on})
            unit.params["text"] = trash.title_of(unit.connection, "follow_up", ids[0]) if ids else ""

    def close(
        self,
        follow_up_id: int,
        *,
        outcome: str = "",
        next_text: str = "",
        next_on: date | None = None,
        next_kind: str = "todo",
    ) -> int | None:
        """Keep what came of a follow-up that is done, and plan the next step. Returns the id of that."""
        with self._database.step("follow_up.closed") as unit:
            unit.params["text"] = trash.title_of(unit.connection, "follow_up", follow_up_id)
            stored.note_outcome(unit, follow_up_id, outcome)
            if not next_text.strip() or next_on is None:
                return None
            return stored.add_next(unit, follow_up_id, next_kind, next_text, next_on)

    def edit(
        self,
        follow_up_id: int,
        *,
        text: str | None = None,
        due_on: date | None = None,
        kind: str | None = None,
    ) -> None:
        """Change what is named; the rest stays."""
        named = {"text": text, "due_on": due_on, "kind": kind}
        self._change(follow_up_id, {name: value for name, value in named.items() if value is not None})

    def set_time(
        self,
        follow_up_id: int,
        due_time: str | None,
        *,
        zone: str | None = None,
        remind_minutes: int | None = None,
        repeats: Repeat | None = None,
    ) -> None:
        """Set time of day, reminder and rhythm, all three; None takes one away."""
        self._change(follow_up_id, _timed(due_time, zone, remind_minutes, repeats))

    def change(self, follow_up_id: int, values: dict[str, Any]) -> None:
        """Change text, day, kind, time, reminder and rhythm in one step; the values are those of `add`."""
        timed = _timed(*(values.get(name) for name in ("due_time", "zone", "remind_minutes", "repeats")))
        plain = {name: values[name] for name in ("text", "due_on", "kind") if values.get(name) is not None}
        self._change(follow_up_id, {**plain, **timed})

    def _change(self, follow_up_id: int, values: dict[str, Any]) -> None:
        with self._database.step("follow_up.edited") as unit:
            stored.change(unit, follow_up_id, values)
            unit.params["text"] = trash.title_of(unit.connection, "follow_up", follow_up_id)

    def reminders(self, since: datetime, until: datetime) -> list[FollowUp]:
        """Open follow-ups whose reminder comes after `since` and not after `until`, the earliest first."""
        with self._database.reading() as connection:
            found = stored.with_reminder(connection, until.date() + LONGEST_NOTICE)
        timed = [(reminds_at(each), each) for each in found]
        due = [(at, each) for at, each in timed if at is not None and since < at <= until]
        return [each for _at, each in sorted(due, key=lambda pair: (pair[0], pair[1].id))]

    def trash(self, ids: Sequence[int]) -> None:
        with self._database.step("follow_up.trashed", count=len(ids)) as unit:
            trash.put_in_trash(unit, "follow_up", ids)
            unit.params["text"] = trash.title_of(unit.connection, "follow_up", ids[0]) if ids else ""


def _timed(
    due_time: str | None, zone: str | None, remind_minutes: int | None, repeats: Repeat | None
) -> dict[str, Any]:
    """The columns of time, reminder and rhythm. Raises Refused for a time that is none or a reminder after it."""
    shown = parse_time(due_time or "") or None
    if remind_minutes is not None and not 0 <= remind_minutes <= LONGEST_NOTICE.total_seconds() / 60:
        raise Refused("reminder.unfit")
    return {
        "due_time": shown,
        "zone": zone if shown or remind_minutes is not None else None,
        "remind_minutes": remind_minutes,
        "repeats": repeats.value if repeats else None,
    }
