"""What the user can do with follow-ups: plan, finish, snooze; and the day's agenda."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from smallbiz_crm.domain.errors import NotFound
from smallbiz_crm.domain.follow_ups import FollowUp, snoozed_to
from smallbiz_crm.store import follow_ups as stored
from smallbiz_crm.store import trash
from smallbiz_crm.store.database import Database

WEEK = timedelta(days=7)


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
    ) -> int:
        """Plan a follow-up; kinds are call, email, meeting, todo. Returns the id."""
        values = {
            "contact_id": contact_id,
            "deal_id": deal_id,
            "campaign_id": campaign_id,
            "due_time": due_time,
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
        with self._database.step("follow_up.edited") as unit:
            stored.change(
                unit, follow_up_id, {name: value for name, value in named.items() if value is not None}
            )
            unit.params["text"] = trash.title_of(unit.connection, "follow_up", follow_up_id)

    def trash(self, ids: Sequence[int]) -> None:
        with self._database.step("follow_up.trashed", count=len(ids)) as unit:
            trash.put_in_trash(unit, "follow_up", ids)
            unit.params["text"] = trash.title_of(unit.connection, "follow_up", ids[0]) if ids else ""
