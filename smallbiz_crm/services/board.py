"""What the user sees and does on the board: columns by stage or month, sums, filters, saved ways of looking."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from datetime import date

from smallbiz_crm.domain.board import BoardFilter, BoardView, CardOrder
from smallbiz_crm.domain.deals import Closing, StageTotal
from smallbiz_crm.store import board as stored
from smallbiz_crm.store import board_changes as changes
from smallbiz_crm.store import lookups, trash
from smallbiz_crm.store.database import Database
from smallbiz_crm.store.deal_closing import close_or_move

EVERYTHING = BoardFilter()


class Board:
    def __init__(self, database: Database) -> None:
        self._database = database

    def _today(self) -> date:
        return self._database.clock.today()

    # -- seeing -------------------------------------------------------------------------------------------

    def columns(
        self, narrowed: BoardFilter = EVERYTHING, order: CardOrder = CardOrder.URGENCY
    ) -> dict[int, array[int]]:
        """Per stage id its deals in the order of their cards; stages without any are left out."""
        with self._database.reading() as connection:
            return stored.ids_by_stage(connection, narrowed, order, self._today())

    def totals(
        self, narrowed: BoardFilter = EVERYTHING, stages: Collection[int] | None = None
    ) -> dict[int, StageTotal]:
        """Per stage id, of all stages or of these: count, sum and weighted sum in home currency."""
        with self._database.reading() as connection:
            return stored.totals_by_stage(connection, narrowed, self._today(), stages)

    def months(
        self, narrowed: BoardFilter = EVERYTHING, order: CardOrder = CardOrder.URGENCY
    ) -> dict[int, array[int]]:
        """Per column of the forecast, from left to right, the open deals expected in it."""
        with self._database.reading() as connection:
            return stored.ids_by_month(connection, narrowed, order, self._today())

    def month_totals(self, narrowed: BoardFilter = EVERYTHING) -> dict[int, StageTotal]:
        """Per column of the forecast: count, sum and weighted sum of open deals."""
        with self._database.reading() as connection:
            return stored.totals_by_month(connection, narrowed, self._today())

    def table_ids(self, narrowed: BoardFilter, sort: str, *, descending: bool) -> array[int]:
        """The deals that match, in the order of a column of the table."""
        with self._database.reading() as connection:
            return stored.table_ids(connection, narrowed, sort, descending=descending, today=self._today())

    def choices(self, kind: str) -> list[tuple[int, str]]:
        """Ids and names of the campaigns, owners or products that deals have."""
        with self._database.reading() as connection:
            return stored.named_ids(connection, kind)

    def has_origins(self) -> bool:
        """Whether it is known of any deal where it came from."""
        with self._database.reading() as connection:
            return stored.has_origins(connection)

    def regions(self) -> list[str]:
        """The regions that deals have."""
        with self._database.reading() as connection:
            return stored.regions(connection)

    def product_names(self) -> list[str]:
        """The products of the price list that are not in the Trash."""
        with self._database.reading() as connection:
            return lookups.names_of(connection, "product")

    def competitors(self) -> list[str]:
        """To whom deals were lost."""
        with self._database.reading() as connection:
            return stored.competitors(connection)

    def expected_months(self) -> list[str]:
        """The months, as ``YYYY-MM``, in which open deals are expected."""
        with self._database.reading() as connection:
            return stored.months(connection)

    def views(self) -> list[tuple[int, BoardView]]:
        """The ways of looking that the user named, with their ids."""
        with self._database.reading() as connection:
            return changes.list_views(connection)

    # -- changing -----------------------------------------------------------------------------------------

    def place(self, ids: Sequence[int], stage_id: int, before_id: int | None) -> None:
        """Let deals stand in an open stage in front of another one in the order by hand, or at the end."""
        with self._database.step("deal.placed", count=len(ids)) as unit:
            unit.params["title"] = trash.title_of(unit.connection, "deal", ids[0]) if ids else ""
            for deal_id in stored.not_in_stage(unit.connection, ids, stage_id):
                close_or_move(unit, deal_id, stage_id, Closing())
            changes.place_by_hand(unit, ids, stage_id, before_id)

    def expect_in(self, ids: Sequence[int], month: int) -> None:
        """Expect deals to close in a month, by its number; `UNDATED` takes the day away."""
        with self._database.step("deal.expected", count=len(ids)) as unit:
            unit.params["title"] = trash.title_of(unit.connection, "deal", ids[0]) if ids else ""
            changes.put_in_month(unit, ids, month)

    def save_view(self, view: BoardView) -> int:
        """Keep a way of looking under its name, in the place of the one that had it."""
        with self._database.step("view.saved", name=view.name) as unit:
            return changes.save_view(unit, view)

    def remove_view(self, view_id: int) -> None:
        """Forget a saved way of looking."""
        with self._database.step("view.removed") as unit:
            unit.params["name"] = changes.remove_view(unit, view_id)
