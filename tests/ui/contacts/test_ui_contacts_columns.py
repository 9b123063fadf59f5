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
