"""The shell's own pages: history, Trash, settings, help."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.kit.fields import CheckField, ChoiceField, TextField
from smallbiz_crm.ui.kit.list_view import ListView
from smallbiz_crm.ui.kit.theme import theme
from smallbiz_crm.ui.shell import history_page
from smallbiz_crm.ui.shell.help_page import HelpPage
from smallbiz_crm.ui.shell.history_page import HistoryPage, counts_text
from smallbiz_crm.ui.shell.main_window import MainWindow
from smallbiz_crm.ui.shell.month_day import MonthDayField
from smallbiz_crm.ui.shell.preferences import Preferences
from smallbiz_crm.ui.shell.settings_page import SettingsPage
from smallbiz_crm.ui.shell.trash_page import TrashPage


def checked(model: QAbstractItemModel) -> QAbstractItemModelTester:
    return QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)


def texts(view: ListView, column: int) -> list[str]:
    model = view.model_of_records()
    return [model.text(row, column) for row in range(model.rowCount())]


# -- history --------------------------------------------------------------------------------------------------


@pytest.fixture
def history(window: MainWindow) -> HistoryPage:
    window.go_to("history")
    page = window.pages.page("history")
    assert isinstance(page, HistoryPage)
    return page


def test_history_lists_the_newest_first_with_what_changed(history: HistoryPage, people: list[int]):
    tester = checked(history.model)
    assert texts(history.list, 1) == ["Added Cleo", "Added Ben", "Added Ana", "Made the workspace"]
    assert texts(history.list, 0)[0].startswith("Today, ")
    assert texts(history.list, 2)[0] == "1 person"
    assert tester.model() is history.model


def test_an_older_step_is_taken_back_alone_and_marked(
    qtbot: QtBot, history: HistoryPage, workspace: Workspace, people: list[int]
):
    history.list.select_id(history.model.id_at(1))
    assert history.take_back_button.isEnabled()
    qtbot.mouseClick(history.take_back_button, Qt.MouseButton.LeftButton)
    assert workspace.contacts.count() == 2
    assert texts(history.list, 1)[:3] == ["Taken back: Added Ben", "Added Cleo", "Added Ben"]
    assert texts(history.list, 3)[:3] == ["", "", "Taken back"]
    assert [history.model.look(row, 1) for row in range(3)] == ["muted", "text", "text"]


def test_what_is_taken_back_or_an_echo_cannot_be_taken_back(
    history: HistoryPage, workspace: Workspace, people: list[int]
):
    workspace.history.undo()
    for row, can in enumerate([False, False, True]):
        history.list.select_id(history.model.id_at(row))
        assert history.take_back_button.isEnabled() == can, row
    history.list.select_id(history.model.id_at(0))
    history.take_back()
    assert workspace.contacts.count() == 2


def test_a_step_in_the_way_is_named_and_nothing_changes(
    history: HistoryPage, workspace: Workspace, people: list[int]
):
    workspace.contacts.edit(people[0], name="Anna")
    history.list.select_id(history.model.id_at(3))
    history.take_back()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert workspace.contacts.get(people[0]).name == "Anna"
    dialog.close()


def test_older_steps_come_on_request(
    history: HistoryPage, workspace: Workspace, window: MainWindow, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(history_page, "STEPS_A_PAGE", 5)
    history._wanted = 5
    for number in range(11):
        workspace.contacts.add(NewContact(name=f"Person {number}"))
    tester = checked(history.model)
    assert history.model.rowCount() == 5
    assert history.more_button.isVisible()
    history.more_button.click()
    history.more_button.click()
    assert history.model.rowCount() == 12
    assert not history.more_button.isVisible()
    assert texts(history.list, 1)[-1] == "Made the workspace"
    window.desk.undo()
    assert history.model.rowCount() == 13
    assert tester.model() is history.model


def test_counts_name_records_before_details():
    assert counts_text({"contact": 412, "contact_email": 400, "company": 1}) == "412 people, 1 company"
    assert counts_text({"contact_tag": 2, "contact_phone": 1}) == "3 details"
    assert counts_text({}) == ""


# -- Trash ----------------------------------------------------------------------------------------------------


@pytest.fixture
def trash(window: MainWindow) -> TrashPage:
    window.go_to("trash")
    page = window.pages.page("trash")
    assert isinstance(page, TrashPage)
    return page


def test_the_trash_shows_every_kind_and_restores(
    qtbot: QtBot, trash: TrashPage, workspace: Workspace, people: list[int]
):
    deal = workspace.deals.add("New lamps")
    workspace.contacts.trash([people[1]])
    workspace.deals.trash([deal])
    tester = checked(trash.model)
    assert sorted(zip(texts(trash.list, 0), texts(trash.list, 1), strict=True)) == [
        ("Ben", "Person"),
        ("New lamps", "Deal"),
    ]
    trash.list.setFocus()
    trash.list.selectRow(texts(trash.list, 0).index("Ben"))
    qtbot.keyClick(trash.list, Qt.Key.Key_Return)
    assert workspace.contacts.count() == 3
    assert texts(trash.list, 0) == ["New lamps"]
    trash.list.selectAll()
    trash.restore_button.click()
    assert trash.model.rowCount() == 0
    assert not trash.restore_button.isEnabled()
    assert tester.model() is trash.model


def test_restoring_can_be_undone(
    trash: TrashPage, window: MainWindow, workspace: Workspace, people: list[int]
):
    workspace.contacts.trash([people[0]])
    trash.list.selectAll()
    trash.restore()
    toast = window.messages.toasts()[-1]
    assert toast.label.text() == "Restored Ana"
    assert toast.action_button is not None
    toast.action_button.click()
    assert texts(trash.list, 0) == ["Ana"]


def test_many_records_come_back_in_one_step(trash: TrashPage, workspace: Workspace, people: list[int]):
    workspace.contacts.trash(people[:2])
    deal_id = workspace.deals.add("Shelves")
    workspace.deals.trash([deal_id])
    trash.list.selectAll()
    trash.restore()
    assert trash.model.rowCount() == 0
    assert workspace.history.list(1)[0].code == "trash.restored"
    workspace.history.undo()
    assert len(workspace.trash.list()) == 3


def test_an_empty_trash_says_so(trash: TrashPage):
    shown = [label.text() for label in trash.list.findChildren(QLabel) if label.isVisible()]
    assert "The Trash is empty." in shown


# -- settings -------------------------------------------------------------------------------------------------


@pytest.fixture
def settings(window: MainWindow) -> SettingsPage:
    window.go_to("settings")
    page = window.pages.page("settings")
    assert isinstance(page, SettingsPage)
    return page


def test_a_setting_is_saved_when_it_is_left_and_can_be_undone(
    qtbot: QtBot, settings: SettingsPage, window: MainWindow, workspace: Workspace
):
    name = settings.fields["business.name"]
    assert isinstance(name, TextField)
    name.edit.setFocus()
    qtbot.keyClicks(name.edit, "Lindgren")
    qtbot.keyClick(name.edit, Qt.Key.Key_Tab)
    assert workspace.settings.get("business.name") == "Lindgren"
    window.desk.undo()
    assert workspace.settings.get("business.name") == ""
    assert name.edit.text() == ""


def test_ticks_choices_and_days_are_saved(settings: SettingsPage, workspace: Workspace):
    tax = settings.fields["tax.registered"]
    assert isinstance(tax, CheckField)
    tax.box.click()
    assert workspace.settings.get("tax.registered") is True
    country = settings.fields["business.region"]
    assert isinstance(country, ChoiceField)
    country.saved.emit("CH")
    assert workspace.settings.get("business.region") == "CH"
    year = settings.fields["fiscal_year.start"]
    assert isinstance(year, MonthDayField)
    year.month.setCurrentIndex(3)
    year.month.activated.emit(3)
    year.day.setCurrentIndex(5)
    year.day.activated.emit(5)
    assert workspace.settings.get("fiscal_year.start") == "04-06"


def test_the_currency_is_fixed_once_money_exists(settings: SettingsPage, workspace: Workspace):
    currency = settings.fields["business.currency"]
    assert isinstance(currency, ChoiceField)
    assert currency.box.isEnabled()
    currency.saved.emit("CHF")
    assert workspace.settings.currency == "CHF"
    workspace.deals.add("Lamps", amount=120_000)
    assert not currency.box.isEnabled()
    currency.saved.emit("USD")
    assert currency.state == "bad"
    assert workspace.settings.currency == "CHF"


def test_the_look_is_changed_from_the_page_too(settings: SettingsPage, preferences: Preferences):
    settings.mode.button("contrast").click()
    assert theme().name == preferences.theme == "contrast"
    settings.text_size.saved.emit(14.0)
    assert theme().text_size == 14
    assert settings.text_size.value() == 14


def test_a_backup_is_made_and_said(settings: SettingsPage, window: MainWindow, workspace: Workspace):
    settings.file_card.back_up_button.click()
    made = list((workspace.path.parent / "backups").glob("*.crm"))
    assert len(made) == 1
    assert made[0].name in window.messages.toasts()[-1].label.text()


def test_everything_of_a_kind_is_exported_and_said(
    window: MainWindow, workspace: Workspace, people: list[int], tmp_path: Path
):
    window.files.export("contacts", tmp_path / "people.csv")
    assert window.messages.toasts()[-1].label.text() == "3 records are in people.csv."
    lines = (tmp_path / "people.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 4
    dialog = window.files.ask_export("deals")
    assert dialog.selectedFiles()[0].endswith("deals 2026-05-14.csv")
    dialog.reject()


def test_the_whole_workspace_is_exported_as_a_zip(window: MainWindow, people: list[int], tmp_path: Path):
    dialog = window.files.ask_everything()
    assert dialog.selectedFiles()[0].endswith("2026-05-14.zip")
    dialog.reject()
    window.files.export_everything(tmp_path / "all.zip")
    assert window.messages.toasts()[-1].label.text().endswith("records are in all.zip.")
    assert zipfile.is_zipfile(tmp_path / "all.zip")


def test_the_page_says_where_the_file_is(settings: SettingsPage, workspace: Workspace):
    shown = [label.text() for label in settings.findChildren(QLabel)]
    assert str(workspace.path) in shown


# -- help -----------------------------------------------------------------------------------------------------


def test_help_lists_the_keys_there_are(qtbot: QtBot, window: MainWindow):
    window.desk.add_command("Juggle", lambda: None, shortcut="Ctrl+J")
    qtbot.keyClick(window, Qt.Key.Key_F1)
    page = window.pages.page("help")
    assert isinstance(page, HelpPage)
    shown = [label.text() for label in page.findChildren(QLabel)]
    assert {"Undo", "Ctrl+Z", "Ctrl+Shift+Z  Ctrl+Y", "Juggle", "Ctrl+J"} <= set(shown)
    assert str(window.desk.workspace.path) in shown


def test_about_is_scrolled_to(window: MainWindow):
    window.resize(1_000, 500)
    window.go_to("help", "about")
    page = window.pages.page("help")
    assert isinstance(page, HelpPage)
    assert page._area.verticalScrollBar().value() > 0
