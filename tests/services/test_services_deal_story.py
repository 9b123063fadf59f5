"""Any sequence of moves, wins, losses, reopens and undos leaves history, amounts and outcome consistent."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from smallbiz_crm.domain.days import FixedClock
from smallbiz_crm.domain.deals import Closing, Outcome
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.store.tables.sales import deal, deal_history, sale, sale_line

pytestmark = pytest.mark.full
START = date(2026, 5, 14)


class DealStory(RuleBasedStateMachine):
    """Two deals of a workspace on which everything happens that the board allows."""

    @initialize()
    def begin(self) -> None:
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "a.crm"
        self.workspace = Workspace.create(path, clock=FixedClock(START), holder="window")
        self.stages = [stage.id for stage in self.workspace.stages.list()]
        self.deals = [self.workspace.deals.add("Shelf", amount=10_000), self.workspace.deals.add("Logo")]

    @rule(
        which=st.integers(0, 1),
        stage=st.integers(0, 5),
        back=st.integers(-9, 30),
        amount=st.integers(0, 9_999),
    )
    def move(self, which: int, stage: int, back: int, amount: int) -> None:
        closing = Closing(
            closed_on=self.workspace.clock.today() - timedelta(days=back),
            amount=amount or None,
            reason="Price",
        )
        self.workspace.deals.move(self.deals[which], self.stages[stage], closing)

    @rule(stage=st.integers(0, 5))
    def move_both(self, stage: int) -> None:
        self.workspace.deals.move_many(self.deals, self.stages[stage])

    @rule(which=st.integers(0, 1), amount=st.one_of(st.none(), st.integers(0, 10**9)))
    def price(self, which: int, amount: int | None) -> None:
        self.workspace.deals.edit(self.deals[which], amount=amount)

    @rule(which=st.integers(0, 1), month=st.integers(0, 5))
    def expect(self, which: int, month: int) -> None:
        this = START.year * 12 + START.month - 1
        self.workspace.board.expect_in([self.deals[which]], this + 1 + month)

    @rule()
    def undo(self) -> None:
        newest = self.workspace.history.next_undo()
        if newest is not None and newest.code not in ("workspace.created", "deal.added"):
            self.workspace.history.undo()

    @rule()
    def redo(self) -> None:
        if self.workspace.history.next_redo() is not None:
            self.workspace.history.redo()

    @rule(days=st.integers(0, 20))
    def wait(self, days: int) -> None:
        self.workspace.database.clock = FixedClock(self.workspace.clock.today() + timedelta(days=days))

    @invariant()
    def history_ends_where_the_deal_is(self) -> None:
        if not hasattr(self, "workspace"):
            return
        with self.workspace.database.reading() as connection:
            for deal_id in self.deals:
                row = connection.execute(select(deal).where(deal.c.id == deal_id)).one()
                newest = select(deal_history).where(deal_history.c.deal_id == deal_id)
                in_order = newest.order_by(deal_history.c.happened_on.desc(), deal_history.c.id.desc())
                told = connection.execute(in_order.limit(1)).one()
                assert told.stage_id == row.stage_id
                assert (told.amount, told.currency) == (row.amount, row.currency)
                assert told.expected_close == row.expected_close
                shown = self.workspace.deals.get(deal_id)
                assert (told.outcome, told.probability) == (shown.outcome.value, shown.probability)
                assert (row.closed_on is None) == (shown.outcome is Outcome.OPEN)
                self._sale_agrees(connection, deal_id, shown.outcome, row.amount)

    def _sale_agrees(self, connection: object, deal_id: int, outcome: Outcome, amount: int | None) -> None:
        held = connection.execute(select(sale.c.id).where(sale.c.deal_id == deal_id)).scalars().all()  # type: ignore[attr-defined]
        assert len(held) == (1 if outcome is Outcome.WON else 0)
        if held:
            summed = select(func.coalesce(func.sum(sale_line.c.net), 0)).where(sale_line.c.sale_id == held[0])
            assert connection.execute(summed).scalar_one() == (amount or 0)  # type: ignore[attr-defined]

    @invariant()
    def columns_hold_every_deal_once_and_sum_to_it(self) -> None:
        if not hasattr(self, "workspace"):
            return
        columns = self.workspace.board.columns()
        assert sorted(each for ids in columns.values() for each in ids) == sorted(self.deals)
        totals = self.workspace.board.totals()
        amounts = [self.workspace.deals.get(each).amount or 0 for each in self.deals]
        assert sum(total.total for total in totals.values()) == sum(amounts)

    def teardown(self) -> None:
        if hasattr(self, "workspace"):
            assert self.workspace.backups.check().findings == ()
            self.workspace.close()
            self.folder.cleanup()


DealStory.TestCase.settings = settings(
    max_examples=25, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)
TestDealStory = DealStory.TestCase
