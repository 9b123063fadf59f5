"""Many people at once from the list: follow-up, field, tag taken away, and everybody selected."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.contacts import bulk_actions
from smallbiz_crm.ui.contacts.page import ContactsPage
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.line_edits import LineEdit


@pytest.fixture
def page(desk: Desk, people: dict[str, int], window: Callable[..., object]) -> ContactsPage:
    made = ContactsPage(desk)
    window(made)
    made.make_fresh()
    return made


def type_in(qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(QApplication.focusWidget(), text)


def test_everybody_can_be_selected_and_the_menu_says_what_can_be_done(page: ContactsPage) -> None:
    page.list.selectRow(0)
    page.list.selectionModel().select(
        page.list.people.index(1, 0),
        page.list.selectionModel().SelectionFlag.Select | page.list.selectionModel().SelectionFlag.Rows,
    )
    assert page.selection_bar.all_button.text() == "Select all 6"
    page.selection_bar.all_button.click()
    assert len(page.list.selected_ids()) == 6
    assert not page.selection_bar.all_button.isVisible()
    menu = page.more_menu()
    texts = [action.text() for action in menu.actions()]
    assert texts[:3] == ["Write to each …", "Plan follow-up …", "Start a nurture sequence …"]
    assert texts[3:5] == ["Set a field …", "Remove a tag …"]
    menu.close()


def test_a_follow_up_is_planned_for_all(page: ContactsPage, workspace: Workspace, qtbot: QtBot) -> None:
    ids = list(workspace.contacts.ids())
    bulk_actions.plan_for_all(page.desk, page, ids, page.selection_bar.more_button)
    type_in(qtbot, "send price list")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert len(workspace.follow_ups.all_open()) == 6
    workspace.history.undo()
    assert workspace.follow_ups.all_open() == []


def test_a_field_is_set_for_all(page: ContactsPage, workspace: Workspace) -> None:
    workspace.fields.add("contact", "Visits", "number")
    ids = list(workspace.contacts.ids())
    ask = bulk_actions.FieldPopover.ask(page.desk, page, ids, page.selection_bar.more_button)
    ask.field.set_value("custom:Visits")
    ask.value.setFocus()
    ask.value.edit.setText("many")
    ask.accept()
    assert ask.isVisible()
    ask.value.edit.setText("4")
    ask.accept()
    assert {workspace.contacts.get(each).custom["Visits"] for each in ids} == {"4"}


def test_a_tag_is_taken_away(page: ContactsPage, workspace: Workspace) -> None:
    ids = list(workspace.contacts.ids())
    ask = bulk_actions.ask_untag(page.desk, page, ids, page.selection_bar.more_button)
    ask.accept()
    assert ask.isVisible()
    edit = ask.findChild(LineEdit)
    assert isinstance(edit, LineEdit)
    edit.setText("#VIP")
    ask.accept()
    assert workspace.contacts.count(where={"tag": "vip"}) == 0
    workspace.history.undo()
    assert workspace.contacts.count(where={"tag": "vip"}) == 1
