"""The contacts page in a real window: find, sort, select, add, tag, trash, undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.store import contact_changes
from smallbiz_crm.ui.contacts.actions import CampaignPopover
from smallbiz_crm.ui.contacts.new_contact import NewContactDialog
from smallbiz_crm.ui.contacts.page import ContactsPage
from smallbiz_crm.ui.desk import Desk
from smallbiz_crm.ui.kit.paged_model import FIRST_ROWS
from smallbiz_crm.ui.kit.popover import Popover


def names(page: ContactsPage) -> list[str]:
    model = page.list.people
    return [model.text(row, 0) for row in range(model.rowCount())]


def action(menu: QMenu, text: str) -> Callable[[], None]:
    return next(each for each in menu.actions() if each.text() == text).trigger


@pytest.fixture
def page(desk: Desk, people: dict[str, int], window: Callable[..., object]) -> ContactsPage:
    made = ContactsPage(desk)
    window(made)
    made.make_fresh()
    return made


def test_the_list_is_by_name_and_says_how_many(page: ContactsPage) -> None:
    assert names(page) == [
        "Ana Pérez",
        "Björn Lind",
        "Chloé Dubois",
        "Dimitri Ivanov",
        "Elif Demir",
        "info@nobody.example",
    ]
    assert page.subtitle.text() == "6 people in 2 companies"
    assert page.list.people.text(1, 5) == "Contact"
    QAbstractItemModelTester(page.list.people, QAbstractItemModelTester.FailureReportingMode.Fatal)


def test_typing_finds_and_escape_shows_everybody(page: ContactsPage, qtbot: QtBot) -> None:
    page.focus_find()
    qtbot.keyClicks(page.search, "sudw")
    assert names(page) == ["Chloé Dubois", "Elif Demir"]
    assert page.subtitle.text() == "2 of 6 people"

    qtbot.keyClicks(page.search, "x")
    assert names(page) == []
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)

    assert len(names(page)) == 6
    assert page.subtitle.text() == "6 people in 2 companies"


def test_filters_narrow_and_say_by_what(page: ContactsPage) -> None:
    action(page.tag_filter.menu_of_options(), "vip")()
    assert names(page) == ["Björn Lind"]
    assert page.tag_filter.text() == "Tag: vip"

    action(page.tag_filter.menu_of_options(), "All")()
    assert len(names(page)) == 6
    assert page.tag_filter.text() == "Tag"


def test_a_heading_sorts_and_sorts_the_other_way(page: ContactsPage, qtbot: QtBot) -> None:
    header = page.list.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(1) + 10, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert names(page)[:2] == ["Ana Pérez", "Björn Lind"]
    assert names(page)[-1] in ("Dimitri Ivanov", "info@nobody.example")

    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert names(page)[:2] == ["Chloé Dubois", "Elif Demir"]


def test_selecting_opens_the_person_and_stays_over_changes(
    page: ContactsPage, people: dict[str, int], qtbot: QtBot
) -> None:
    opened: list[tuple[str, int]] = []
    page.desk.record_requested.connect(lambda kind, record: opened.append((kind, record)))
    page.list.setFocus()
    qtbot.wait(1)
    assert opened == []
    for _press in range(2):
        qtbot.keyClick(page.list, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: opened == [("contact", people["Chloé"])])

    page.desk.workspace.contacts.edit(people["Chloé"], name="Zoé Dubois")
    assert names(page)[-1] == "Zoé Dubois"
    assert page.list.current_id() == people["Chloé"]
    assert page.list.selected_ids() == [people["Chloé"]]
    assert len(opened) == 1

    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert opened == [("contact", people["Chloé"])] * 2


def test_a_click_opens_and_a_second_with_shift_does_not(
    page: ContactsPage, people: dict[str, int], qtbot: QtBot
) -> None:
    opened: list[int] = []
    page.desk.record_requested.connect(lambda _kind, record: opened.append(record))
    viewport = page.list.viewport()

    def click(row: int, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        place = page.list.visualRect(page.list.people.index(row, 0)).center()
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, keys, place)

    click(1)
    qtbot.waitUntil(lambda: opened == [people["Björn"]])
    click(3, Qt.KeyboardModifier.ShiftModifier)
    qtbot.wait(1)

    assert opened == [people["Björn"]]
    assert page.selection_bar.count.text() == "3 selected"
    page.selection_bar.clear_button.click()
    assert page.list.selected_ids() == [people["Dimitri"]]


def test_delete_moves_to_the_trash_and_undo_brings_back(page: ContactsPage, qtbot: QtBot) -> None:
    page.list.setFocus()
    page.list.selectRow(0)
    qtbot.keyClick(page.list, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert page.selection_bar.isVisible()
    assert page.selection_bar.count.text() == "2 selected"

    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    assert names(page)[0] == "Chloé Dubois"
    assert page.list.current_id() == page.list.people.id_at(0)
    assert page.window().toasts() == ["2 people are in the Trash"]
    assert not page.selection_bar.isVisible()

    toast = page.window().messages.toasts()[-1]
    assert toast.action_button is not None
    toast.action_button.click()
    assert names(page)[:2] == ["Ana Pérez", "Björn Lind"]


def test_a_new_contact_needs_one_thing_and_is_selected(page: ContactsPage, qtbot: QtBot) -> None:
    page.create_record()
    dialog = page.findChild(NewContactDialog)
    assert dialog is not None
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.problem()

    qtbot.keyClicks(dialog.email_field.edit, "no address")
    qtbot.keyClick(dialog.email_field.edit, Qt.Key.Key_Return)
    assert "no address" in dialog.problem()
    dialog.email_field.edit.setText("zoe@example.com")
    qtbot.keyClick(dialog.email_field.edit, Qt.Key.Key_Return)

    assert not dialog.isVisible()
    assert names(page)[-1] == "zoe@example.com"
    assert page.list.current_id() == page.list.people.id_at(6)


def test_companies_are_offered_while_one_is_typed(page: ContactsPage, qtbot: QtBot) -> None:
    page.create_record()
    dialog = page.findChild(NewContactDialog)
    assert dialog is not None
    qtbot.keyClicks(dialog.company_field.edit, "nord")
    completer = dialog.company_field.edit.completer()

    assert completer.completionModel().index(0, 0).data() == "Nordlicht GmbH"
    completer.popup().hide()
    dialog.reject()


def test_the_menu_of_one_person(page: ContactsPage, people: dict[str, int], workspace: Workspace) -> None:
    asked: list[object] = []
    page.desk.page_requested.connect(lambda key, argument: asked.append((key, argument)))
    menu = page.menu_of(people["Ana"], QRect(0, 0, 1, 1))

    action(menu, "New deal")()
    assert asked == [("deals", {"new_for_contact": people["Ana"]})]
    action(menu, "Copy e-mail address")()
    assert QApplication.clipboard().text() == "ana@nordlicht.example"
    action(menu, "Plan follow-up …")()
    popover = page.window().findChild(Popover)
    assert popover is not None
    popover.text_field.edit.setText("Call")
    popover.accept()
    assert [each.text for each in workspace.follow_ups.of("contact", people["Ana"])] == ["Call"]
    action(menu, "Move to Trash")()
    assert "Ana Pérez" not in names(page)


def test_people_join_a_campaign_and_get_a_tag_together(
    page: ContactsPage, people: dict[str, int], workspace: Workspace
) -> None:
    fair = workspace.campaigns.add("Spring Fair", channel="event", status="running")
    page.list.selectAll()
    page.selection_bar.campaign_button.click()
    popover = page.findChild(CampaignPopover)
    assert popover is not None
    assert popover.campaign_field.value() == fair
    popover.accept()
    assert len(workspace.campaigns.touches(fair)) == 6

    page.selection_bar.tag_button.click()
    ask = next(each for each in page.findChildren(Popover) if not isinstance(each, CampaignPopover))
    ask.accept()
    assert ask.isVisible()
    ask.body.itemAt(0).widget().edit.setText("#spring")
    ask.accept()
    assert not ask.isVisible()
    assert all("spring" in workspace.contacts.get(each).tags for each in people.values())
    workspace.history.undo()
    assert not any("spring" in workspace.contacts.get(each).tags for each in people.values())


def test_without_a_campaign_there_is_nothing_to_join(page: ContactsPage) -> None:
    page.list.selectAll()
    page.selection_bar.campaign_button.click()

    assert page.window().toasts() == ["There is no campaign yet."]


def test_an_empty_page_offers_the_beginnings(desk: Desk, window: Callable[..., object]) -> None:
    page = ContactsPage(desk)
    window(page)
    page.make_fresh()
    empty = page.list.viewport().findChild(type(page.list._empty))
    assert empty is not None
    assert [button.text() for button in empty.buttons] == [
        "Import people",
        "Add the first",
        "Try the sample company",
    ]

    empty.buttons[2].click()
    assert len(names(page)) > 3
    assert not empty.isVisible()


def test_arguments_of_other_pages(page: ContactsPage) -> None:
    page.open_with({"search": "nordlicht"})
    assert names(page) == ["Ana Pérez", "Björn Lind"]
    assert page.search.text() == "nordlicht"

    page.open_with({"tag": "retail"})
    assert names(page) == ["Chloé Dubois"]
    assert page.search.text() == ""


def test_from_the_search_the_arrow_leads_into_the_list(page: ContactsPage, qtbot: QtBot) -> None:
    page.focus_find()
    qtbot.keyClicks(page.search, "elif")
    qtbot.keyClick(page.search, Qt.Key.Key_Down)

    assert page.list.hasFocus()
    assert names(page)[page.list.currentIndex().row()] == "Elif Demir"


def test_a_long_list_is_filled_behind_and_the_newest_question_wins(
    threaded_desk: Desk, workspace: Workspace, window: Callable[..., object], qtbot: QtBot
) -> None:
    with workspace.database.step("import.done", count=1200, file="x.csv") as unit:
        for number in range(1200):
            company = "Nordlicht GmbH" if number % 2 else None
            contact_changes.add_contact(unit, NewContact(name=f"Person {number:04d}", company=company))
    page = ContactsPage(threaded_desk)
    window(page)
    page.make_fresh()
    assert page.list.people.rowCount() == FIRST_ROWS
    qtbot.waitUntil(lambda: page.list.people.rowCount() == 1200)
    assert names(page)[1199] == "Person 1199"

    page.list.select_id(page.list.people.id_at(1000))
    page.list.scrollToBottom()
    place = page.list.verticalScrollBar().value()
    threaded_desk.write(lambda w: w.contacts.edit(page.list.people.id_at(1000), job_title="Buyer"))
    qtbot.waitUntil(lambda: page.list.people.text(1000, 2) == "Buyer")
    assert page.list.verticalScrollBar().value() == place
    assert page.list.current_id() == page.list.people.id_at(1000)

    for letters in ("n", "no", "nord"):
        page.search.setText(letters)
        page.search.textEdited.emit(letters)
    assert page.list.people.rowCount() == FIRST_ROWS
    qtbot.waitUntil(lambda: page.list.people.rowCount() == 600)
    assert page.subtitle.text() == "600 of 1,200 people"
    page.list.sort_requested.emit("email", False)
    qtbot.waitUntil(lambda: page.list.is_complete)
    assert page.list.people.rowCount() == 600


def test_the_people_listed_are_exported_in_their_order(
    page: ContactsPage, tmp_path: Path, qtbot: QtBot
) -> None:
    page.open_with({"search": "gmbh"})
    page.export_button.click()
    dialog = page.findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "people.csv"))
    dialog.reject()

    lines = (tmp_path / "people.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[1] for line in lines] == ["name", "Ana Pérez", "Björn Lind"]
    assert page.window().toasts() == ["2 people in people.csv"]
