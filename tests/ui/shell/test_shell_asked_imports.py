"""Imports that a page asks for, or that are dropped on the window: what is known before goes with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.metrics import Metric
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.contacts.import_wizard import ImportWizard
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.shell.main_window import MainWindow
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.registry import all_rooms


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


def test_a_list_dropped_while_at_an_event_is_of_that_event(
    qtbot: QtBot, preferences: Preferences, workspace: Workspace, tmp_path: Path
):
    fair = workspace.campaigns.add("Fair", channel="event", status="running")
    workspace.meetings.choose_event("Fair")
    workspace.capture.add("Ana Silva, Silva Ltd", event="Fair")
    attendees = tmp_path / "attendees.csv"
    attendees.write_text(
        "Order #,First Name,Last Name,Email,Ticket Type,Attendee Status,Company\n"
        "1,Ana,Silva,ana@silva.example,Day,Checked In,Silva\n"
        "1,Ben,Silva,ana@silva.example,Day,Attending,Silva\n"
        "2,Dan,Gone,dan@gone.example,Day,Refunded,Gone\n",
        "utf-8",
    )
    desk = Desk(workspace, inline=True)
    window = MainWindow(desk, all_rooms(preferences), preferences)
    qtbot.addWidget(window)
    window.show()
    window.go_to("contacts", attendees)
    wizard = window.findChild(ImportWizard)
    assert wizard is not None
    assert wizard.mapping is not None
    assert wizard.mapping.campaign.value() == "Fair"
    wizard.next_button.click()
    wizard.next_button.click()
    assert [(one.contact, one.how) for one in workspace.participants.standings(fair)] == [
        ("Ana Silva", "met"),
        ("Ben Silva", "registered"),
    ]
    desk.close()
