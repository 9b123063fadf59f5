"""The table of deals, the dialog for a new one, and ways to arrive on the page."""

from __future__ import annotations

from datetime import date

import pytest
from board_reading import stage_id, titles, won_popover
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from smallbiz_crm.domain.contacts import NewContact
from smallbiz_crm.domain.errors import Trouble
from smallbiz_crm.services.workspace import Workspace
from smallbiz_crm.ui.deals.new_deal import NewDealDialog
from smallbiz_crm.ui.deals.page import DealsPage
from smallbiz_crm.ui.desk import Desk


def rows(page: DealsPage) -> list[list[str]]:
    model = page.table.records
    return [
        [
            model.text(row, column)
            for column in range(model.columnCount())
            if not page.table.isColumnHidden(column)
        ]
        for row in range(model.rowCount())
    ]


def open_dialog(page: DealsPage) -> NewDealDialog:
    shown = [each for each in page.findChildren(NewDealDialog) if each.isVisible()]
    assert len(shown) == 1
    return shown[0]


@pytest.fixture
def deals(workspace: Workspace) -> dict[str, int]:
    made = {
        "Shelf": workspace.deals.add(
            "Shelf", company="Nordlicht GmbH", amount=50_000, expected_close=date(2026, 6, 30)
        ),
        "Logo": workspace.deals.add("Logo", amount=120_000, currency="CHF"),
        "Win": workspace.deals.add("Win", amount=10_000),
    }
    workspace.follow_ups.add("Call", date(2026, 5, 13), kind="call", deal_id=made["Shelf"])
    workspace.deals.move(made["Win"], stage_id(workspace, "Won"), closed_on=date(2026, 4, 2))
    return made


def test_the_table_shows_every_deal_with_its_dates(
    page: DealsPage, deals: dict[str, int], qtbot: QtBot
) -> None:
    page.make_fresh()
    page.board.select(deals["Logo"])
    QTest.mouseClick(page.view_toggle.button("table"), Qt.MouseButton.LeftButton)

    assert page.views.currentWidget() is page.table
    assert sorted(rows(page)) == [
        ["Logo", "", "CHF\u00a01,200.00", "Qualified", "", "No next step", "14/05/2026", ""],
        ["Shelf", "Nordlicht GmbH", "€500.00", "Qualified", "30/06/2026", "1 day late", "14/05/2026", ""],
        ["Win", "", "€100.00", "Won", "", "", "14/05/2026", "02/04/2026"],
    ]
    assert page.current_id() == deals["Logo"]


def test_the_table_sorts_by_its_headings_and_keeps_the_deal(page: DealsPage, deals: dict[str, int]) -> None:
    page.make_fresh()
    QTest.mouseClick(page.view_toggle.button("table"), Qt.MouseButton.LeftButton)
    page.table.select_id(deals["Win"])

    page.table.sort_requested.emit("amount", False)
    assert [row[0] for row in rows(page)] == ["Win", "Shelf", "Logo"]
    page.table.sort_requested.emit("title", True)
    assert [row[0] for row in rows(page)] == ["Win", "Shelf", "Logo"]
    page.table.sort_requested.emit("expected_close", False)
    assert rows(page)[0][0] == "Shelf"
    assert page.current_id() == deals["Win"]


def test_the_table_is_searched_too_and_hears_of_changes(
    page: DealsPage, deals: dict[str, int], workspace: Workspace, qtbot: QtBot
) -> None:
    page.make_fresh()
    QTest.mouseClick(page.view_toggle.button("table"), Qt.MouseButton.LeftButton)
    QTest.keyClicks(page.search, "shel")
    qtbot.waitUntil(lambda: [row[0] for row in rows(page)] == ["Shelf"])

    workspace.deals.edit(deals["Shelf"], amount=70_000)
    assert rows(page)[0][2] == "€700.00"


def test_the_table_opens_trashes_and_wins(
    page: DealsPage, deals: dict[str, int], workspace: Workspace, desk: Desk
) -> None:
    opened: list[int] = []
    desk.record_requested.connect(lambda _kind, record_id: opened.append(record_id))
    page.make_fresh()
    QTest.mouseClick(page.view_toggle.button("table"), Qt.MouseButton.LeftButton)
    page.table.select_id(deals["Shelf"])
    page.table.setFocus()

    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert opened == [deals["Shelf"]]
    stages = page.doing.menu_for(deals["Shelf"], QPoint(10, 10)).actions()[1].menu()
    next(action for action in stages.actions() if action.text() == "Won").trigger()  # type: ignore[attr-defined]
    won_popover().accept()
    assert workspace.deals.get(deals["Shelf"]).stage == "Won"
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert workspace.deals.get(deals["Shelf"]).is_trashed


def test_a_title_is_enough_for_a_new_deal(page: DealsPage, workspace: Workspace, desk: Desk) -> None:
    opened: list[tuple[str, int]] = []
    desk.record_requested.connect(lambda kind, record_id: opened.append((kind, record_id)))
    page.make_fresh()
    page.create_record()
    dialog = open_dialog(page)

    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.title_field.message() == "A deal needs a title."
    dialog.title_field.edit.setText("Shelf for the hall")
    QTest.keyClick(dialog.title_field.edit, Qt.Key.Key_Return)

    assert titles(page) == {"Qualified": ["Shelf for the hall"]}
    assert page.current_id() == opened[0][1]
    assert opened[0][0] == "deal"
    assert workspace.deals.get(opened[0][1]).currency == "EUR"


