"""The page of likely duplicates in a real window: compare, choose, merge, tell apart, undo."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.contacts.duplicates_dialog import DuplicatesDialog
from smallbiz_crm.ui.contacts.new_contact import NewContactDialog
from smallbiz_crm.ui.contacts.page import ContactsPage
from smallbiz_crm.ui.contacts.panel import ContactPanel
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.fields import TextField
from smallbiz_crm.ui.merge_dialog import MergeDialog


@pytest.fixture
def dialog(
    desk: Desk, workspace: Workspace, people: dict[str, int], window: Callable[..., object], qtbot: QtBot
) -> DuplicatesDialog:
    add = workspace.contacts.add
    add(NewContact("Ana Perez", None, "Head of buying", ("ANA@nordlicht.example",)))
    add(NewContact("Elif Demir", "Südwind AG", None, (), ("+90 212 555 0101",)))
    page = ContactsPage(desk)
    window(page)
    page.make_fresh()
    page.open_with("duplicates")
    found = page.findChild(DuplicatesDialog)
    assert isinstance(found, DuplicatesDialog)
    return found


def rows(dialog: DuplicatesDialog) -> list[tuple[str, str]]:
    return [(dialog.model.text(row, 0), dialog.model.text(row, 2)) for row in range(dialog.model.rowCount())]


def test_pairs_are_shown_with_the_reason_and_merged_by_enter(
    dialog: DuplicatesDialog, workspace: Workspace, people: dict[str, int], qtbot: QtBot
) -> None:
    assert rows(dialog) == [
        ("Ana Pérez, Nordlicht GmbH", "Same e-mail address and more"),
        ("Elif Demir, Südwind AG", "Same name and company"),
    ]
    dialog.card.buttons["job_title", "other"].click()
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    ana = workspace.contacts.get(people["Ana"])
    assert (ana.name, ana.job_title) == ("Ana Pérez", "Head of buying")
    assert rows(dialog) == [("Elif Demir, Südwind AG", "Same name and company")]
    workspace.history.undo()
    assert workspace.contacts.get(people["Ana"]).job_title == "Buyer"


def test_told_apart_is_not_offered_again(
    dialog: DuplicatesDialog, workspace: Workspace, qtbot: QtBot
) -> None:
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert [row[0] for row in rows(dialog)] == ["Elif Demir, Südwind AG"]
    dialog.look()
    assert [row[0] for row in rows(dialog)] == ["Elif Demir, Südwind AG"]
    dialog.tell_apart()
    assert rows(dialog) == []
    assert not dialog.merge_button.isEnabled()


def test_sides_can_be_swapped(dialog: DuplicatesDialog, workspace: Workspace, people: dict[str, int]) -> None:
    dialog.swap_button.click()
    sides = dialog.sides()
    assert sides is not None
    assert sides[1] == people["Ana"]
    dialog.merge_button.click()
    assert workspace.contacts.get(sides[0]).name == "Ana Perez"


def test_a_likely_duplicate_is_offered_while_a_new_person_is_typed(
    desk: Desk, people: dict[str, int], window: Callable[..., object], qtbot: QtBot
) -> None:
    page = ContactsPage(desk)
    window(page)
    opened: list[tuple[str, int]] = []
    desk.record_requested.connect(lambda kind, record_id: opened.append((kind, record_id)))
    made: list[int] = []
    dialog = NewContactDialog(desk, page, made.append)
    dialog.open()
    qtbot.keyClicks(dialog.email_field.edit, "ana@nordlicht.example")
    qtbot.waitUntil(dialog.likely_button.isVisible)
    assert dialog.likely_button.text() == "Looks like Ana Pérez, Nordlicht GmbH – open"
    dialog.likely_button.click()
    assert opened == [("contact", people["Ana"])]
    assert made == []


# -- a person who looks like another -----------------------------------------------------------------------------


@pytest.fixture
def panel(desk: Desk, people: dict[str, int], window: Callable[..., object]) -> ContactPanel:
    made = ContactPanel(desk)
    window(made)
    made.show_record(people["Elif"])
    return made


def retype(qtbot: QtBot, field: TextField, text: str) -> None:
    field.edit.setFocus()
    field.edit.selectAll()
    qtbot.keyClicks(field.edit, text)
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)


def test_fields_that_make_somebody_look_like_another_are_warned_of_and_kept(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], qtbot: QtBot
) -> None:
    assert not panel.likely.isVisible()
    retype(qtbot, panel.details.company, "Nordlicht GmbH")
    assert not panel.likely.isVisible()
    retype(qtbot, panel.details.name, "Ana Perez")
    assert panel.likely.isVisible()
    assert panel.likely.banner.label.text() == (
        "Looks like Ana Pérez, Nordlicht GmbH. Same name and company."
    )
    assert workspace.contacts.get(people["Elif"]).name == "Ana Perez"


def test_the_two_are_compared_and_merged_by_keys_and_parted_again_by_undo(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int], desk: Desk, qtbot: QtBot
) -> None:
    opened: list[int] = []
    desk.record_requested.connect(lambda _kind, record_id: opened.append(record_id))
    workspace.contacts.set_email(people["Elif"], None, "ana@nordlicht.example")
    button = panel.likely.banner.action_button
    assert button is not None
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    dialog = panel.window().findChild(MergeDialog)
    assert isinstance(dialog, MergeDialog)
    assert dialog.why.text() == "Same e-mail address"
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    kept = workspace.contacts.get(people["Ana"])
    assert [email.address for email in kept.emails] == ["ana@nordlicht.example", "elif@suedwind.example"]
    assert workspace.contacts.count() == len(people) - 1
    assert opened == [people["Ana"]]
    workspace.history.undo()
    assert workspace.contacts.get(people["Elif"]).name == "Elif Demir"


def test_two_who_were_told_apart_are_not_warned_of_again(
    panel: ContactPanel, workspace: Workspace, people: dict[str, int]
) -> None:
    workspace.contacts.edit(people["Elif"], name="Ana Pérez", company="Nordlicht GmbH")
    dialog = panel.likely.compare()
    assert dialog is not None
    dialog.apart_button.click()
    assert not panel.likely.isVisible()
    assert workspace.contacts.count() == len(people)
