"""What the user can do with campaigns: plan, spend, attach people, see what runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from smallbiz_crm.domain.campaigns import (
    Campaign,
    CampaignStatus,
    Channel,
    Objective,
    PlannedItem,
    PlannedKind,
    Touch,
    TouchKind,
)
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.store import campaign_changes as changes
from smallbiz_crm.store import campaigns as stored
from smallbiz_crm.store import planned_items, plans, trash
from smallbiz_crm.store.database import Database

EDITABLE = frozenset(
    (
        "name",
        "channel",
        "objective",
        "status",
        "starts_on",
        "ends_on",
        "budget",
        "audience",
        "segment_id",
        "problem",
        "message",
        "offer",
        "price_point",
        "expected_leads",
        "expected_mqls",
        "expected_revenue",
        "owner",
        "notes",
    )
)
ITEM_EDITABLE = frozenset(("title", "planned_on", "kind", "planned_time", "owner", "content_id", "notes"))
_ENUMS = {"channel": Channel, "objective": Objective, "status": CampaignStatus}
WEEK = timedelta(days=7)


def _checked(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Words of a fixed list as they are stored. Raises Refused for a word outside its list."""
    values = dict(fields)
    for name, kind in _ENUMS.items():
        if values.get(name):
            try:
                values[name] = kind(values[name]).value
            except ValueError as error:
                known = ", ".join(member.value for member in kind)
                raise Refused("field.unknown_word", field=name, value=values[name], known=known) from error
    return values


