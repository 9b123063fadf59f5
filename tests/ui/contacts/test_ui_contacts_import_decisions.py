"""The preview of an import in a real window: rows decided one by one, by mouse and by keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.imports import OnDuplicate
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.contacts.import_preview import PreviewPage
from smallbiz_crm.ui.contacts.import_wizard import ImportWizard
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.theme import theme

PEOPLE = """Name,E-mail,Phone,Job title
Ana Pérez,ana@nordlicht.example,,Head of buying
Zoë Becker,zoe@becker.example,0170 5551234,
Tom Stein,tom@x.example,,
Tom Stein,tom@x.example,,
"""


@pytest.fixture
def wizard(
    desk: Desk, workspace: Workspace, window: Callable[[QWidget], QWidget], tmp_path: Path, qtbot: QtBot
) -> ImportWizard:
    workspace.contacts.add(
        NewContact(
            "Ana Pérez", job_title="Buyer", emails=("ana@nordlicht.example",), phones=("0170 5551234",)
        )
    )
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    made = ImportWizard(desk, window(QWidget()))
    made.show()
    qtbot.waitExposed(made)
    made.open_file(path)
    made.next_button.click()
    made.preview.list.setFocus()
    return made


def outcomes(page: PreviewPage) -> list[str]:
    return [page.model.text(row, 1) for row in range(page.model.rowCount())]


def filters(page: PreviewPage) -> list[str]:
    assert page.filter is not None
    return [button.text() for button in page.filter.findChildren(type(page.filter.button("all")))]


def press(wizard: ImportWizard, qtbot: QtBot, row: int, key: Qt.Key) -> None:
    wizard.preview.list.selectRow(row)
    qtbot.keyClick(wizard.preview.list, key)


def test_a_row_is_left_out_by_key_and_the_later_ones_are_judged_anew(
    wizard: ImportWizard, workspace: Workspace, qtbot: QtBot
) -> None:
    page = wizard.preview
    assert outcomes(page) == ["Unchanged", "New", "New", "Update"]
    press(wizard, qtbot, 2, Qt.Key.Key_S)
    assert outcomes(page) == ["Unchanged", "New", "Skipped", "New"]
    assert "tom@x.example" in page.model.text(2, 3)
    assert page.bar.told.text().endswith("You said: leave it out")
    assert wizard.next_button.text() == "Import 2 rows"
    QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)

    press(wizard, qtbot, 2, Qt.Key.Key_Backspace)
    assert outcomes(page) == ["Unchanged", "New", "New", "Update"]
    press(wizard, qtbot, 2, Qt.Key.Key_Delete)
    wizard.next_button.click()
    assert workspace.contacts.count() == 3
    workspace.history.undo()
    assert workspace.contacts.count() == 1


def test_who_may_be_there_is_merged_into_by_the_menu(wizard: ImportWizard, workspace: Workspace) -> None:
    page = wizard.preview
    assert page.filter is not None
    page.filter.chosen.emit("possible")
    assert [page.model.text(0, 2), page.model.text(0, 4)] == [
        "Zoë Becker",
        "May be Ana Pérez, who is there already",
    ]
    page.list.selectRow(0)
    words = {action.text(): action for action in page.menu().actions()}
    assert list(words) == [
        "Fill in what Ana Pérez lacks",
        "The file is right about Ana Pérez",
        "Leave out",
        "Add as new",
    ]
    trigger(words["Fill in what Ana Pérez lacks"])
    assert outcomes(page) == ["Update"]
    wizard.next_button.click()
    ana = workspace.contacts.get(workspace.contacts.ids(search="ana")[0])
    assert [email.address for email in ana.emails] == ["ana@nordlicht.example", "zoe@becker.example"]


def trigger(action: QAction) -> None:
    action.trigger()


def test_the_file_is_right_about_a_row(wizard: ImportWizard, workspace: Workspace, qtbot: QtBot) -> None:
    press(wizard, qtbot, 0, Qt.Key.Key_R)
    assert outcomes(wizard.preview)[0] == "Update"
    assert "Decided by you 1" in filters(wizard.preview)
    wizard.next_button.click()
    ana = workspace.contacts.ids(search="ana")[0]
    assert workspace.contacts.get(ana).job_title == "Head of buying"
    workspace.history.undo()
    assert workspace.contacts.get(ana).job_title == "Buyer"


def test_many_rows_are_decided_at_once_by_mouse(wizard: ImportWizard, qtbot: QtBot) -> None:
    page = wizard.preview
    page.list.selectAll()
    assert page.bar.told.text() == "4 rows selected."
    qtbot.mouseClick(page.bar.buttons[OnDuplicate.SKIP], Qt.MouseButton.LeftButton)
    assert outcomes(page) == ["Skipped"] * 4
    assert wizard.next_button.text() == "Nothing to import"
    qtbot.mouseClick(page.bar.buttons[None], Qt.MouseButton.LeftButton)
    assert outcomes(page) == ["Unchanged", "New", "New", "Update"]
    assert "Decided by you" not in " ".join(filters(page))


def test_rows_that_leave_the_filter_stay_listed_until_it_changes(wizard: ImportWizard, qtbot: QtBot) -> None:
    page = wizard.preview
    assert page.filter is not None
    page.filter.button("new").click()
    press(wizard, qtbot, 0, Qt.Key.Key_S)
    assert outcomes(page)[0] == "Skipped"
    assert page.filter is not None
    assert page.filter.value() == "new"


def test_only_what_can_be_said_of_a_row_is_offered(wizard: ImportWizard, tmp_path: Path) -> None:
    page = wizard.preview
    page.list.selectRow(2)
    enabled = {rule for rule, button in page.bar.buttons.items() if button.isEnabled()}
    assert enabled == {OnDuplicate.NEW, OnDuplicate.SKIP}

    path = tmp_path / "deals.csv"
    path.write_text("Title,Amount,Stage,Created\nRepair,12.00,Qualified,2026-04-13\n", encoding="utf-8")
    wizard.open_file(path)
    wizard.next_button.click()
    shown = {rule for rule, button in page.bar.buttons.items() if not button.isHidden()}
    assert shown == {OnDuplicate.SKIP, None}
    page.list.selectRow(0)
    page.bar.buttons[OnDuplicate.SKIP].click()
    assert outcomes(page) == ["Skipped"]
    assert page.model.text(0, 2) == "Repair"


def test_the_filter_becomes_a_list_where_its_words_have_no_room(
    wizard: ImportWizard, qapp: QApplication
) -> None:
    page = wizard.preview
    assert page.filter_box.isHidden()
    theme().apply(qapp, "light", 24)
    page.list.selectRow(0)
    page.decide(OnDuplicate.SKIP)
    assert page.filter is not None
    assert page.filter.isHidden()
    assert page.filter_box.isVisible()
    place = page.filter_box.findText("New 2")
    page.filter_box.setCurrentIndex(place)
    page.filter_box.activated.emit(place)
    assert outcomes(page) == ["New", "New"]
