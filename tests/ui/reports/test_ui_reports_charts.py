"""The charts of the plain reports: drawn, told under the pointer, gone through by keys, opened, copied, saved."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.campaigns import TouchKind
from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.deals import Outcome
from smallbiz_crm.services.report_charts import MOST_CATEGORIES
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.reports.chart_cards import ChartCard
from smallbiz_crm.ui.reports.page import ReportsPage
from smallbiz_crm.ui.reports.report_layout import LAYOUTS
from smallbiz_crm.ui.reports.report_view import ReportView

LEFT = Qt.MouseButton.LeftButton


def shown(page: ReportsPage, key: str) -> ReportView:
    page.choose(key)
    view = page.view(key)
    assert isinstance(view, ReportView)
    return view


def chart(page: ReportsPage, key: str, number: int = 0) -> ChartCard:
    return shown(page, key).charts.cards[number]


@pytest.fixture
def people(workspace: Workspace, business: dict[str, int]) -> list[int]:
    """Three leads of the fair, one of them accepted as SQL."""
    added = [workspace.contacts.add(NewContact(name=name)) for name in ("Ana Pérez", "Ben Ode", "Cy_$x$ 😀")]
    workspace.campaigns.add_people(business["fair"], added, kind=TouchKind.MET, on=date(2026, 4, 2))
    return added


def test_every_report_draws_its_charts(page: ReportsPage, people: list[int]) -> None:
    for key in LAYOUTS:
        for card in shown(page, key).charts.cards:
            assert not card.picture.image.isNull(), key
            assert card.chart is not None
            assert not card.chart.spec.series or card.picture.marks, key


def test_a_mark_under_the_pointer_says_its_figure_and_opens_it(
    qtbot: QtBot, page: ReportsPage, people: list[int]
) -> None:
    card = chart(page, "funnel")
    leads = card.picture.marks[0]
    middle = card.picture.place_of(leads).center()
    found = card.picture.mark_at(middle)
    assert found == leads
    assert card.picture.tip(leads) == "New leads: 3"
    qtbot.mouseClick(card.picture, LEFT, pos=middle.toPoint())
    records = shown(page, "funnel").records
    assert records.isVisible()
    assert records.models["contact"].rowCount() == 3


def test_far_from_every_mark_there_is_nothing_to_say(page: ReportsPage, people: list[int]) -> None:
    picture = chart(page, "funnel").picture
    assert picture.mark_at(QPointF(picture.width() - 2.0, picture.height() - 2.0)) is None


def test_the_keys_go_from_mark_to_mark(qtbot: QtBot, page: ReportsPage, people: list[int]) -> None:
    picture = chart(page, "funnel").picture
    picture.setFocus()
    qtbot.keyClick(picture, Qt.Key.Key_Right)
    assert picture.accessibleDescription() == "New leads: 3"
    qtbot.keyClick(picture, Qt.Key.Key_End)
    assert picture.accessibleDescription().startswith("Customers")
    qtbot.keyClick(picture, Qt.Key.Key_Home)
    qtbot.keyClick(picture, Qt.Key.Key_Return)
    assert shown(page, "funnel").records.isVisible()


def test_the_same_as_a_table(
    qtbot: QtBot, workspace: Workspace, page: ReportsPage, people: list[int]
) -> None:
    fair = workspace.campaigns.named("Spring Fair").id
    workspace.spending.add("Hall", date(2026, 4, 1), 300_00, campaign_id=fair, category="Events")
    card = chart(page, "campaigns")
    qtbot.mouseClick(card.toggle, LEFT)
    assert card.table.isVisible()
    assert not card.picture.isVisible()
    rows = [card.rows.row_values(place)[:3] for place in range(card.rows.rowCount())]
    assert ("Spring Fair", "Marketing spend", "€538.00") in rows


def test_the_forecast_ends_where_its_figures_are(
    workspace: Workspace, page: ReportsPage, people: list[int]
) -> None:
    for month, amount in ((8, 250_00), (6, 400_00), (7, 900_00)):
        deal = workspace.deals.add(f"Deal {month}", amount=amount)
        workspace.deals.edit(deal, expected_close=date(2026, month, 20))
    report = workspace.reports.report("pipeline", workspace.reports.period("all"))
    rows = report.tables["forecast"]
    assert [row.key for row in rows] == ["2026-06", "2026-07", "2026-08"]
    for key in ("forecast_p10", "forecast_p50", "forecast_p90"):
        assert rows[-1].figures[key] == report.figures[key]
        sums = [row.figures[key].value or 0 for row in rows]
        assert sums == sorted(sums)


def test_cohorts_count_who_came_back(
    workspace: Workspace, page: ReportsPage, business: dict[str, int]
) -> None:
    won = next(stage for stage in workspace.deals.stages() if stage.kind is Outcome.WON)
    for day in (date(2025, 8, 1), date(2025, 11, 1), date(2026, 2, 1)):
        deal = workspace.deals.add("Again", amount=100_00, company="Loyal Ltd")
        workspace.deals.move(deal, won.id, closed_on=day)
    report = workspace.reports.report("customers", workspace.reports.period("2026"))
    cohort = next(row for row in report.tables["cohorts"] if row.key == "2025-Q3")
    assert cohort.figures["new_customers"].value == 1
    assert [cohort.figures[f"quarter_{later}"].value for later in (1, 2, 3)] == [1, 1, 0]
    assert "quarter_4" not in cohort.figures
    behind = workspace.reports.records_behind(report, "quarter_1", table="cohorts", key="2025-Q3")
    assert [len(part.ids) for part in behind] == [1, 1]


def test_many_campaigns_show_the_largest(workspace: Workspace, page: ReportsPage) -> None:
    for number in range(MOST_CATEGORIES + 6):
        campaign = workspace.campaigns.add(f"Campaign {number} $_^ 😀")
        workspace.spending.add(
            "X", date(2026, 4, 1), 100 * (number + 1), campaign_id=campaign, category="Events"
        )
    page.make_fresh()
    card = chart(page, "campaigns")
    assert card.chart is not None
    assert len(card.chart.spec.categories) == MOST_CATEGORIES
    assert "24 largest of 30" in card.caption.text()


def test_the_picture_is_copied_and_saved(page: ReportsPage, people: list[int], tmp_path: Path) -> None:
    card = chart(page, "funnel")
    card.copy_picture()
    assert not QGuiApplication.clipboard().image().isNull()
    card.save_picture(tmp_path / "funnel.png")
    card.save_picture(tmp_path / "funnel.svg")
    assert not QImage(str(tmp_path / "funnel.png")).isNull()
    assert (tmp_path / "funnel.svg").read_bytes().startswith(b"<?xml")
