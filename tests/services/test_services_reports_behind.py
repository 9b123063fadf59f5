"""What stands behind the figures of a report: the deals themselves, months, targets, records by their uid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast
from uuid import UUID

import pytest

from smallbiz_crm.domain.days import ALL, FixedClock
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.errors import Cancelled, Refused
from smallbiz_crm.services.reports import SALES_TABLES
from smallbiz_crm.services.workspace import Workspace

CLOSED = (Outcome.WON, Outcome.LOST)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "a.crm", clock=FixedClock(date(2026, 5, 14)), holder="window")
    yield made
    made.close()


def close_deal(
    workspace: Workspace, title: str, outcome: Outcome, on: date, amount: int | None, **fields: object
) -> int:
    stage = next(stage for stage in workspace.deals.stages() if stage.kind is outcome)
    deal = workspace.deals.add(title, amount=amount)
    workspace.deals.edit(deal, **fields)
    workspace.deals.move(deal, stage.id, closed_on=on)
    return deal


@pytest.fixture
def deals(workspace: Workspace) -> dict[str, int]:
    return {
        "north": close_deal(workspace, "north", Outcome.WON, date(2026, 4, 3), 100_00, region="North"),
        "south": close_deal(workspace, "south", Outcome.WON, date(2026, 4, 20), 50_00, region="South"),
        "nowhere": close_deal(workspace, "nowhere", Outcome.LOST, date(2026, 4, 9), 70_00),
        "march": close_deal(workspace, "march", Outcome.WON, date(2026, 3, 31), 30_00, region="North"),
        "open": workspace.deals.add("open", amount=10_00),
    }


def test_the_deals_behind_a_figure_are_those_it_counts(workspace: Workspace, deals: dict[str, int]) -> None:
    april = workspace.reports.period("2026-04")

    assert list(workspace.reports.deals_behind(april, [Outcome.WON])) == [deals["south"], deals["north"]]
    assert list(workspace.reports.deals_behind(april, [Outcome.LOST])) == [deals["nowhere"]]
    assert list(workspace.reports.deals_behind(april, [Outcome.OPEN])) == [deals["open"]]


@pytest.mark.parametrize("table", SALES_TABLES)
@pytest.mark.parametrize("period", ["2026-04", "all"])
def test_every_row_opens_as_many_deals_as_it_says(
    workspace: Workspace, deals: dict[str, int], table: str, period: str
) -> None:
    when = workspace.reports.period(period)
    rows = workspace.reports.sales(when).tables[table]

    assert rows
    for row in rows:
        for outcome in CLOSED:
            behind = workspace.reports.deals_behind(when, [outcome], table=table, key=row.key)
            assert len(behind) == row.figures[outcome.value].value


def test_deals_in_the_trash_are_behind_no_figure(workspace: Workspace, deals: dict[str, int]) -> None:
    workspace.deals.trash([deals["north"]])

    assert deals["north"] not in workspace.reports.deals_behind(ALL, Outcome)


def test_revenue_by_month_adds_up_to_the_revenue(workspace: Workspace, deals: dict[str, int]) -> None:
    months = workspace.reports.revenue_by_month(ALL)

    assert months == {"2026-03": 30_00, "2026-04": 150_00}
    assert sum(months.values()) == workspace.reports.sales(ALL).figures["revenue"].value


def test_a_target_for_a_quarter_is_shared_out_over_its_months(workspace: Workspace) -> None:
    quarter = workspace.reports.period("2026-Q2")
    workspace.reports.set_revenue_target(quarter, 100_00)

    quota = workspace.reports.sales(quarter).figures["quota_attainment"]
    may = workspace.reports.sales(workspace.reports.period("2026-05")).figures["quota_attainment"]
    assert (quota.denominator, may.denominator) == (100_00, 33_33)

    workspace.reports.set_revenue_target(quarter, 90_00)
    assert workspace.reports.sales(quarter).figures["quota_attainment"].denominator == 90_00
    workspace.reports.set_revenue_target(quarter, None)
    assert workspace.reports.sales(quarter).figures["quota_attainment"].value is None

    workspace.history.undo()
    assert workspace.reports.sales(quarter).figures["quota_attainment"].denominator == 90_00


def test_targets_are_for_whole_months_and_above_zero(workspace: Workspace) -> None:
    days = workspace.reports.period("2026-04-02..2026-04-30")

    assert not workspace.reports.can_have_target(days)
    with pytest.raises(Refused) as refused:
        workspace.reports.set_revenue_target(days, 100)
    assert refused.value.code == "target.whole_months"
    with pytest.raises(Refused) as refused:
        workspace.reports.set_revenue_target(workspace.reports.period("2026-04"), 0)
    assert refused.value.code == "target.not_positive"


def test_a_record_is_found_by_its_uid(workspace: Workspace, deals: dict[str, int]) -> None:
    spend = workspace.spending.add("Print shop", date(2026, 4, 2), 20_00)
    april = workspace.reports.period("2026-04")
    blocker = workspace.accountant.blockers(april)[-1]

    assert workspace.records.find(cast("bytes", blocker.record)) == ("spend", spend)
    uid = UUID(workspace.records.uids("deal", [deals["north"]])[deals["north"]])
    assert workspace.records.find(uid.bytes) == ("deal", deals["north"])
    assert workspace.records.find(bytes(16)) is None


class CancelAtReceipt:
    """A progress that the user cancels once the first receipt is on its way."""

    def __init__(self) -> None:
        self.reports: list[tuple[int, int]] = []

    def report(self, done: int, total: int, note: str = "") -> None:  # noqa: ARG002 - the shape of a progress
        self.reports.append((done, total))

    def raise_if_cancelled(self) -> None:
        if self.reports:
            raise Cancelled


def test_cancelling_a_pack_leaves_nothing_behind(workspace: Workspace, tmp_path: Path) -> None:
    receipt = tmp_path / "receipt.pdf"
    receipt.write_bytes(b"paper")
    for _ in range(2):
        workspace.spending.add("Print shop", date(2026, 4, 2), 20_00, receipt=receipt)
    april, target = workspace.reports.period("2026-04"), tmp_path / "out" / "pack"
    target.parent.mkdir()
    progress = CancelAtReceipt()

    with pytest.raises(Cancelled):
        workspace.accountant.build(april, target, progress=progress)

    assert progress.reports == [(0, 2)]
    assert list(target.parent.iterdir()) == []
