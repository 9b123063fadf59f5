"""Funnel, campaigns and the other plain reports on the page: figures, tables, what is behind them, comparison."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.campaigns import TouchKind
from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.reports.page import ReportsPage
from smallbiz_crm.ui.reports.report_layout import LAYOUTS
from smallbiz_crm.ui.reports.report_view import ReportView

Business = dict[str, int]


def shown(page: ReportsPage, key: str) -> ReportView:
    page.choose(key)
    view = page.view(key)
    assert isinstance(view, ReportView)
    return view


@pytest.fixture
def fair(workspace: Workspace, business: Business) -> int:
    """Two people met at the fair in April; one of them bought."""
    campaign = workspace.campaigns.named("Spring Fair").id
    workspace.spending.add("Hall", date(2026, 4, 1), 300_00, campaign_id=campaign, category="Events")
    people = [workspace.contacts.add(NewContact(name=name)) for name in ("Ana Pérez", "Ben Ode")]
    workspace.campaigns.add_people(campaign, people, kind=TouchKind.MET, on=date(2026, 4, 2))
    return campaign


def test_every_report_shows_its_tiles(page: ReportsPage, fair: int) -> None:
    for key, layout in LAYOUTS.items():
        view = shown(page, key)
        assert list(view.tiles.tiles) == list(layout.tiles)
        assert view.report is not None
        for tile in view.tiles.tiles.values():
            assert tile.toolTip()
            assert tile.value.text()


def test_a_figure_opens_the_records_it_counts(qtbot: QtBot, page: ReportsPage, fair: int) -> None:
    view = shown(page, "funnel")
    assert view.tiles.tiles["leads"].value.text() == "2"
    qtbot.keyClick(view.tiles.tiles["leads"], Qt.Key.Key_Return)
    assert view.records.isVisible()
    assert view.records.models["contact"].rowCount() == 2
    with qtbot.waitSignal(page.desk.record_requested) as asked:
        qtbot.keyClick(view.records.lists["contact"], Qt.Key.Key_Return)
    assert asked.args is not None
    assert asked.args[0] == "contact"
    qtbot.keyClick(view.records.lists["contact"], Qt.Key.Key_Escape)
    assert view.tiles.isVisible()


def test_undefined_is_a_dash_with_its_reason(page: ReportsPage, fair: int) -> None:
    tile = shown(page, "funnel").tiles.tiles["visitor_to_lead"]
    assert tile.value.text() == "—"
    assert "no visitors measured" in tile.toolTip().lower()


def test_spend_of_a_campaign_opens_its_lines(page: ReportsPage, fair: int) -> None:
    view = shown(page, "campaigns")
    rows = [view.table.rows.row_values(place) for place in range(view.table.rows.rowCount())]
    place = next(place for place, row in enumerate(rows) if row[0] == "Spring Fair")
    view.table.list.cell_opened.emit(place, 1)
    assert view.records.models["spend"].rowCount() == 2


def test_compared_with_the_period_before(qtbot: QtBot, page: ReportsPage, fair: int) -> None:
    view = shown(page, "funnel")
    view.picker.choose_days(date(2026, 4, 1), date(2026, 4, 30))
    view.bar.compared.setCurrentIndex(1)
    view.bar.compared.activated.emit(1)
    assert view.tiles.tiles["leads"].note.text() == "before: 0"


def test_basis_and_attribution_stand_where_they_matter(page: ReportsPage, fair: int) -> None:
    assert not shown(page, "funnel").bar.basis.isHidden()
    assert shown(page, "funnel").bar.attribution.isHidden()
    assert not shown(page, "campaigns").bar.attribution.isHidden()


def test_nothing_at_all_is_shown_without_a_fault(page: ReportsPage) -> None:
    for key in LAYOUTS:
        assert shown(page, key).report is not None
