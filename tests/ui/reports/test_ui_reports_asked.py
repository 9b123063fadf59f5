"""What a report can be asked for: a part of the business, a day of the past, a saved view, a pinned figure, paper."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.kpis import ReportFilter
from smallbiz_crm.domain.report_views import ReportView, moving_period
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.reports.behind import Behind
from smallbiz_crm.ui.reports.page import ReportsPage
from smallbiz_crm.ui.reports.report_print import paint_pages
from smallbiz_crm.ui.reports.report_view import ReportView as ReportViewWidget

Business = dict[str, int]


def value(page: ReportsPage, key: str) -> str:
    return page.sales.tiles.tiles[key].value.text()


def test_a_filter_counts_only_its_part_and_says_so(business: Business, page: ReportsPage) -> None:
    popover = page.sales.bar.open_filter()
    popover.fields["region"].saved.emit("North")
    popover.close()

    assert value(page, "revenue") == "€1,300"
    assert page.subtitle.text() == "1 Jan to 31 Dec 2026 · Region: North"
    assert page.sales.bar.filter_button.text() == "Filter (1)"
    page.sales.look_behind(Behind("revenue"))
    assert page.sales.records.sum.text() == "2 records · in all €1,300.00"
    assert not page.sales.records.target_button.isVisible()


def test_the_report_as_it_stood_on_a_day_of_the_past(business: Business, page: ReportsPage) -> None:
    page.sales.bar.narrow(ReportFilter(), date(2026, 4, 5))

    assert (value(page, "won"), value(page, "lost")) == ("2", "0")
    assert "as it stood on 05/04/2026" in page.subtitle.text()
    assert not page.sales.records.pin_button.isVisible()


def test_a_day_to_come_is_refused_in_place(business: Business, page: ReportsPage) -> None:
    popover = page.sales.bar.open_filter()
    popover.day.saved.emit(date(2027, 1, 1))

    assert popover.as_of is None
    popover.close()


def test_a_view_is_saved_and_shown_again(workspace: Workspace, business: Business, page: ReportsPage) -> None:
    bar = page.sales.bar
    bar.narrow(ReportFilter(region="South"), None)
    dialog = bar.ask_name()
    dialog.name_field.edit.setText("South this year")
    dialog.accept_button.click()
    bar.narrow(ReportFilter(), None)
    page.choose("funnel")

    [(_id, view)] = workspace.reports.views.list()
    page.open_with(view)

    assert page.current() == "sales"
    assert value(page, "revenue") == "€501"
    assert bar.views_menu().actions()[0].text() == "South this year (Sales)"


def test_a_pinned_figure_stands_against_its_target(
    workspace: Workspace, desk: Desk, business: Business, page: ReportsPage
) -> None:
    workspace.reports.set_revenue_target(workspace.reports.period("2026"), 12_000_00)
    page.make_fresh()
    page.sales.look_behind(Behind("revenue"))
    page.sales.pin()

    [pinned] = workspace.reports.views.pinned()
    assert (pinned.figures["revenue"].value, pinned.target) == (1_800_50, 12_000_00)
    assert page.sales.records.pin_button.text() == "Take off Today"

    page.sales.pin()
    assert workspace.reports.views.pinned() == []
    desk.undo()
    assert len(workspace.reports.views.pinned()) == 1


def test_a_view_that_knows_too_much_is_still_read() -> None:
    view = ReportView("x", "sales", "this_month", wanted=ReportFilter(region="North"))
    told = {**view.as_plain(), "colour": "red", "wanted": {"region": "North", "planet": 4}}
    assert ReportView.from_plain("x", told) == view


@pytest.mark.parametrize(
    ("name", "days"),
    [
        ("this_month", "2026-05"),
        ("last_quarter", "2026-Q1"),
        ("last_fiscal_year", "FY2025"),
        ("2026-03", "2026-03"),
        ("nonsense", "2026-05"),
    ],
)
def test_periods_of_views_move_with_the_days(name: str, days: str) -> None:
    assert moving_period(name, date(2026, 5, 14), "07-01").name == days


def test_what_was_noted_stands_beside_a_reason(
    workspace: Workspace, business: Business, page: ReportsPage
) -> None:
    workspace.deals.edit(business["lamp"], reason_note="Too dear by half")
    page.choose("reasons")
    view = page.view("reasons")
    assert isinstance(view, ReportViewWidget)
    view.look_behind(Behind("lost"))
    listed = view.records.lists["deal"]
    column = [each.key for each in view.records.models["deal"].columns].index("note")
    assert not listed.isColumnHidden(column)
    assert view.records.models["deal"].text(0, column) == "Too dear by half"


def test_pages_are_printed_one_on_a_sheet(tmp_path: Path, qtbot: QtBot) -> None:
    printer = QPrinter()
    printer.setOutputFileName(str(tmp_path / "out.pdf"))
    pages = [QImage(210, 297, QImage.Format.Format_RGB32) for _ in range(2)]
    paint_pages(pages, printer)
    assert (tmp_path / "out.pdf").read_bytes().count(b"/Type /Page\n") == 2


def test_the_preview_shows_the_pages_of_the_report(business: Business, page: ReportsPage) -> None:
    report = page.sales.report
    assert report is not None
    pages = page.desk.workspace.exports.report_pages(report, 60)
    assert pages
    assert not QImage.fromData(pages[0]).isNull()
