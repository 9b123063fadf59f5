"""Columns of the list: chosen, moved and sized by the user, and kept as a line of text."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.contacts.page import ContactsPage
from smallbiz_crm.ui.desk import Desk


@pytest.fixture
def page(desk: Desk, people: dict[str, int], window: Callable[..., object]) -> ContactsPage:
    made = ContactsPage(desk)
    window(made)
    made.make_fresh()
    return made


FIRST = "name company job_title email phone lifecycle tags -owner -created -language"


def test_columns_are_shown_hidden_moved_and_sized_and_come_back(
    page: ContactsPage, desk: Desk, qtbot: QtBot
) -> None:
    columns, header = page.list.layout_of_columns, page.list.horizontalHeader()
    assert columns.text() == FIRST
    with qtbot.waitSignal(columns.changed) as told:
        next(action for action in columns.menu().actions() if action.text() == "Owner").trigger()
        header.moveSection(header.visualIndex(4), 1)
    assert told.args == ["name phone company job_title email lifecycle tags owner -created -language"]
    header.resizeSection(0, 231)
    kept = columns.text()
    assert kept.startswith("name:231 phone:")
    other = ContactsPage(desk)
    other.list.layout_of_columns.restore(kept)
    assert other.list.layout_of_columns.text() == kept
    next(action for action in columns.menu().actions() if action.text() == "Columns as they were").trigger()
    assert columns.text() == FIRST


@pytest.mark.parametrize(
    "text", ["", "nonsense", "-name company:abc", "name:99999999 -", "::", "name name -name"]
)
def test_any_text_is_survived_and_the_name_stays(page: ContactsPage, text: str) -> None:
    page.list.layout_of_columns.restore(text)
    assert not page.list.isColumnHidden(0)


@pytest.mark.parametrize(
    "key",
    ["name", "company", "job_title", "email", "phone", "lifecycle", "tags", "owner", "created", "language"],
)
def test_every_column_sorts(page: ContactsPage, workspace: Workspace, key: str) -> None:
    assert (
        len(workspace.contacts.ids(sort=key)) == len(workspace.contacts.ids(sort=key, descending=True)) == 6
    )


def shown(page: ContactsPage) -> list[str]:
    columns = page.list.people.columns
    return [column.title for number, column in enumerate(columns) if not page.list.isColumnHidden(number)]


def test_columns_give_way_rather_than_scroll_and_come_back_with_the_room(
    page: ContactsPage, qtbot: QtBot
) -> None:
    everything = ["Name", "Company", "Job title", "E-mail", "Phone", "Lifecycle", "Tags"]
    assert shown(page) == everything
    before = page.list.layout_of_columns.text()
    page.window().resize(660, 600)
    assert shown(page) == ["Name", "Company", "E-mail", "Lifecycle"]
    qtbot.waitUntil(lambda: page.list.horizontalScrollBar().maximum() == 0)
    assert page.list.layout_of_columns.text() == before
    page.window().resize(1100, 600)
    assert shown(page) == everything


def test_whoever_asks_for_more_columns_gets_them_all_and_scrolls(page: ContactsPage, qtbot: QtBot) -> None:
    page.window().resize(660, 600)
    pick(page, "Owner")
    assert shown(page) == [*("Name", "Company", "Job title", "E-mail", "Phone", "Lifecycle", "Tags", "Owner")]
    qtbot.waitUntil(lambda: page.list.horizontalScrollBar().maximum() > 0)


def pick(page: ContactsPage, title: str) -> None:
    menu = page.list.layout_of_columns.menu()
    next(action for action in menu.actions() if action.text() == title).trigger()


def test_fields_of_ones_own_are_columns_that_sort_and_come_back(
    page: ContactsPage, desk: Desk, workspace: Workspace, people: dict[str, int]
) -> None:
    seats = workspace.fields.add("contact", "Seats", "number")
    likes = workspace.fields.add("contact", "Newsletter", "yes_no")
    for name, count in (("Ana", "12.5"), ("Elif", "3"), ("Dimitri", "100")):
        workspace.fields.set_value(seats, people[name], count)
    workspace.fields.set_value(likes, people["Ana"], "no")
    assert "Seats" not in shown(page)
    pick(page, "Seats")
    pick(page, "Newsletter")
    assert shown(page)[-2:] == ["Seats", "Newsletter"]
    last = len(page.list.people.columns) - 1
    assert [page.list.people.text(0, section) for section in (last - 1, last)] == ["12.5", "No"]
    page.list.sort_requested.emit(f"own{seats}", True)
    first = [page.list.people.text(row, 0).split()[0] for row in range(3)]
    assert first == ["Dimitri", "Ana", "Elif"]
    other = ContactsPage(desk)
    other.list.layout_of_columns.restore(page.list.layout_of_columns.text())
    assert shown(other)[-2:] == ["Seats", "Newsletter"]
    workspace.fields.remove(seats)
    assert shown(page)[-1] == "Newsletter"
    assert page.list.query.sort == "name"