def test_a_new_deal_takes_person_company_amount_day_and_stage(
    page: DealsPage, workspace: Workspace, qtbot: QtBot
) -> None:
    workspace.contacts.add(NewContact(name="Ana Silva", company="Nordlicht GmbH"))
    workspace.contacts.add(NewContact(name="Berta Klein"))
    page.make_fresh()
    page.create_record()
    dialog = open_dialog(page)

    QTest.keyClicks(dialog.title_field.edit, "Shelf")
    dialog.contact_field.setFocus()
    QTest.keyClicks(dialog.contact_field.edit, "ana silva")
    assert dialog.contact_field.commit()
    assert dialog.company_field.value() == "Nordlicht GmbH"
    dialog.amount_field.edit.setText("1200 CHF")
    dialog.close_field.edit.setText("30.6.2026")
    dialog.stage_field.set_value(stage_id(workspace, "Proposal"))
    dialog.submit()

    deal = workspace.deals.get(workspace.deals.ids()[0])
    assert (deal.title, deal.contact, deal.company, deal.amount, deal.currency, deal.stage) == (
        "Shelf",
        "Ana Silva",
        "Nordlicht GmbH",
        120_000,
        "CHF",
        "Proposal",
    )
    assert deal.expected_close == date(2026, 6, 30)


def test_a_name_nobody_has_and_a_bad_amount_stay_and_say_why(page: DealsPage, workspace: Workspace) -> None:
    page.make_fresh()
    page.create_record()
    dialog = open_dialog(page)
    dialog.title_field.edit.setText("Shelf")
    dialog.contact_field.edit.setText("Nobody at all")
    dialog.submit()
    assert dialog.contact_field.message().startswith("Nobody is called that.")
    assert dialog.contact_field.edit.text() == "Nobody at all"

    dialog.contact_field.edit.setText("")
    dialog.amount_field.edit.setText("-5")
    dialog.submit()
    assert dialog.amount_field.message() == "An amount is not below zero."
    assert workspace.deals.count() == 0


def test_a_write_that_fails_keeps_the_dialog_and_what_was_typed(
    page: DealsPage, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_fields: object) -> int:
        raise Trouble("disk.full", file="a.crm")

    page.make_fresh()
    page.create_record()
    dialog = open_dialog(page)
    dialog.title_field.edit.setText("Shelf")
    monkeypatch.setattr(workspace.deals, "add", full)
    dialog.submit()

    assert dialog.isVisible()
    assert dialog.problem().startswith("The disk is full")
    monkeypatch.undo()
    dialog.submit()
    assert workspace.deals.count() == 1


def test_a_persons_new_deal_starts_with_the_person(page: DealsPage, workspace: Workspace) -> None:
    ana = workspace.contacts.add(NewContact(name="Ana Silva", company="Nordlicht GmbH"))
    page.make_fresh()

    page.open_with({"new_for_contact": ana})
    dialog = open_dialog(page)
    assert dialog.contact_field.edit.text() == "Ana Silva"
    assert dialog.company_field.edit.text() == "Nordlicht GmbH"
    dialog.title_field.edit.setText("Shelf")
    dialog.submit()

    assert workspace.deals.get(workspace.deals.ids()[0]).contact_id == ana


def test_the_page_goes_to_the_deal_it_is_opened_with(
    page: DealsPage, deals: dict[str, int], desk: Desk, qtbot: QtBot
) -> None:
    opened: list[int] = []
    desk.record_requested.connect(lambda _kind, record_id: opened.append(record_id))

    page.open_with(deals["Shelf"])
    page.make_fresh()
    assert (page.current_id(), opened) == (deals["Shelf"], [deals["Shelf"]])

    page.search.setText("logo")
    page.refresh()
    page.open_with(deals["Win"])
    qtbot.waitUntil(lambda: page.current_id() == deals["Win"])
    assert page.search.text() == ""


def test_suggestions_are_offered_while_typing(page: DealsPage, workspace: Workspace, qtbot: QtBot) -> None:
    for name, company in (("Ana Silva", "Nordlicht GmbH"), ("Ana Silva", "Acme"), ("Berta Klein", None)):
        workspace.contacts.add(NewContact(name=name, company=company))
    page.make_fresh()
    page.create_record()
    dialog = open_dialog(page)
    dialog.contact_field.setFocus()
    edit = dialog.contact_field.edit

    QTest.keyClicks(edit, "ana")
    completer = edit.completer()
    assert completer is not None
    offered = [completer.model().index(row, 0).data() for row in range(completer.model().rowCount())]
    assert sorted(offered) == ["Ana Silva · Acme", "Ana Silva · Nordlicht GmbH"]
    popup = completer.popup()
    assert popup is not None
    assert popup.isVisible()
    for _press in range(offered.index("Ana Silva · Acme") + 1):
        QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)

    chosen = dialog.contact_field.value()
    assert chosen is not None
    assert workspace.contacts.get(chosen.id).company == "Acme"
    assert edit.text() == "Ana Silva"
    assert dialog.company_field.value() == "Acme"
