"""What the first page of the day reads: deals without a next step, and the month's figures without tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from smallbiz_crm.domain.days import FixedClock, month_of
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.services.workspace import Workspace

TODAY = date(2026, 5, 14)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "today.crm", clock=FixedClock(TODAY))
    yield made
    made.close()


def stage(workspace: Workspace, kind: Outcome) -> int:
    return next(each.id for each in workspace.deals.stages() if each.kind is kind)


def test_a_deal_has_a_next_step_while_an_open_follow_up_belongs_to_it(workspace: Workspace):
    deals, follow_ups = workspace.deals, workspace.follow_ups
    first, second, third = (deals.add(title) for title in ("First", "Second", "Third"))
    planned = follow_ups.add("Call", TODAY, deal_id=second)
    assert list(deals.without_next_step()) == [first, third]

    follow_ups.done([planned])
    assert list(deals.without_next_step()) == [first, second, third]

    replanned = follow_ups.add("Call again", TODAY, deal_id=second)
    assert list(deals.without_next_step()) == [first, third]
    follow_ups.trash([replanned])
    assert list(deals.without_next_step()) == [first, second, third]


def test_closed_and_trashed_deals_need_no_next_step(workspace: Workspace):
    deals = workspace.deals
    won, lost, trashed, still_open = (deals.add(title) for title in ("Won", "Lost", "Trashed", "Open"))
    deals.move(won, stage(workspace, Outcome.WON), amount=100_00)
    deals.move(lost, stage(workspace, Outcome.LOST), reason="Price")
    deals.trash([trashed])
    assert list(deals.without_next_step()) == [still_open]


def test_the_figures_of_a_month_are_those_of_its_report(workspace: Workspace):
    workspace.sample.fill()
    period = month_of(TODAY)
    totals = workspace.reports.sales_totals(period)
    assert totals == workspace.reports.sales(period).figures
    assert totals["open"].value
