"""Every page and panel that the window names is there and is what it says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.metrics import Metric
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.campaigns.page import CampaignsPage
from smallbiz_crm.ui.contacts.import_wizard import ImportWizard
from smallbiz_crm.ui.desk import Desk, Page, RecordPanel
from smallbiz_crm.ui.kit.icons import icon_names
from smallbiz_crm.ui.kit.messages import Banner
from smallbiz_crm.ui.shell.main_window import MainWindow
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.registry import all_rooms


def test_every_room_can_be_entered_before_and_after_the_workspace_is_open(
    qtbot: QtBot, preferences: Preferences, workspace: Workspace
):
    rooms = all_rooms(preferences)
    desk = Desk(inline=True)
    window = MainWindow(desk, rooms, preferences)
    qtbot.addWidget(window)
    window.show()
    for room in rooms.pages:
        assert room.icon in icon_names()
        window.go_to(room.key)
        page = window.current_page()
        assert isinstance(page, Page)
        assert page.key == room.key
    desk.attach(workspace)
    for room in rooms.pages:
        window.go_to(room.key)
    desk.close()


def test_every_panel_shows_its_kind(qtbot: QtBot, preferences: Preferences, workspace: Workspace):
    workspace.sample.fill()
    desk = Desk(workspace, inline=True)
    window = MainWindow(desk, all_rooms(preferences), preferences)
    qtbot.addWidget(window)
    window.show()
    records = {
        "contact": workspace.contacts.ids()[0],
        "company": workspace.companies.ids()[0],
        "deal": workspace.deals.ids()[0],
        "campaign": workspace.campaigns.list()[0].id,
    }
    assert records.keys() == window.rooms.panels.keys()
    for kind, record_id in records.items():
        desk.open_record(kind, record_id)
        panel = window.panels.panel
        assert isinstance(panel, RecordPanel)
        assert (panel.kind, panel.record_id) == (kind, record_id)
        assert panel.isVisible()
    desk.close()


@pytest.mark.parametrize(("width", "height"), [(1_000, 640), (1_280, 800), (3_840, 2_160)])
def test_every_page_fits_the_window(
    qtbot: QtBot, preferences: Preferences, workspace: Workspace, width: int, height: int, tmp_path: Path
):
    workspace.sample.fill()
    desk = Desk(workspace, inline=True)
    rooms = all_rooms(preferences)
    window = MainWindow(desk, rooms, preferences)
    qtbot.addWidget(window)
    window.resize(width, height)
    window.show()
    for room in rooms.pages:
        window.go_to(room.key)
        page = window.current_page()
        assert page is not None
        assert page.minimumSizeHint().width() <= window.panels.width(), room.key
        assert page.minimumSizeHint().height() <= window.panels.height(), room.key
    assert (window.width(), window.height()) == (width, height)
    desk.close()


def test_the_sample_is_named_on_today_alone(qtbot: QtBot, preferences: Preferences, workspace: Workspace):
    workspace.sample.fill()
    desk = Desk(workspace, inline=True)
    window = MainWindow(desk, all_rooms(preferences), preferences)
    qtbot.addWidget(window)
    window.show()

    def banners() -> list[str]:
        return [shown.label.text() for shown in window.findChildren(Banner) if shown.isVisible()]

    assert len(banners()) == 1
    window.go_to("deals")
    assert banners() == []
    window.go_to("today")
    assert len(banners()) == 1
    workspace.sample.remove()
    assert banners() == []
    desk.close()


def test_campaigns_begin_with_the_month_and_then_as_they_were_left(
    qtbot: QtBot, preferences: Preferences, workspace: Workspace
):
    for left_on in ("month", "table"):
        page = all_rooms(preferences).room("campaigns").make(Desk(workspace, inline=True))
        assert isinstance(page, CampaignsPage)
        qtbot.addWidget(page)
        assert page.view_toggle.value() == page.views.key == left_on
        page.view_toggle.button("table").click()


def test_an_import_of_a_known_kind_opens_over_the_page(
    qtbot: QtBot, preferences: Preferences, workspace: Workspace, tmp_path: Path
):
    statement = tmp_path / "Card.csv"
    statement.write_text("Date,Name,Amount\n2026-05-04,Printer,-80.00\n", "utf-8")
    desk = Desk(workspace, inline=True)
    window = MainWindow(desk, all_rooms(preferences), preferences)
    qtbot.addWidget(window)
    window.show()
    window.go_to("campaigns")
    desk.ask_import("spend")
    wizard = window.findChild(ImportWizard)
    assert wizard is not None
    wizard.open_file(statement)
    assert wizard.plan is not None
    assert [column.targets for column in wizard.plan.columns] == [("date",), ("payee",), ("gross bank",)]
    wizard.next_button.click()
    wizard.next_button.click()
    assert [line.gross for line in workspace.spending.list()] == [8_000]
    desk.close()


def test_an_attendee_file_belongs_to_the_campaign_it_was_asked_for(
    qtbot: QtBot, preferences: Preferences, workspace: Workspace, tmp_path: Path
):
    fair = workspace.campaigns.add("Fair", starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 2))
    people = tmp_path / "who was there.csv"
    people.write_text("First Name,Last Name,Email,Company\nAna,Silva,ana@silva.example,Silva Ltd\n", "utf-8")
    desk = Desk(workspace, inline=True)
    window = MainWindow(desk, all_rooms(preferences), preferences)
    qtbot.addWidget(window)
    window.show()
    desk.ask_import("contacts", "Fair")
    wizard = window.findChild(ImportWizard)
    assert wizard is not None
    wizard.open_file(people)
    assert wizard.mapping is not None
    assert wizard.mapping.campaign.value() == "Fair"
    wizard.next_button.click()
    wizard.next_button.click()
    (ana,) = workspace.participants.standings(fair)
    assert (ana.contact, ana.how, ana.on) == ("Ana Silva", "registered", date(2026, 3, 2))
    desk.close()


def test_figures_of_a_file_without_names_are_those_of_the_campaign_asked_from(
    qtbot: QtBot, preferences: Preferences, workspace: Workspace, tmp_path: Path
):
    ads = workspace.campaigns.add("Search ads", channel="ads")
    report = tmp_path / "ads.csv"
    report.write_text("Day,Impressions,Clicks,Conversions\n2026-05-04,1200,30,\n2026-05-05,,0,2\n", "utf-8")
    desk = Desk(workspace, inline=True)
    window = MainWindow(desk, all_rooms(preferences), preferences)
    qtbot.addWidget(window)
    window.show()
    desk.ask_import("metrics", "Search ads")
    wizard = window.findChild(ImportWizard)
    assert wizard is not None
    wizard.open_file(report)
    assert wizard.mapping is not None
    assert wizard.mapping.campaign.value() == "Search ads"
    wizard.mapping.columns.mapped.emit("Conversions", "reported_leads")
    wizard.next_button.click()
    wizard.next_button.click()
    assert workspace.metrics.grid(ads) == {
        date(2026, 5, 4): {Metric.IMPRESSIONS: 1_200, Metric.CLICKS: 30},
        date(2026, 5, 5): {Metric.CLICKS: 0, Metric.REPORTED_LEADS: 2},
    }
    desk.close()
