"""Pinned figures on Today: value, target and pace, and the way to their report."""

from __future__ import annotations

from today_shown import Shown

from smallbiz_crm.domain.days import month_of
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.domain.report_views import ReportView
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.today.pinned_words import pinned_words


def test_a_pinned_figure_says_how_far_it_is(workspace: Workspace) -> None:
    today = workspace.clock.today()
    stage = next(stage for stage in workspace.deals.stages() if stage.kind is Outcome.WON)
    deal = workspace.deals.add("Shelf", amount=300_00, company="Shelf Ltd")
    workspace.deals.move(deal, stage.id, closed_on=today)
    workspace.reports.set_revenue_target(month_of(today), 1_000_00)
    workspace.reports.views.pin(ReportView("Revenue", "sales", "this_month", figure="revenue"))
    workspace.reports.views.pin(ReportView("Wins", "sales", "this_month", figure="win_rate"))

    revenue, wins = pinned_words(workspace.reports.views.pinned())

    assert revenue.value == "€300"
    assert revenue.note.startswith("30% of target, €")
    assert wins.value == "100%"


def test_a_pinned_figure_is_a_tile_that_opens_its_report(desk: Desk, shown: Shown) -> None:
    asked: list[tuple[str, object]] = []
    desk.page_requested.connect(lambda key, argument: asked.append((key, argument)))
    view = ReportView("Wins", "sales", "this_month", figure="win_rate")
    desk.write(lambda w: w.reports.views.pin(view))
    page = shown.page
    page.make_fresh()

    assert [tile.caption.text() for tile in page.pinned.tiles] == ["Wins"]
    page.pinned.tiles[0].pressed.emit()
    assert asked == [("reports", view)]
