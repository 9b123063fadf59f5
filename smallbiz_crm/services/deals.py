"""What the user can do with deals: create, see the board, move, win, lose, edit."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from smallbiz_crm.domain.contacts import TimelineEntry
from smallbiz_crm.domain.deal_history import days_per_stage
from smallbiz_crm.domain.deals import Closing, Deal, DealCard, HistoryEntry, Outcome, Stage
from smallbiz_crm.domain.errors import NotFound, Refused
from smallbiz_crm.store import deal_changes, deal_closing, lookups, timeline, trash
from smallbiz_crm.store import deals as stored
from smallbiz_crm.store import follow_ups as stored_follow_ups
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.deal_cards import load_cards
from smallbiz_crm.store.stages import list_stages

TIMELINE_PAGE = 200
EDITABLE = frozenset(
    (
        "title",
        "company",
        "contact_id",
        "amount",
        "currency",
        "expected_close",
        "created_on",
        "closed_on",
        "probability",
        "region",
        "owner",
        "source_campaign_id",
        "notes",
        "reason",
        "reason_note",
        "contract_state",
        "waiting_until",
        "waiting_because",
        "competitor",
        "has_budget",
        "has_authority",
        "has_need",
        "has_timing",
    )
)


class Deals:
    def __init__(self, database: Database) -> None:
        self._database = database

    # -- seeing -------------------------------------------------------------------------------------------

    def stages(self) -> list[Stage]:
        """The columns of the board, in order."""
        with self._database.reading() as connection:
            return list_stages(connection)

    def cards(self, ids: Sequence[int]) -> list[DealCard]:
        """The cards of these deals, in that order; none for a deal that is gone or in the Trash."""
        with self._database.reading() as connection:
            return load_cards(connection, ids)

    def without_next_step(self) -> array[int]:
        """Open deals that no open follow-up belongs to, those longest in their stage first."""
        with self._database.reading() as connection:
            return stored_follow_ups.deals_without_follow_up(connection)

    def ids(
        self,
        *,
        search: str = "",
        where: Mapping[str, str] | None = None,
        trashed: bool = False,
        sort: str = "created",
        descending: bool = True,
        limit: int | None = None,
        offset: int = 0,
    ) -> array[int]:
        """Ids of the deals that match, in list order."""
        for field in where or {}:
            if field not in stored.FILTERS:
                raise Refused("filter.unknown_field", field=field, known=", ".join(stored.FILTERS))
        with self._database.reading() as connection:
            return stored.deal_ids(
                connection,
                search=search,
                where=where,
                trashed=trashed,
                sort=sort,
                descending=descending,
                limit=limit,
                offset=offset,
            )

    def count(
        self, *, search: str = "", where: Mapping[str, str] | None = None, trashed: bool = False
    ) -> int:
        with self._database.reading() as connection:
            return stored.count_deals(connection, search=search, where=where, trashed=trashed)

    def get(self, deal_id: int) -> Deal:
        with self._database.reading() as connection:
            found = stored.load_deal(connection, deal_id)
        if found is None:
            raise NotFound("record.not_found", kind="deal", id=deal_id)
        return found

    def get_many(self, ids: Sequence[int]) -> list[Deal]:
        with self._database.reading() as connection:
            return stored.load_deals(connection, ids)

    def of_contact(self, contact_id: int) -> list[DealCard]:
        with self._database.reading() as connection:
            return stored.deals_of_contact(connection, contact_id)

    def of_company(self, company_id: int) -> list[DealCard]:
        with self._database.reading() as connection:
            return stored.deals_of_company(connection, company_id)

    def history(self, deal_id: int) -> list[HistoryEntry]:
        """What the deal was from when on, oldest first."""
        with self._database.reading() as connection:
            return stored.load_history(connection, deal_id)

    def days_per_stage(self, deal_id: int) -> list[tuple[str, int]]:
        """Days in each open stage, in the order in which the deal first came to it."""
        return days_per_stage(self.history(deal_id), self._database.clock.today())

    def timeline(self, deal_id: int, limit: int = TIMELINE_PAGE) -> list[TimelineEntry]:
        with self._database.reading() as connection:
            return timeline.deal_timeline(connection, deal_id, limit)

    def lost_reasons(self) -> list[str]:
        with self._database.reading() as connection:
            return lookups.names_of(connection, "lost")

    # -- changing -----------------------------------------------------------------------------------------

    def add(
        self,
        title: str,
        *,
        contact_id: int | None = None,
        company: str | None = None,
        amount: int | None = None,
        currency: str | None = None,
        stage_id: int | None = None,
        expected_close: date | None = None,
        source_campaign_id: int | None = None,
    ) -> int:
        """Create a deal; the title is enough. `amount` is net in minor units. Returns the id."""
        with self._database.step("deal.added", title=title) as unit:
            company_id = lookups.company_for(unit, company, unit.clock.today()) if company else None
            values: dict[str, Any] = {
                "company_id": company_id,
                "amount": amount,
                "currency": currency,
                "stage_id": stage_id,
                "expected_close": expected_close,
                "source_campaign_id": source_campaign_id,
            }
            return deal_changes.add_deal(unit, title, contact_id, values)

    def edit(self, deal_id: int, **fields: Any) -> None:
        """Change fields of a deal; a change of the six historic values writes its history too."""
        unknown = set(fields) - EDITABLE
        if unknown:
            raise Refused(
                "field.unknown", field=", ".join(sorted(unknown)), known=", ".join(sorted(EDITABLE))
            )
        with self._database.step("deal.edited", fields=sorted(fields)) as unit:
            deal_changes.edit_deal(unit, deal_id, fields)
            unit.params["title"] = trash.title_of(unit.connection, "deal", deal_id)

    def move(self, deal_id: int, stage_id: int, closing: Closing | None = None, **facts: Any) -> None:
        """Put a deal into a stage: won or lost as `closing` (or its fields by name) says, or open again."""
        self.move_many([deal_id], stage_id, closing or Closing(**facts))

    def move_many(self, ids: Sequence[int], stage_id: int, closing: Closing | None = None) -> None:
        """Put deals into a stage in one step, in the order of `ids`."""
        closing = closing or Closing()
        with self._database.step("deal.moved", count=len(ids)) as unit:
            stage = deal_changes.load_stage(unit, stage_id)
            done = "moved" if stage.kind == Outcome.OPEN.value else stage.kind
            unit.code = f"deal.{done}" if len(ids) == 1 else f"deals.{done}"
            title = trash.title_of(unit.connection, "deal", ids[0]) if ids else ""
            unit.params |= {"title": title, "stage": stage.name}
            for deal_id in ids:
                deal_closing.close_or_move(unit, deal_id, stage_id, closing)

    def log(self, deal_id: int, kind: str, text: str, *, on: date | None = None) -> int:
        """Note an activity on a deal."""
        if not text.strip():
            raise Refused("activity.empty")
        with self._database.step("activity.logged", kind=kind) as unit:
            unit.params["name"] = trash.title_of(unit.connection, "deal", deal_id)
            return deal_changes.log_activity(unit, deal_id, kind, text, on)

    def trash(self, ids: Sequence[int]) -> None:
        with self._database.step("deal.trashed", count=len(ids)) as unit:
            trash.put_in_trash(unit, "deal", ids)
            unit.params["title"] = trash.title_of(unit.connection, "deal", ids[0]) if ids else ""

    def restore(self, ids: Sequence[int]) -> None:
        with self._database.step("deal.restored", count=len(ids)) as unit:
            trash.take_from_trash(unit, "deal", ids)
            unit.params["title"] = trash.title_of(unit.connection, "deal", ids[0]) if ids else ""