class Campaigns:
    def __init__(self, database: Database) -> None:
        self._database = database

    # -- seeing -------------------------------------------------------------------------------------------

    def list(
        self, *, search: str = "", where: Mapping[str, str] | None = None, trashed: bool = False
    ) -> list[Campaign]:
        """Campaigns with cost and people, the newest start first."""
        for field in where or {}:
            if field not in stored.FILTERS:
                raise Refused("filter.unknown_field", field=field, known=", ".join(stored.FILTERS))
        with self._database.reading() as connection:
            return stored.list_campaigns(connection, search=search, where=where, trashed=trashed)

    def get(self, campaign_id: int) -> Campaign:
        with self._database.reading() as connection:
            found = stored.load_campaign(connection, campaign_id)
        if found is None:
            raise NotFound("record.not_found", kind="campaign", id=campaign_id)
        return found

    def named(self, name: str) -> Campaign:
        """The campaign of that name. Raises NotFound."""
        with self._database.reading() as connection:
            campaign_id = stored.campaign_named(connection, name)
        if campaign_id is None:
            raise NotFound("campaign.not_found", name=name)
        return self.get(campaign_id)

    def running(self) -> list[Campaign]:
        """What runs today or begins within a week."""
        today = self._database.clock.today()
        with self._database.reading() as connection:
            return stored.running_on(connection, today, today + WEEK)

    def items(self, campaign_id: int | None = None) -> list[PlannedItem]:
        """The planned items of a campaign, or of all, by day."""
        with self._database.reading() as connection:
            return plans.planned_items(connection, campaign_id=campaign_id)

    def item(self, item_id: int) -> PlannedItem:
        """One planned item. Raises NotFound."""
        with self._database.reading() as connection:
            found = plans.planned_items(connection, item_id=item_id)
        if not found:
            raise NotFound("record.not_found", kind="planned_item", id=item_id)
        return found[0]

    def agenda(self) -> list[PlannedItem]:
        """Open planned items that are overdue or due within the next seven days."""
        until = self._database.clock.today() + WEEK
        with self._database.reading() as connection:
            return plans.planned_items(connection, until=until, only_open=True)

    def touches(self, campaign_id: int) -> list[Touch]:
        with self._database.reading() as connection:
            return stored.touches_of(connection, campaign_id=campaign_id)

    # -- campaigns ----------------------------------------------------------------------------------------

    def add(self, name: str, **fields: Any) -> int:
        """Create a campaign; the name is enough. `budget` in minor units of the home currency. Returns the id."""
        unknown = set(fields) - EDITABLE
        if unknown:
            raise Refused(
                "field.unknown", field=", ".join(sorted(unknown)), known=", ".join(sorted(EDITABLE))
            )
        with self._database.step("campaign.added", name=name) as unit:
            return changes.add_campaign(unit, name, _checked(fields))

    def edit(self, campaign_id: int, **fields: Any) -> None:
        """Change fields; when the start moves, the open planned items move with it."""
        unknown = set(fields) - EDITABLE
        if unknown:
            raise Refused(
                "field.unknown", field=", ".join(sorted(unknown)), known=", ".join(sorted(EDITABLE))
            )
        with self._database.step("campaign.edited", fields=sorted(fields)) as unit:
            changes.edit_campaign(unit, campaign_id, _checked(fields))
            unit.params["name"] = trash.title_of(unit.connection, "campaign", campaign_id)

    def trash(self, ids: Sequence[int]) -> None:
        with self._database.step("campaign.trashed", count=len(ids)) as unit:
            trash.put_in_trash(unit, "campaign", ids)
            unit.params["name"] = trash.title_of(unit.connection, "campaign", ids[0]) if ids else ""

    def restore(self, ids: Sequence[int]) -> None:
        with self._database.step("campaign.restored", count=len(ids)) as unit:
            trash.take_from_trash(unit, "campaign", ids)
            unit.params["name"] = trash.title_of(unit.connection, "campaign", ids[0]) if ids else ""

    # -- planned items ------------------------------------------------------------------------------------

    def plan(
        self,
        campaign_id: int,
        title: str,
        planned_on: date,
        *,
        kind: str = PlannedKind.TASK.value,
        planned_time: str | None = None,
    ) -> int:
        """Add a planned item (post, send, event, task). Returns the id."""
        values = {"planned_on": planned_on, "kind": PlannedKind(kind).value, "planned_time": planned_time}
        with self._database.step("planned_item.added", title=title) as unit:
            return planned_items.add_planned_item(unit, campaign_id, title, values)

    def edit_item(self, item_id: int, **fields: Any) -> None:
        """Change fields of a planned item; its offset follows its day. Raises Refused for an empty title."""
        unknown = set(fields) - ITEM_EDITABLE
        if unknown:
            known = ", ".join(sorted(ITEM_EDITABLE))
            raise Refused("field.unknown", field=", ".join(sorted(unknown)), known=known)
        if "kind" in fields:
            fields["kind"] = PlannedKind(fields["kind"]).value
        with self._database.step("planned_item.edited") as unit:
            planned_items.edit_planned_item(unit, item_id, fields)
            unit.params["title"] = trash.title_of(unit.connection, "planned_item", item_id)

    def finish_items(self, ids: Sequence[int], *, done: bool = True) -> None:
        """Mark planned items done today, or open again."""
        day = self._database.clock.today() if done else None
        with self._database.step(
            "planned_item.done" if done else "planned_item.reopened", count=len(ids)
        ) as unit:
            for item_id in ids:
                planned_items.edit_planned_item(unit, item_id, {"done_on": day})
            unit.params["title"] = trash.title_of(unit.connection, "planned_item", ids[0]) if ids else ""

    def trash_items(self, ids: Sequence[int]) -> None:
        with self._database.step("planned_item.trashed", count=len(ids)) as unit:
            trash.put_in_trash(unit, "planned_item", ids)
            unit.params["title"] = trash.title_of(unit.connection, "planned_item", ids[0]) if ids else ""

    # -- people -------------------------------------------------------------------------------------------

    def add_people(
        self,
        campaign_id: int,
        contact_ids: Sequence[int],
        *,
        kind: str = TouchKind.MET.value,
        on: date | None = None,
    ) -> int:
        """Attach people as touches of a kind on a day (today by default). Returns how many are new."""
        day = on or self._database.clock.today()
        with self._database.step("campaign.people_added") as unit:
            added = changes.add_touches(unit, campaign_id, contact_ids, TouchKind(kind), day)
            unit.params |= {"count": added, "name": trash.title_of(unit.connection, "campaign", campaign_id)}
        return added

    def remove_touch(self, touch_id: int) -> None:
        with self._database.step("touch.removed") as unit:
            changes.remove_touch(unit, touch_id)
