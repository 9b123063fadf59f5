"""The filter builder and the segments over the list, by keys and mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.segments import Comparison, Condition, Group
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.contacts.condition_row import ConditionRow
from smallbiz_crm.ui.contacts.filter_words import FIELD_WORDS, rule_words
from smallbiz_crm.ui.contacts.page import ContactsPage
from smallbiz_crm.ui.desk import Desk


@pytest.fixture
def page(desk: Desk, people: dict[str, int], window: Callable[..., object]) -> ContactsPage:
    made = ContactsPage(desk)
    window(made)
    made.make_fresh()
    return made


def names(page: ContactsPage) -> list[str]:
    return [page.list.people.text(row, 0) for row in range(page.list.people.rowCount())]


def first_row(page: ContactsPage) -> ConditionRow:
    assert page.filtering.editor.group is not None
    row = page.filtering.editor.group.parts[0]
    assert isinstance(row, ConditionRow)
    return row


def choose(row: ConditionRow, field: str, comparison: Comparison, value: str, qtbot: QtBot) -> None:
    row.field.setCurrentIndex(list(FIELD_WORDS).index(field))
    row.field.activated.emit(row.field.currentIndex())
    row.comparison.setCurrentIndex(row._comparisons.index(comparison))
    row.comparison.activated.emit(row.comparison.currentIndex())
    row.edit.setText("")
    row.edit.setFocus()
    qtbot.keyClicks(row.edit, value)
    qtbot.keyClick(row.edit, Qt.Key.Key_Return)


def test_a_condition_narrows_the_list_and_clearing_shows_everybody(page: ContactsPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.filtering.button, Qt.MouseButton.LeftButton)
    row = first_row(page)
    choose(row, "company", Comparison.CONTAINS, "wind", qtbot)
    assert names(page) == ["Chloé Dubois", "Elif Demir"]
    assert page.subtitle.text() == "2 of 6 people"
    assert page.filtering.button.text() == "Filter: 1"
    qtbot.mouseClick(page.filtering.editor.clear_button, Qt.MouseButton.LeftButton)
    assert len(names(page)) == 6
    assert page.filtering.button.text() == "Filter"
    assert not page.filtering.editor.isVisible()


def test_conditions_join_by_all_or_any_and_in_groups(page: ContactsPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.filtering.button, Qt.MouseButton.LeftButton)
    group = page.filtering.editor.group
    assert group is not None
    choose(first_row(page), "tag", Comparison.IS, "vip", qtbot)
    choose(group.add_condition(), "tag", Comparison.IS, "retail", qtbot)
    assert names(page) == []
    group.joint.setCurrentIndex(1)
    group.joint.activated.emit(1)
    assert names(page) == ["Björn Lind", "Chloé Dubois"]
    inner = group.add_group()
    choose(inner.add_condition(), "name", Comparison.BEGINS, "e", qtbot)
    assert names(page) == ["Björn Lind", "Chloé Dubois", "Elif Demir"]
    inner.remove_button.click()
    assert names(page) == ["Björn Lind", "Chloé Dubois"]


def test_an_unfinished_or_unreadable_value_asks_nothing(page: ContactsPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.filtering.button, Qt.MouseButton.LeftButton)
    row = first_row(page)
    choose(row, "last_activity", Comparison.NOT_IN_LAST_DAYS, "soon", qtbot)
    assert row.condition() is None
    choose(row, "created", Comparison.BEFORE, "whenever", qtbot)
    assert row.condition() is None
    assert len(names(page)) == 6


def test_a_filter_is_saved_chosen_changed_and_removed(
    page: ContactsPage, workspace: Workspace, qtbot: QtBot
) -> None:
    page._on_rule_changed(Group((Condition("tag", Comparison.IS, "vip"),)))
    page.filtering.editor.show_rule(Group((Condition("tag", Comparison.IS, "vip"),)))
    ask = page.filtering.ask_name()
    qtbot.keyClicks(QApplication.focusWidget(), "Best people")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert not ask.isVisible()
    bar = page.filtering.bar
    assert [button.text() for button in bar.buttons] == ["Everybody", "Best people · 1"]
    assert bar.buttons[1].isChecked()
    qtbot.mouseClick(bar.buttons[0], Qt.MouseButton.LeftButton)
    assert len(names(page)) == 6
    bar.buttons[1].setFocus()
    qtbot.keyClick(bar.buttons[1], Qt.Key.Key_Space)
    assert names(page) == ["Björn Lind"]
    workspace.contacts.tag(list(workspace.contacts.ids()), "vip")
    page.refresh()
    assert [segment.count for segment in bar.segments] == [6]
    bar.remove_requested.emit(bar.segments[0].id)
    assert not bar.isVisible()
    workspace.history.undo()
    page.refresh()
    assert bar.isVisible()


def test_a_taken_name_is_told_and_asked_again(page: ContactsPage, workspace: Workspace, qtbot: QtBot) -> None:
    rule = Group((Condition("tag", Comparison.IS, "vip"),))
    workspace.segments.save("Best", rule)
    page.refresh()
    page.filtering.editor.show_rule(rule)
    ask = page.filtering.ask_name()
    qtbot.keyClicks(QApplication.focusWidget(), "best")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert ask.isVisible()
    ask.close()


def test_a_rule_reads_as_a_sentence() -> None:
    rule = Group(
        (
            Condition("last_activity", Comparison.NOT_IN_LAST_DAYS, "60"),
            Group(
                (Condition("tag", Comparison.IS, "vip"), Condition("mailable", Comparison.IS, "yes")),
                any_of=True,
            ),
        )
    )
    assert rule_words(rule) == "Last activity: not for 60 days and (Tag is vip or May be mailed is Yes)"


def test_a_segment_says_how_often_to_be_in_touch(page: ContactsPage, workspace: Workspace) -> None:
    segment_id = workspace.segments.save("Everybody we know", Group())
    page.filtering.refresh()

    def cadences() -> list[QAction]:
        (choices,) = (
            action.menu() for action in page.filtering.bar.menu_of(segment_id).actions() if action.menu()
        )
        assert isinstance(choices, QMenu)
        return choices.actions()

    assert [action.text() for action in cadences() if action.isChecked()] == ["Not asked for"]
    next(action for action in cadences() if action.text() == "Every month").trigger()
    assert workspace.segments.get(segment_id).cadence_days == 30
    assert [action.text() for action in cadences() if action.isChecked()] == ["Every month"]
    workspace.history.undo()
    assert workspace.segments.get(segment_id).cadence_days is None
